// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

// What kind of place an IP address is, for a client that must not be led into its own network.
//
//   classify_ipv4({{169, 254, 169, 254}});  // AddressKind::Metadata
//   classify_ipv6(address);                 // of 64:ff9b::7f00:1: AddressKind::Loopback
//
// An IPv6 address that carries an IPv4 address (mapped, NAT64, 6to4, Teredo and others) is judged
// by what it carries, and never better than Public.
namespace onward::client {

enum class AddressKind : std::uint8_t {
  Public,       ///< globally reachable unicast
  Unspecified,  ///< 0.0.0.0/8, ::; connects to this machine
  Loopback,     ///< 127.0.0.0/8, ::1
  Private,      ///< RFC 1918; unique local (fc00::/7); site-local
  Shared,       ///< 100.64.0.0/10: behind a provider's NAT
  LinkLocal,    ///< 169.254.0.0/16, fe80::/10
  Metadata,     ///< where a cloud tells its machines their secrets
  Multicast,    ///< one to many, broadcast included
  Reserved,     ///< documentation, benchmarks, protocols, and what nobody has given out
};

using Ipv4Bytes = std::array<std::uint8_t, 4>;
using Ipv6Bytes = std::array<std::uint8_t, 16>;

/// By IANA's special-purpose registries (RFC 6890) and the clouds' documents.
AddressKind classify_ipv4(const Ipv4Bytes& bytes);
AddressKind classify_ipv6(const Ipv6Bytes& bytes);

/// For people: "a private address".
std::string_view describe(AddressKind kind);

}  // namespace onward::client
