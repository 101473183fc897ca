// SPDX-License-Identifier: MIT
// Listeners from outside the file, and what a reload cannot change: whatever was opened or handed
// out when the server started. How a listener speaks TLS is not among it: renewal.h.
#include "onward/config/server.h"

#include "config/address.h"

#include <algorithm>

namespace onward::config {

std::optional<Listener> listener_at(std::string_view address) {
  const auto parsed = parse_socket_address(address);
  if (!parsed) return std::nullopt;
  Listener listener;
  listener.address = address;
  listener.ip = parsed->ip;
  listener.port = parsed->port;
  listener.is_ipv6 = parsed->is_ipv6;
  return listener;
}

bool needs_restart(const Server& running, const Server& wanted) {
  const auto is_same = [](const Listener& a, const Listener& b) {
    return a.address == b.address && a.origin == b.origin &&
           a.tls.has_value() == b.tls.has_value() && a.acme_folder == b.acme_folder &&
           (a.tls || a.http2 == b.http2) && a.proxies == b.proxies && a.forwarding == b.forwarding;
  };
  return !std::ranges::is_permutation(running.listeners, wanted.listeners, is_same) ||
         running.limits != wanted.limits || running.log != wanted.log ||
         running.threads != wanted.threads || running.admin.path != wanted.admin.path ||
         !std::ranges::equal(running.admin.addresses, wanted.admin.addresses, is_same);
}

}  // namespace onward::config
