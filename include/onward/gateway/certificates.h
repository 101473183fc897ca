// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/gateway/problem.h"

#include <chrono>
#include <memory>
#include <vector>

// The certificates of the listeners that speak TLS. They are read and checked as a whole before any
// of them is used, so that a broken file changes nothing:
//
//   auto loaded = onward::gateway::load_certificates(server, now);
//   for (const auto& problem : loaded.problems) std::cerr << to_text(problem) << '\n';
//   if (loaded.problems.empty()) gateway.replace(loaded.certificates);
namespace onward::gateway {

class TlsContext;  // src/gateway/tls/context.h

/// One entry a listener, in the order of the configuration: null where it speaks no TLS. Immutable;
/// share freely.
using Certificates = std::vector<std::shared_ptr<const TlsContext>>;

struct LoadedCertificates {
  Certificates certificates;
  /// With one of these the certificates must not be used: FileNotFound, FileForbidden,
  /// FileUnreadable, FileTooLarge, CertificateInvalid, CertificateWeak, CertificateKeyInvalid,
  /// CertificateKeyDiffers, ClientCaInvalid. `what` is the path of the file.
  std::vector<Problem> problems;
  /// CertificateExpired, CertificateNotYetValid: clients will refuse it, and yet it is served.
  std::vector<Problem> warnings;
};

/// Reads all files that the listeners' `tls` names. Any thread.
LoadedCertificates load_certificates(const config::Server& server, std::chrono::sys_seconds now);

}  // namespace onward::gateway
