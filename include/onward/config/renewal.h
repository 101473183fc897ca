// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"

#include <string>
#include <vector>

// What listeners that run take of a file that was read again: how they speak TLS.
//
//   auto renewal = onward::config::renew(running.listeners, configuration.server.listeners);
//   // renewal.listeners: those that run, with the certificates that the file has now
namespace onward::config {

struct Renewal {
  /// Those that run, in their order. One that speaks TLS does so as `wanted` says of its address.
  std::vector<Listener> listeners;
  /// The addresses of those that keep what they have, as `wanted` has no TLS for them, or twice and
  /// not the same.
  std::vector<std::string> kept;
};

/// Listeners are told apart by address alone, never by their order: certificates, and who has to
/// show one, must not come to another listener. Whether one speaks TLS does not change.
Renewal renew(const std::vector<Listener>& running, const std::vector<Listener>& wanted);

}  // namespace onward::config
