// SPDX-License-Identifier: MIT
// The variables and the rules are curl's (its manual, "Environment variables" and --noproxy), read
// here and not by libcurl: what a request goes through decides what its request line is, whose
// fault a failure is, and what a person is told.
#include "client/proxy.h"

#include "base/ascii.h"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace onward::client {
namespace {

/// The first of them that says something. HTTP_PROXY is not read: where a server runs us by CGI, it
/// is what a client sent as a field "Proxy".
std::string first_set(char* (*environment)(const char* name),
                      std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* const value = environment(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

/// Four bytes or sixteen.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t size = 0;
};

std::optional<Address> read_address(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const std::string name(text);
  Address address;
  address.size = 4;
  if (inet_pton(AF_INET, name.c_str(), address.bytes.data()) == 1) return address;
  address.size = 16;
  if (inet_pton(AF_INET6, name.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

bool share_bits(const Address& one, const Address& other, std::size_t bits) {
  if (one.size != other.size || bits > one.size * 8) return false;
  const std::size_t whole = bits / 8;
  for (std::size_t i = 0; i < whole; ++i) {
    if (one.bytes[i] != other.bytes[i]) return false;
  }
  const unsigned mask = 0xFF00U >> (bits % 8) & 0xFFU;
  return (one.bytes[whole % 16] & mask) == (other.bytes[whole % 16] & mask);
}

/// "10.0.0.0/8", "[::1]", "fe80::/10"
bool names_address(std::string_view entry, const Address& host) {
  const std::size_t slash = entry.find('/');
  const auto network = read_address(entry.substr(0, slash));
  if (!network) return false;
  std::size_t bits = network->size * 8;
  if (slash != entry.npos) {
    const char* const end = entry.data() + entry.size();
    const auto [stop, error] = std::from_chars(entry.data() + slash + 1, end, bits);
    if (error != std::errc() || stop != end) return false;
  }
  return share_bits(*network, host, bits);
}

std::string_view without_last_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

/// "a.example" and ".a.example" are a.example and all below it.
bool names_host(std::string_view entry, std::string_view host) {
  if (entry.starts_with('.')) entry.remove_prefix(1);
  entry = without_last_dot(entry);
  if (entry.empty() || entry.size() > host.size()) return false;
  const std::size_t before = host.size() - entry.size();
  return base::equals_ignore_case(host.substr(before), entry) &&
         (before == 0 || host[before - 1] == '.');
}

bool is_listed(std::string_view list, std::string_view host) {
  const auto address = read_address(host);
  host = without_last_dot(host);
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(", \t"), list.size());
    const std::string_view entry = list.substr(0, end);
    if (entry == "*") return true;
    if (address ? names_address(entry, *address) : names_host(entry, host)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

Proxies proxies_of(char* (*environment)(const char* name)) {
  Proxies proxies;
  const std::string all = first_set(environment, {"all_proxy", "ALL_PROXY"});
  proxies.http = first_set(environment, {"http_proxy"});
  proxies.https = first_set(environment, {"https_proxy", "HTTPS_PROXY"});
  if (proxies.http.empty()) proxies.http = all;
  if (proxies.https.empty()) proxies.https = all;
  proxies.no_proxy = first_set(environment, {"no_proxy", "NO_PROXY"});
  return proxies;
}

std::string_view proxy_for(const Proxies& proxies, const url::Url& url) {
  const std::string& proxy = url.scheme() == "https" ? proxies.https : proxies.http;
  return proxy.empty() || is_listed(proxies.no_proxy, url.hostname()) ? std::string_view() : proxy;
}

bool is_asked_for_whole_url(std::string_view proxy, const url::Url& url) {
  if (proxy.empty() || url.scheme() != "http") return false;
  const std::size_t colon = proxy.find("://");
  const std::string_view scheme = proxy.substr(0, colon);
  return colon == proxy.npos || base::equals_ignore_case(scheme, "http") ||
         base::equals_ignore_case(scheme, "https");
}

}  // namespace onward::client
