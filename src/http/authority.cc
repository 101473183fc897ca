// SPDX-License-Identifier: MIT
// RFC 9110 §7.2, RFC 9112 §3.2: Host = uri-host [ ":" port ]. What a host is, is said by the URL
// standard's host parser, as it will parse the request's URL later. Two kinds need no parser: names
// of plain letters, digits, "-" and "_" whose last label does not begin with a digit, as there is
// nothing in them to decode, to forbid or to take for an address; and addresses of four plain
// numbers.
#include "http/authority.h"

#include "base/ascii.h"
#include "http/scan.h"
#include "url/host.h"
#include "url/parser.h"

#include <cstdint>
#include <optional>
#include <string>

namespace onward::http {
namespace {

struct Authority {
  std::string host;
  std::optional<std::uint16_t> port;
};

bool has_empty_label(std::string_view host) {
  return host.starts_with('.') || host.find("..") != std::string_view::npos;
}

/// A name that is certainly a domain. Its end may be one dot.
bool is_plain_domain(std::string_view host) {
  const char* const end = host.data() + host.size();
  if (host.empty() || skip<byte_class::kPlainHost>(host.data(), end) != end) return false;
  if (has_empty_label(host)) return false;
  host.remove_suffix(host.ends_with('.') ? 1 : 0);
  return !base::is_digit(host[host.rfind('.') + 1]);  // npos + 1 is 0
}

/// Four decimal numbers, as everybody writes an address. A leading zero may mean octal.
bool is_plain_ipv4(std::string_view host) {
  const char* at = host.data();
  const char* const end = at + host.size();
  for (int left = 4;; ++at) {
    const char* const begin = at;
    unsigned number = 0;
    for (; at != end && base::is_digit(*at) && number < 1000; ++at) {
      number = number * 10 + (base::byte(*at) - '0');
    }
    if (at == begin || number > 255 || (*begin == '0' && at != begin + 1)) return false;
    if (--left == 0) return at == end;
    if (at == end || *at != '.') return false;
  }
}

std::optional<Authority> parse(std::string_view text) {
  const auto [host, port_digits] = url::split_host_and_port(text);
  if (host.empty() || !base::is_ascii(host)) return std::nullopt;
  Authority authority;
  if (!url::append_host(host, url::SchemeType::Http, authority.host)) return std::nullopt;
  if (has_empty_label(authority.host)) return std::nullopt;
  if (port_digits && !port_digits->empty()) {
    const auto port = url::parse_port(*port_digits);
    if (!port) return std::nullopt;
    authority.port = *port;
  }
  return authority;
}

}  // namespace

bool is_plain_host(std::string_view host) {
  const bool may_be_ipv4 = !host.empty() && base::is_digit(host.back());
  return (may_be_ipv4 && is_plain_ipv4(host)) || is_plain_domain(host);
}

bool is_valid_authority(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (!is_plain_host(text.substr(0, colon))) return parse(text).has_value();
  return colon == std::string_view::npos || url::parse_port(text.substr(colon + 1)).has_value();
}

bool same_authority(std::string_view a, std::string_view b, std::string_view scheme) {
  if (base::equals_ignore_case(a, b)) return true;
  auto first = parse(a);
  auto second = parse(b);
  if (!first || !second) return false;
  std::optional<std::uint16_t> port;
  if (!scheme.empty()) port = scheme.size() == std::string_view("http").size() ? 80 : 443;
  return first->host == second->host &&
         (first->port ? first->port : port) == (second->port ? second->port : port);
}

}  // namespace onward::http
