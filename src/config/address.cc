// SPDX-License-Identifier: MIT
//   address = ( IPv4 / "[" IPv6 "]" / "localhost" / "*" / "" ) ":" port
// Names are not looked up: this module has no network, and a name that resolves otherwise tomorrow
// is no address to listen on.
#include "config/address.h"

#include "base/ascii.h"
#include "url/ip_address.h"

#include <algorithm>
#include <charconv>

namespace onward::config {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc{} || rest != end) return {};
  return port;
}

/// The strict form: the URL standard's parser also takes 0x7f.1 and the like.
bool is_dotted_decimal(std::string_view text) {
  return std::ranges::count(text, '.') == 3 && !text.starts_with('0') && !text.ends_with('.') &&
         std::ranges::all_of(text, [](char c) { return base::is_digit(c) || c == '.'; });
}

rules::Address from_ipv4(std::uint32_t ip) {
  rules::Address address;
  address.bytes[10] = address.bytes[11] = 0xFF;
  for (std::size_t i = 0; i < 4; ++i) {
    address.bytes[12 + i] = static_cast<std::uint8_t>(ip >> (24 - 8 * i));
  }
  return address;
}

rules::Address from_ipv6(const url::Ipv6Address& ip) {
  rules::Address address;
  for (std::size_t i = 0; i < ip.size(); ++i) {
    address.bytes[2 * i] = static_cast<std::uint8_t>(ip[i] >> 8);
    address.bytes[2 * i + 1] = static_cast<std::uint8_t>(ip[i] & 0xFF);
  }
  return address;
}

}  // namespace

std::optional<SocketAddress> parse_socket_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return {};
  const std::string_view host = text.substr(0, colon);
  if (host.empty() || host == "*") return SocketAddress{from_ipv4(0), *port, false};
  if (host == "localhost") return SocketAddress{from_ipv4(0x7F000001), *port, false};
  if (host.starts_with('[') && host.ends_with(']')) {
    const auto ip = url::parse_ipv6(host.substr(1, host.size() - 2));
    if (!ip) return {};
    return SocketAddress{from_ipv6(*ip), *port, true};
  }
  const bool is_any = host == "0.0.0.0";
  if (!is_any && !is_dotted_decimal(host)) return {};
  const auto ip = url::parse_ipv4(host);
  if (!ip) return {};
  return SocketAddress{from_ipv4(*ip), *port, false};
}

}  // namespace onward::config
