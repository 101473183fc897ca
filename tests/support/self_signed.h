// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "gateway/tls/openssl.h"
#include "onward/config/server.h"
#include "support/temporary_file.h"

#include <array>
#include <chrono>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string>
#include <vector>

// For tests: certificates that sign themselves, in files.
//
//   const SelfSigned shop({.names = "DNS:shop.example"});
//   config::Tls tls{{shop.files()}, "", {}};
namespace onward::gateway {

struct SelfSignedWish {
  std::string names{};  ///< as of x509v3_config(5), "DNS:a.example, DNS:*.a.example"; "": none
  std::string common_name = "somebody";
  std::chrono::seconds from = -std::chrono::hours(1);  ///< of its time, from now
  std::chrono::seconds until = std::chrono::hours(24);
  int rsa_bits = 0;  ///< 0: ECDSA P-256
};

/// Aborts where OpenSSL refuses.
class SelfSigned {
 public:
  explicit SelfSigned(const SelfSignedWish& wish)
      : key_(wish.rsa_bits == 0 ? ::EVP_EC_gen("P-256")
                                : EVP_RSA_gen(static_cast<unsigned>(wish.rsa_bits))),
        certificate_(::X509_new()),
        key_file_("key.pem", ""),
        certificate_file_("certificate.pem", "") {
    X509* const made = certificate_.get();
    CHECK(::X509_set_version(made, X509_VERSION_3) == 1);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(made), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(made), wish.from.count());
    ::X509_gmtime_adj(::X509_getm_notAfter(made), wish.until.count());
    X509_NAME* const name = ::X509_get_subject_name(made);
    const auto* const text = reinterpret_cast<const unsigned char*>(wish.common_name.c_str());
    ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0);
    ::X509_set_issuer_name(made, name);
    ::X509_set_pubkey(made, key_.get());
    if (!wish.names.empty()) add_names(wish.names);
    CHECK(::X509_sign(made, key_.get(), ::EVP_sha256()) != 0);
    key_file_.write(key_text());
    certificate_file_.write(certificate_text());
  }

  config::CertificateFiles files() const {
    return {certificate_file_.path(), key_file_.path(), {}};
  }
  std::string certificate_text() const {
    const Bio bio(::BIO_new(::BIO_s_mem()));
    CHECK(::PEM_write_bio_X509(bio.get(), certificate_.get()) == 1);
    return text_of(bio.get());
  }
  std::string key_text() const {
    const Bio bio(::BIO_new(::BIO_s_mem()));
    CHECK(::PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                     nullptr) == 1);
    return text_of(bio.get());
  }

 private:
  static std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }
  void add_names(const std::string& names) {
    using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
    const Extension extension(
        ::X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()));
    CHECK(extension != nullptr);
    CHECK(::X509_add_ext(certificate_.get(), extension.get(), -1) == 1);
  }

  PrivateKey key_;
  Certificate certificate_;
  test::TemporaryFile key_file_;
  test::TemporaryFile certificate_file_;
};

}  // namespace onward::gateway
