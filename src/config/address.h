// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/request.h"

#include <cstdint>
#include <optional>
#include <string_view>

// Where a listener listens.
namespace onward::config {

struct SocketAddress {
  rules::Address ip;
  std::uint16_t port = 0;
  bool is_ipv6 = false;
};

/// "127.0.0.1:8307", "[::1]:8307", "localhost:8307" (127.0.0.1), ":8307" and "*:8307" (all, IPv4);
/// nullopt for all else. IPv4 addresses have four decimal parts.
std::optional<SocketAddress> parse_socket_address(std::string_view text);

}  // namespace onward::config
