// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/request.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Networks of clients.
//
//   const auto network = onward::rules::parse_network("10.0.0.0/8");  // or "2001:db8::/32"
//   network->contains(*onward::rules::parse_address("10.1.2.3"));      // true
namespace onward::rules {

/// The addresses whose first `bits` bits are those of `base`. IPv4 is ::ffff:0:0/96 of IPv6, as in
/// Address, so that an IPv4 network also holds clients that come as ::ffff:a.b.c.d.
struct Network {
  Address base;
  std::uint8_t bits = 128;

  bool contains(const Address& address) const;

  friend bool operator==(const Network&, const Network&) = default;
};

/// Reads a network (RFC 4632 §3.1, RFC 4291 §2.3) or one address; nullopt where it is neither.
std::optional<Network> parse_network(std::string_view text);

/// Whether one of them has it.
bool contains(std::span<const Network> networks, const Address& address);

/// Whether it is one of IPv4: its last four bytes are that, then.
bool is_ipv4(const Address& address);

/// Reads an address as textual IPv4 or IPv6, without brackets or zone.
std::optional<Address> parse_address(std::string_view text);

/// Whether no bit behind the first `bits` is set, as it should be.
bool is_base_of_itself(const Network& network);

/// "10.0.0.0/8", with the bits behind it cleared.
std::string to_string(const Network& network);

}  // namespace onward::rules
