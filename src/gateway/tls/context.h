// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/tls/openssl.h"
#include "onward/base/result.h"
#include "onward/config/server.h"
#include "onward/gateway/problem.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// How a listener speaks TLS: its certificates by the names that are in them, and what is agreed to.
//
//   TLS 1.2 and 1.3; ECDHE with AEAD alone; no compression, renegotiation or early data; tickets.
namespace onward::gateway {

/// Of a client's certificates: the chain that it may show, in bytes.
inline constexpr long kMaxClientChainBytes = 32L * 1024;

/// When a certificate expires.
struct CertificateEnd {
  std::string file;
  std::chrono::sys_seconds end;
};

/// Immutable once made; share freely.
class TlsContext {
 public:
  /// Null where a problem was found. `now` is for the warnings.
  static std::shared_ptr<const TlsContext> load(const config::Tls& wanted,
                                                std::chrono::sys_seconds now,
                                                std::vector<Problem>& problems,
                                                std::vector<Problem>& warnings);
  TlsContext();

  /// For a new connection; the name that its client asks for chooses among the certificates.
  SSL_CTX* first() const { return contexts_.front().get(); }
  /// The certificate for a host, "shop.example", or else for "*.example"; else the first one.
  SSL_CTX* for_host(std::string_view host) const;
  /// Of each certificate, in the order of the configuration.
  const std::vector<CertificateEnd>& ends() const { return ends_; }
  /// It is offered to clients (ALPN).
  bool speaks_http2() const { return speaks_http2_; }
  const BIO_METHOD* socket_method() const { return socket_method_.get(); }

 private:
  void add(SslContext context, const std::vector<std::string>& names);

  bool speaks_http2_ = true;
  BioMethod socket_method_;
  std::vector<SslContext> contexts_;
  std::unordered_map<std::string, SSL_CTX*> by_name_;
  std::vector<CertificateEnd> ends_;
};

}  // namespace onward::gateway
