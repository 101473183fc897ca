// SPDX-License-Identifier: MIT
//   address = ( IPv4 / "[" IPv6 "]" / "localhost" / "*" / "" ) ":" port
// Names are not looked up: this module has no network, and a name that resolves otherwise tomorrow
// is no address to listen on.
#include "config/address.h"

#include "onward/rules/network.h"

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

}  // namespace

std::optional<SocketAddress> parse_socket_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return {};
  std::string_view host = text.substr(0, colon);
  const bool is_ipv6 = host.starts_with('[') && host.ends_with(']');
  if (is_ipv6) {
    host = host.substr(1, host.size() - 2);
  } else if (host.empty() || host == "*") {
    host = "0.0.0.0";
  } else if (host == "localhost") {
    host = "127.0.0.1";
  }
  if (is_ipv6 != (host.find(':') != std::string_view::npos)) return {};
  // Of 0.0.0.0/8 only the address that stands for all is one to listen on (RFC 6890, table 1).
  if (host.starts_with('0') && !is_ipv6 && host != "0.0.0.0") return {};
  const auto ip = rules::parse_address(host);
  if (!ip) return {};
  return SocketAddress{*ip, *port, is_ipv6};
}

}  // namespace onward::config
