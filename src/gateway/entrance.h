// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/rules/network.h"
#include "onward/rules/request.h"

#include <optional>
#include <string_view>
#include <vector>

namespace onward::gateway {

/// What connections need to know of the listener that took them. Immutable.
struct Entrance {
  rules::Origin origin;                          ///< of the requests that come in here …
  rules::Origin http;                            ///< … and where a trusted proxy tells …
  rules::Origin https;                           ///< … which scheme its client used
  std::vector<rules::Network> proxies;           ///< as of config::Listener
  std::optional<config::Forwarding> forwarding;  ///< as of config::Listener

  Entrance() = default;
  explicit Entrance(const config::Listener& listener)
      : origin(listener.origin),
        http(with_scheme(origin, "http")),
        https(with_scheme(origin, "https")),
        proxies(listener.proxies),
        forwarding(listener.forwarding) {}

  /// "http" or "https"; "" where nobody told.
  const rules::Origin& origin_of(std::string_view scheme) const {
    if (scheme.empty()) return origin;
    return scheme == "https" ? https : http;
  }
  /// Whether connections begin with a header of the PROXY protocol.
  bool has_proxies() const { return !proxies.empty(); }
  bool is_proxy(const rules::Address& peer) const { return rules::contains(proxies, peer); }

 private:
  /// What clients call us by the other scheme has not the port of this one.
  static rules::Origin with_scheme(rules::Origin origin, std::string_view scheme) {
    if (origin.scheme == scheme) return origin;
    origin.scheme = scheme;
    const std::size_t colon = origin.authority.rfind(':');
    const bool has_port = colon != std::string::npos && !origin.authority.ends_with(']');
    if (has_port) origin.authority.resize(colon);
    return origin;
  }
};

}  // namespace onward::gateway
