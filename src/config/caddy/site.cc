// SPDX-License-Identifier: MIT
//   address = [ scheme "://" ] [ host ] [ ":" port ] [ path ]
//
// An address without port is https where it does not say http; so is one with a host and a port of
// its own. A port alone is http, but for the port of https.
#include "config/caddy/site.h"

#include "base/ascii.h"

#include <algorithm>
#include <tuple>

namespace onward::config::caddy {
namespace {

/// Ports and hosts first, so that a host's name counts without its "*".
std::tuple<bool, bool, std::size_t, std::size_t> rank(const Site& site) {
  std::size_t host = 0;
  std::size_t path = 0;
  bool is_wildcard = false;
  for (const Address& address : site.addresses) {
    const auto stars = static_cast<std::size_t>(std::ranges::count(address.host, '*'));
    if (address.host.size() - stars >= host) {
      host = address.host.size() - stars;
      is_wildcard = stars > 0;
    }
    path = std::max(path, address.path.size());
  }
  const bool takes_all = std::ranges::any_of(
      site.addresses, [](const Address& address) { return address.host.empty(); });
  return {takes_all, is_wildcard, ~host, ~path};
}

}  // namespace

std::optional<Address> read_address(const Word& word, const Globals& globals, Report& report) {
  Address address;
  address.place = word.place;
  std::string_view rest = word.text;
  if (const std::size_t end = rest.find("://"); end != rest.npos) {
    address.scheme = rest.substr(0, end);
    rest.remove_prefix(end + 3);
  }
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  address.path = rest.substr(slash);
  rest = rest.substr(0, slash);
  const std::size_t colon = rest.rfind(':');
  const bool has_port = colon != rest.npos && rest.find(']', colon) == rest.npos;
  if (has_port) address.port = rest.substr(colon + 1);
  address.host = rest.substr(0, has_port ? colon : rest.size());
  if (address.host == "*") address.host.clear();
  if (word.text.find_first_of("{}<> ") != std::string::npos ||
      !std::ranges::all_of(address.port, base::is_digit)) {
    report.error_at(word.place,
                    "'" + word.text + "' is no address of a site: its requests are not known",
                    "write the host out");
    return {};
  }
  const bool is_plain = address.port == globals.http_port ||
                        (address.host.empty() && address.port != globals.https_port);
  address.is_http = address.scheme.empty() ? is_plain : address.scheme == "http";
  address.listens = !address.port.empty() ? address.port
                    : address.is_http     ? globals.http_port
                                          : globals.https_port;
  return address;
}

void sort(std::vector<Site>& sites) { std::ranges::stable_sort(sites, {}, rank); }

}  // namespace onward::config::caddy
