// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

// IPv4 and IPv6 addresses as the URL standard's host parser and host serializer have them.
namespace onward::url {

/// In host byte order: 192.0.2.1 is 0xC0000201.
using Ipv4Address = std::uint32_t;

/// Eight pieces in the order in which they are written, each in host byte order.
using Ipv6Address = std::array<std::uint16_t, 8>;

/// "Ends in a number checker": such a domain is an IPv4 address or nothing. `domain` is not empty.
bool ends_in_a_number(std::string_view domain);

/// "IPv4 parser": one to four numbers, each decimal, octal (0...) or hexadecimal (0x...), the last
/// filling what is left; one trailing dot. Error: HostIpv4Invalid.
Result<Ipv4Address> parse_ipv4(std::string_view input);

/// "IPv6 parser", on the text between the brackets. Error: HostIpv6Invalid.
Result<Ipv6Address> parse_ipv6(std::string_view input);

/// "IPv4 serializer".
void append_ipv4(Ipv4Address address, std::string& out);

/// "IPv6 serializer" (RFC 5952): lower case, the first longest run of zeros as "::". No brackets.
void append_ipv6(const Ipv6Address& address, std::string& out);

}  // namespace onward::url
