// SPDX-License-Identifier: MIT
// Origins as clients see them. RFC 6454 §5 and the URL standard compare scheme, host and port;
// real clients leave some of these out, or treat a default port in a way of their own.
#include "redirect/origin.h"

namespace onward::redirect {
namespace {

bool is_subdomain(std::string_view host, std::string_view of) {
  return host.size() > of.size() && host.ends_with(of) && host[host.size() - of.size() - 1] == '.';
}

bool is_other_host(const OriginTest& test, const url::Url& from, const url::Url& to) {
  if (from.hostname() == to.hostname()) return false;
  return !test.to_subdomain_is_same || !is_subdomain(to.hostname(), from.hostname());
}

bool is_other_port(OriginTest::Port how, const Place& from, const Place& to) {
  switch (how) {
    case OriginTest::Port::Ignored:
      return false;
    case OriginTest::Port::Number:
      return from.url.port_or_default() != to.url.port_or_default();
    case OriginTest::Port::Elided:
      return from.url.port_number() != to.url.port_number();
    case OriginTest::Port::Written:
      return from.url.port_number() != to.url.port_number() || from.wrote_port != to.wrote_port;
  }
  return true;
}

bool is_default_upgrade(const url::Url& from, const url::Url& to) {
  return from.scheme() == "http" && to.scheme() == "https" && !from.port_number() &&
         !to.port_number() && from.hostname() == to.hostname();
}

}  // namespace

bool is_moved(const Place& from, const Place& to) {
  return from.wrote_port != to.wrote_port || from.url.port_number() != to.url.port_number() ||
         from.url.hostname() != to.url.hostname() || from.url.scheme() != to.url.scheme();
}

bool is_other_origin(const OriginTest& test, const Place& from, const Place& to) {
  if (test.default_upgrade_is_same && is_default_upgrade(from.url, to.url)) return false;
  if (test.downgrade && is_downgrade(from.url, to.url)) return true;
  if (test.scheme && from.url.scheme() != to.url.scheme()) return true;
  if (is_other_port(test.port, from, to)) return true;
  return test.host && is_other_host(test, from.url, to.url);
}

bool is_downgrade(const url::Url& from, const url::Url& to) {
  return from.scheme() == "https" && to.scheme() == "http";
}

bool writes_default_port(std::string_view location, const url::Url& url) {
  if (url.port_number()) return false;
  const std::string_view port = url.scheme() == "https" ? ":443" : ":80";
  if (location.find(port) == location.npos) return false;  // nearly always
  const std::size_t slashes = location.find("//");
  if (slashes == location.npos) return false;
  const std::string_view behind = location.substr(slashes + 2);
  const std::string_view authority = behind.substr(0, behind.find_first_of("/?#\\"));
  return authority.ends_with(port);
}

}  // namespace onward::redirect
