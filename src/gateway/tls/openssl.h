// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

// Owners of OpenSSL's objects. Only this room (src/gateway/tls) sees OpenSSL.
namespace onward::gateway {

/// Calls `free` on what it is given.
template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};

using SslContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Freed<SSL_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using BioMethod = std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

}  // namespace onward::gateway
