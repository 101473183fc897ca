// SPDX-License-Identifier: MIT
// Two listeners may have one address where its port is 0. Which of them is which nobody can say
// then, so they take over what is the same for all of them, or nothing.
#include "onward/config/renewal.h"

#include <algorithm>

namespace onward::config {
namespace {

/// What `wanted` says of the address; null where it says nothing, or more than one thing.
const Tls* tls_for(const Listener& running, const std::vector<Listener>& wanted) {
  const Tls* found = nullptr;
  for (const Listener& each : wanted) {
    const bool is_it =
        each.ip == running.ip && each.port == running.port && each.is_ipv6 == running.is_ipv6;
    if (!is_it) continue;
    if (!each.tls || (found != nullptr && *found != *each.tls)) return nullptr;
    found = &*each.tls;
  }
  return found;
}

}  // namespace

Renewal renew(const std::vector<Listener>& running, const std::vector<Listener>& wanted) {
  Renewal renewal{running, {}};
  for (Listener& listener : renewal.listeners) {
    if (!listener.tls) continue;
    if (const Tls* tls = tls_for(listener, wanted)) {
      listener.tls = *tls;
    } else {
      renewal.kept.push_back(listener.address);
    }
  }
  return renewal;
}

}  // namespace onward::config
