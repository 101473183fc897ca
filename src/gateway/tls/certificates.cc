// SPDX-License-Identifier: MIT
// A listener after the other: what is wrong is said together, and the caller uses all of it or
// nothing.
#include "onward/gateway/certificates.h"

#include "gateway/tls/context.h"

namespace onward::gateway {

LoadedCertificates load_certificates(const config::Server& server, std::chrono::sys_seconds now) {
  LoadedCertificates loaded;
  for (const config::Listener& listener : server.listeners) {
    std::shared_ptr<const TlsContext> context;
    if (listener.tls) {
      context = TlsContext::load(*listener.tls, now, loaded.problems, loaded.warnings);
    }
    loaded.certificates.push_back(std::move(context));
  }
  return loaded;
}

}  // namespace onward::gateway
