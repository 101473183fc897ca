// SPDX-License-Identifier: MIT
// Origins as clients see them. RFC 6454 §5 and the URL standard compare scheme, host and port;
// real clients leave some of these out, or treat a default port in a way of their own.
#include "redirect/origin.h"

namespace onward::redirect {
namespace {

bool is_subdomain(std::string_view host, std::string_view of) {
  return host.size() > of.size() && host.ends_with(of) && host[host.size() - of.size() - 1] == '.';
}

}  // namespace

Difference::Difference(const Place& from, const Place& to) {
  const url::Url& a = from.url;
  const url::Url& b = to.url;
  const auto note = [this](bool is_so, unsigned bit) { what_ |= is_so ? bit : 0; };
  note(a.hostname() != b.hostname(), kHost);
  note(a.port_number() != b.port_number(), kPortElided | kPortWritten);
  note(from.wrote_port != to.wrote_port, kPortWritten);
  if ((what_ & kHost) != 0) note(is_subdomain(b.hostname(), a.hostname()), kToSubdomain);
  const bool is_https = a.scheme() == "https";
  if (is_https ? b.scheme() == "https" : a.scheme() == b.scheme()) {
    // A URL never shows its scheme's default port.
    note((what_ & kPortElided) != 0, kPortNumber);
    return;
  }
  what_ |= kScheme;
  note(a.port_or_default() != b.port_or_default(), kPortNumber);
  note(is_https && b.scheme() == "http", kDowngrade);
  const bool is_upgrade = a.scheme() == "http" && b.scheme() == "https";
  note(is_upgrade && !a.port_number() && !b.port_number() && (what_ & kHost) == 0, kDefaultUpgrade);
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
