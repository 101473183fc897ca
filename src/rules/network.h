// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// Networks of clients: "10.0.0.0/8", "2001:db8::/32", "192.0.2.7".
namespace onward::rules {

/// The addresses whose first `bits` bits are those of `base`. IPv4 is ::ffff:0:0/96 of IPv6, as in
/// Address, so that an IPv4 network also holds clients that come as ::ffff:a.b.c.d.
struct Network {
  Address base;
  std::uint8_t bits = 128;

  bool contains(const Address& address) const;
};

/// Reads a network (RFC 4632 §3.1, RFC 4291 §2.3) or one address; nullopt where it is neither.
std::optional<Network> parse_network(std::string_view text);

/// Reads an address as textual IPv4 or IPv6, without brackets or zone.
std::optional<Address> parse_address(std::string_view text);

/// Whether no bit behind the first `bits` is set, as it should be.
bool is_base_of_itself(const Network& network);

/// "10.0.0.0/8", with the bits behind it cleared.
std::string to_string(const Network& network);

}  // namespace onward::rules
