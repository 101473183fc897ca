// SPDX-License-Identifier: MIT
// Two tables of prefixes, the first row that fits decides: IANA's special-purpose address
// registries for IPv4 and IPv6 (RFC 6890 and what was added since). In IPv6 nothing outside
// 2000::/3 is given out, so what no row knows there is Reserved: a new special prefix is refused
// before it is known.
#include "client/address.h"

#include <cstddef>
#include <optional>

namespace onward::client {
namespace {

using enum AddressKind;

struct Ipv4Row {
  Ipv4Bytes prefix;
  unsigned bits;
  AddressKind kind;
};

constexpr auto kIpv4 = std::to_array<Ipv4Row>({
    {{169, 254, 169, 254}, 32, Metadata},   // AWS, Google, Azure, OpenStack and most others
    {{169, 254, 170, 2}, 32, Metadata},     // AWS: credentials of a container
    {{169, 254, 170, 23}, 32, Metadata},    // AWS: of a pod
    {{100, 100, 100, 200}, 32, Metadata},   // Alibaba Cloud
    {{168, 63, 129, 16}, 32, Metadata},     // Azure's wire server, though in public space
    {{192, 0, 0, 192}, 32, Metadata},       // Oracle Cloud
    {{0, 0, 0, 0}, 8, Unspecified},         // RFC 1122 §3.2.1.3; Linux connects 0.0.0.0 to itself
    {{10, 0, 0, 0}, 8, Private},            // RFC 1918
    {{100, 64, 0, 0}, 10, Shared},          // RFC 6598
    {{127, 0, 0, 0}, 8, Loopback},          // RFC 1122 §3.2.1.3
    {{169, 254, 0, 0}, 16, LinkLocal},      // RFC 3927
    {{172, 16, 0, 0}, 12, Private},         // RFC 1918
    {{192, 0, 0, 0}, 24, Reserved},         // RFC 6890, protocol assignments
    {{192, 0, 2, 0}, 24, Reserved},         // RFC 5737, documentation
    {{192, 88, 99, 0}, 24, Reserved},       // RFC 7526, the relays of 6to4
    {{192, 168, 0, 0}, 16, Private},        // RFC 1918
    {{198, 18, 0, 0}, 15, Reserved},        // RFC 2544, benchmarks
    {{198, 51, 100, 0}, 24, Reserved},      // RFC 5737, documentation
    {{203, 0, 113, 0}, 24, Reserved},       // RFC 5737, documentation
    {{224, 0, 0, 0}, 4, Multicast},         // RFC 5771
    {{255, 255, 255, 255}, 32, Multicast},  // RFC 919, broadcast
    {{240, 0, 0, 0}, 4, Reserved},          // RFC 1112 §4
});

/// How an IPv6 prefix is judged.
enum class Ipv6Rule : std::uint8_t {
  Fixed,     ///< by its row
  Embedded,  ///< by the IPv4 address at byte `at`
  Inverted,  ///< likewise, all bits inverted
};

struct Ipv6Row {
  Ipv6Bytes prefix;
  unsigned bits;
  AddressKind kind = Public;
  Ipv6Rule rule = Ipv6Rule::Fixed;
  std::size_t at = 0;
};

constexpr auto kIpv6 = std::to_array<Ipv6Row>({
    {{0xFD, 0x00, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128, Metadata},  // AWS
    {{0xFD, 0x00, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23}, 128, Metadata},  // its pods
    {{0xFD, 0x20, 0x00, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128, Metadata},  // Google
    {{0}, 128, Unspecified},                                            // RFC 4291 §2.5.2
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, Loopback},  // RFC 4291 §2.5.3
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, Public, Ipv6Rule::Embedded, 12},  // mapped
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0}, 96, Public, Ipv6Rule::Embedded, 12},  // RFC 2765
    {{0}, 96, Public, Ipv6Rule::Embedded, 12},  // RFC 4291 §2.5.5.1, compatible
    {{0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}, 96, Public, Ipv6Rule::Embedded, 12},  // RFC
                                                                                          // 6052
    {{0, 0x64, 0xFF, 0x9B, 0, 1}, 48, Private},                // RFC 8215, local NAT64
    {{0x20, 0x02}, 16, Public, Ipv6Rule::Embedded, 2},         // RFC 3056, 6to4
    {{0x20, 0x01, 0, 0}, 32, Public, Ipv6Rule::Inverted, 12},  // RFC 4380, Teredo: the client
    {{0x20, 0x01}, 23, Reserved},                              // RFC 2928, protocol assignments
    {{0x20, 0x01, 0x0D, 0xB8}, 32, Reserved},                  // RFC 3849, documentation
    {{0x3F, 0xFF, 0}, 20, Reserved},                           // RFC 9637, documentation
    {{0xFC}, 7, Private},                                      // RFC 4193, unique local
    {{0xFE, 0x80}, 10, LinkLocal},                             // RFC 4291 §2.5.6
    {{0xFE, 0xC0}, 10, Private},                               // RFC 3879, site-local
    {{0xFF}, 8, Multicast},                                    // RFC 4291 §2.7
    {{0x20}, 3, Public},                                       // what IANA gives out
});

template <std::size_t N>
bool has_prefix(const std::array<std::uint8_t, N>& bytes, const std::array<std::uint8_t, N>& prefix,
                unsigned bits) {
  const std::size_t whole = bits / 8;
  for (std::size_t i = 0; i < whole; ++i) {
    if (bytes[i] != prefix[i]) return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || ((bytes[whole] ^ prefix[whole]) >> (8 - rest)) == 0;
}

Ipv4Bytes embedded(const Ipv6Bytes& bytes, std::size_t at, std::uint8_t mask) {
  Ipv4Bytes out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(bytes[at + i] ^ mask);
  }
  return out;
}

/// RFC 5214 §6.1: an interface identifier that ends in an IPv4 address (ISATAP), whatever the
/// prefix. The tunnel leads to that address.
std::optional<Ipv4Bytes> isatap(const Ipv6Bytes& bytes) {
  const bool is_isatap =
      (bytes[8] & 0xFC) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE;
  if (!is_isatap) return std::nullopt;
  return embedded(bytes, 12, 0);
}

}  // namespace

AddressKind classify_ipv4(const Ipv4Bytes& bytes) {
  for (const Ipv4Row& row : kIpv4) {
    if (has_prefix(bytes, row.prefix, row.bits)) return row.kind;
  }
  return Public;
}

AddressKind classify_ipv6(const Ipv6Bytes& bytes) {
  for (const Ipv6Row& row : kIpv6) {
    if (!has_prefix(bytes, row.prefix, row.bits)) continue;
    if (row.rule == Ipv6Rule::Embedded) return classify_ipv4(embedded(bytes, row.at, 0));
    if (row.rule == Ipv6Rule::Inverted) return classify_ipv4(embedded(bytes, row.at, 0xFF));
    if (row.kind != Public) return row.kind;
    const auto tunnelled = isatap(bytes);
    return tunnelled ? classify_ipv4(*tunnelled) : Public;
  }
  return Reserved;
}

std::string_view describe(AddressKind kind) {
  switch (kind) {
    case Public:
      return "a public address";
    case Unspecified:
      return "an unspecified address, which is this machine";
    case Loopback:
      return "a loopback address";
    case Private:
      return "a private address";
    case Shared:
      return "an address behind a provider's NAT";
    case LinkLocal:
      return "a link-local address";
    case Metadata:
      return "the address of a cloud's metadata service";
    case Multicast:
      return "a multicast address";
    case Reserved:
      return "a reserved address";
  }
  return "";
}

}  // namespace onward::client
