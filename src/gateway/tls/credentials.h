// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/tls/openssl.h"
#include "onward/config/server.h"
#include "onward/gateway/problem.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

// Files in PEM form: a certificate with its chain, its key, the certificates of a client's CA.
namespace onward::gateway {

/// Far above what any of them needs, in bytes.
inline constexpr std::size_t kMaxPemBytes = std::size_t{1024} * 1024;

/// A server's certificate, checked to belong to its key.
struct Credentials {
  std::vector<Certificate> chain;  ///< the server's own first; never empty
  PrivateKey key;
};

/// nullopt where a problem was found.
std::optional<Credentials> load_credentials(const config::CertificateFiles& files,
                                            std::vector<Problem>& problems);
/// False where OpenSSL's security level refuses them.
bool use(const Credentials& credentials, SSL_CTX* context);

/// The hosts of the certificate in small letters, "shop.example", "*.shop.example": those of its
/// subjectAltName, or where it has none the common name.
std::vector<std::string> names_of(const Credentials& credentials);
/// When it expires.
std::chrono::sys_seconds end_of(const Credentials& credentials);
/// CertificateExpired, CertificateNotYetValid; nullopt where all is well.
std::optional<ErrorCode> doubtful_time(const Credentials& credentials,
                                       std::chrono::sys_seconds now);

/// Whose clients are let in.
struct ClientCa {
  std::string text;  ///< of the file
  std::vector<Certificate> certificates;
};

/// Empty where `path` is "", or a problem was found.
ClientCa load_client_ca(const std::string& path, std::vector<Problem>& problems);

}  // namespace onward::gateway
