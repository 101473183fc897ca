// SPDX-License-Identifier: MIT
// How a client reads Location. Two parsers: the URL standard's, and a lenient one after RFC 3986
// that the other members of LocationRules bend into each client's own. What comes out is what
// stands on the wire, so it may be no URL at all.
#include "redirect/location.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"
#include "redirect/escape.h"
#include "redirect/location_join.h"
#include "redirect/location_text.h"
#include "redirect/location_write.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace onward::redirect {
namespace {

using Rules = LocationRules;

// One call of resolve_location.
class Resolution {
 public:
  Resolution(const Rules& rules, const url::Url& base) : rules_(rules), base_(base) {}

  LocationOutcome as_browser(std::string_view text) const;
  LocationOutcome as_reference(std::string_view text) const;
  LocationOutcome settle(Instead what, std::string_view text) const;

 private:
  std::optional<LocationOutcome> foreign(std::string_view scheme, std::string_view text) const;
  std::string without_scheme(std::string_view rest) const;
  bool is_malformed(std::string_view path) const;
  LocationOutcome to_path(const Reference& reference) const;
  LocationOutcome to_authority(const Reference& reference, std::string_view authority,
                               std::string_view text) const;
  std::string written(Target target) const;
  NextRequest at_base(std::string target) const;
  LocationOutcome browser_request(const url::Url& url) const;

  const Rules& rules_;
  const url::Url& base_;
};

bool is_web(std::string_view scheme) {
  return base::equals_ignore_case(scheme, "http") || base::equals_ignore_case(scheme, "https");
}

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

NextRequest Resolution::at_base(std::string target) const {
  return {.scheme = std::string(base_.scheme()),
          .host = std::string(base_.hostname()),
          .port = base_.port_or_default().value_or(0),
          .target = std::move(target)};
}

LocationOutcome Resolution::settle(Instead what, std::string_view text) const {
  switch (what) {
    case Instead::Again: {
      std::string target(base_.pathname());
      return at_base(target.append(base_.search()));
    }
    case Instead::Directory: {
      const std::string_view path = base_.pathname();
      return at_base(std::string(path.substr(0, path.rfind('/') + 1)));
    }
    case Instead::Root:
      return at_base("/");
    case Instead::Relative: {
      Rules plain = rules_;
      plain.schemes = Rules::Schemes::Known;
      Reference reference = split_reference(plain, "./");
      const std::size_t end = std::min(text.find_first_of("?#"), text.size());
      reference.path = text.substr(0, end);
      const Reference rest = split_reference(plain, text.substr(end));
      reference.query = rest.query;
      reference.fragment = rest.fragment;
      return to_path(reference);
    }
    case Instead::AsHttp:
      return Instead::Error;
    default:
      return what;
  }
}

// What a scheme other than http and https leads to; nothing if the client goes on all the same.
std::optional<LocationOutcome> Resolution::foreign(std::string_view scheme,
                                                   std::string_view text) const {
  if (is_listed(scheme, rules_.opens)) return OtherProtocol{base::to_lower(scheme)};
  if (is_listed(scheme, rules_.knows)) return settle(rules_.known, text);
  if (rules_.foreign == Instead::AsHttp) return std::nullopt;
  return settle(rules_.foreign, text);
}

LocationOutcome Resolution::to_path(const Reference& reference) const {
  auto joined = join(rules_, reference, base_);
  if (const auto* instead = std::get_if<Instead>(&joined)) return *instead;
  return at_base(written(std::get<Target>(std::move(joined))));
}

std::string Resolution::written(Target target) const {
  if (rules_.backslash == Rules::Backslash::SlashInPath) {
    std::ranges::replace(target.path, '\\', '/');
  }
  return write_target(rules_, target);
}

// Digits of a port, or nothing where they are none.
std::optional<std::uint16_t> port_of(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return port;
}

std::string rooted(const Rules& rules, const Reference& reference) {
  const bool nothing = reference.path.empty() && !reference.query;
  const bool adds = rules.root == Rules::Root::Added || rules.root == Rules::Root::Required ||
                    (rules.root == Rules::Root::AddedWhenEmpty && nothing);
  if (reference.path.empty() && adds) return "/";
  return std::string(reference.path);
}

// An authority in its parts: [ userinfo "@" ] host [ ":" port ] (RFC 3986 §3.2).
struct Place {
  std::string_view host;
  std::string_view digits;
  bool has_userinfo = false;
};

Place place_of(std::string_view authority) {
  Place place;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    place.has_userinfo = true;
    authority.remove_prefix(at + 1);
  }
  const bool is_v6 = authority.starts_with('[');
  const std::size_t bracket = is_v6 ? std::min(authority.find(']'), authority.size()) : 0;
  const std::size_t colon = authority.find(':', bracket);
  place.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) place.digits = authority.substr(colon + 1);
  return place;
}

LocationOutcome Resolution::to_authority(const Reference& reference, std::string_view authority,
                                         std::string_view text) const {
  const Place place = place_of(authority);
  const bool is_v6 = place.host.starts_with('[');
  if (place.has_userinfo && rules_.userinfo == Rules::Userinfo::Refused) return Instead::Error;
  if (is_v6 && !rules_.ipv6) return Instead::Error;
  if (place.host.empty()) return settle(rules_.no_host, text);

  // The URL standard's parser says whether it can be a host at all, and which one it is.
  const auto host = url::parse(std::string("http://").append(place.host));
  if (!host || host->pathname() != "/" || host->query() || host->includes_credentials()) {
    return settle(rules_.malformed, text);
  }
  const bool is_v4 = host->host_kind() == url::HostKind::Ipv4;
  if (is_v4 && host->hostname() != place.host && rules_.short_ipv4 != Instead::AsHttp) {
    return settle(rules_.short_ipv4, text);
  }

  NextRequest request;
  request.scheme = base::to_lower(reference.scheme.value_or(base_.scheme()));
  if (!is_web(request.scheme)) request.scheme = "http";
  request.host = host->hostname();
  request.port = default_port(request.scheme);
  if (!place.digits.empty()) {
    const auto port = port_of(place.digits);
    if (!port || place.digits.size() > rules_.max_port_digits) {
      return settle(rules_.bad_port, text);
    }
    request.port = *port;
  }
  const bool elsewhere = request.scheme != base_.scheme() || request.host != base_.hostname() ||
                         request.port != base_.port_or_default();
  if (elsewhere && place.has_userinfo && rules_.userinfo == Rules::Userinfo::RefusedElsewhere) {
    return Instead::Error;
  }
  Target target = target_of({}, reference);
  const std::string path = plain_path(rules_, rooted(rules_, reference));
  target.path = normal_path(rules_, path, PathKind::BehindHost);
  request.target = written(std::move(target));
  return request;
}

// ":80/" or ":80" at the end, in a path that begins with a slash.
bool holds_port(std::string_view path) {
  for (std::size_t at = path.find(':'); at != std::string_view::npos; at = path.find(':', at + 1)) {
    const std::size_t end = std::min(path.find_first_not_of("0123456789", at + 1), path.size());
    if (end > at + 1 && (end == path.size() || path[end] == '/')) return true;
  }
  return false;
}

// The rest of a reference whose scheme is the base's and says no more (RFC 3986 §5.2.2, not
// strict).
std::string Resolution::without_scheme(std::string_view rest) const {
  std::string path(rest);
  if (rules_.backslash != Rules::Backslash::Kept) std::ranges::replace(path, '\\', '/');
  const bool from_root = rules_.same_scheme == Rules::SameScheme::FromRoot;
  if (from_root && !path.starts_with('/')) path.insert(0, "/");
  return path;
}

bool Resolution::is_malformed(std::string_view path) const {
  const std::string_view first = path.substr(0, path.find('/'));
  if (rules_.colon_is_for_schemes && first.find(':') != std::string_view::npos) return true;
  return rules_.port_in_path_refused && path.starts_with('/') && holds_port(path);
}

LocationOutcome Resolution::as_reference(std::string_view text) const {
  Reference reference = split_reference(rules_, text);
  const auto scheme = reference.scheme;
  const auto authority = reference.authority;
  if (scheme) {
    const bool cased = rules_.scheme_case_matters && base::is_upper(scheme->front());
    if (!is_web(*scheme) || cased) {
      if (auto outcome = foreign(*scheme, text)) return *outcome;
    }
    const bool none = !authority || (authority->empty() && rules_.empty_authority_is_none);
    if (none && rules_.same_scheme != Rules::SameScheme::Absolute &&
        base::equals_ignore_case(*scheme, base_.scheme())) {
      const std::string path = without_scheme(reference.path);
      reference.path = path;
      return to_path(reference);
    }
    if (!authority) return settle(rules_.no_host, text);
  }
  if (authority) {
    if (!scheme && rules_.network_path == Rules::NetworkPath::Refused) {
      return settle(rules_.malformed, text);
    }
    if (rules_.root == Rules::Root::Required && reference.path.empty() && reference.query) {
      return settle(Instead::Relative, text);
    }
    return to_authority(reference, *authority, text);
  }
  if (is_malformed(reference.path)) return settle(rules_.malformed, text);
  return to_path(reference);
}

// The bytes of `leaves` are taken through the URL standard's parser as private code points, which
// it escapes like all that is not ASCII, and put back behind it.
std::string hidden(std::size_t index) { return {'\xEE', '\x80', static_cast<char>(0x80 + index)}; }

LocationOutcome Resolution::browser_request(const url::Url& url) const {
  NextRequest request;
  request.scheme = is_web(url.scheme()) ? url.scheme() : "http";
  request.host = url.hostname();
  request.port = url.port_or_default().value_or(80);
  append_browser_part(rules_.escapes, url.pathname(), request.target);
  if (const auto query = url.query()) {
    const bool is_kept = !query->empty() || rules_.empty_query == Rules::EmptyQuery::Kept;
    if (is_kept) request.target += '?';
    append_browser_part(rules_.query_escapes, *query, request.target);
  }
  std::string& target = request.target;
  for (std::size_t i = 0; i < rules_.leaves.size(); ++i) {
    const std::string escaped = url::percent_encode(hidden(i), url::PercentEncodeSet::C0Control);
    for (std::size_t at = 0; (at = target.find(escaped, at)) != std::string::npos; ++at) {
      target.replace(at, escaped.size(), 1, rules_.leaves[i]);
    }
  }
  return request;
}

LocationOutcome Resolution::as_browser(std::string_view text) const {
  std::string shown;
  for (const char c : text) {
    const std::size_t left = rules_.leaves.find(c);
    if (left != std::string_view::npos) {
      shown += hidden(left);
    } else if (!base::is_ascii(c) && rules_.text == Rules::Text::Bytes) {
      append_escape(c, false, shown);
    } else {
      shown += c;
    }
  }
  const auto url = url::resolve(shown, base_);
  if (!url) {
    const ErrorCode code = url.error().code;
    const bool port = code == ErrorCode::UrlPortInvalid || code == ErrorCode::UrlPortOutOfRange;
    return settle(port ? rules_.bad_port : rules_.malformed, text);
  }
  if (!is_web(url->scheme())) {
    if (auto outcome = foreign(url->scheme(), text)) return *outcome;
    if (url->hostname().empty() || url->has_opaque_path()) return settle(rules_.no_host, text);
  }
  if (url->includes_credentials()) {
    if (rules_.userinfo == Rules::Userinfo::Refused) return Instead::Error;
    if (rules_.userinfo == Rules::Userinfo::RefusedElsewhere && !url::same_origin(*url, base_)) {
      return Instead::Error;
    }
  }
  if (url->host_kind() == url::HostKind::Ipv6 && !rules_.ipv6) return Instead::Error;
  return browser_request(*url);
}

}  // namespace

LocationOutcome resolve_location(const Rules& rules, const url::Url& base,
                                 std::span<const std::string_view> values) {
  const Resolution resolution(rules, base);
  LocationText read = location_text(rules, values);
  if (const auto* instead = std::get_if<Instead>(&read)) return resolution.settle(*instead, {});
  std::string& text = std::get<std::string>(read);
  if (rules.browser) return resolution.as_browser(text);
  if (rules.backslash == Rules::Backslash::Slash) {
    const std::size_t end = std::min(text.find_first_of("?#"), text.size());
    std::ranges::replace(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\\', '/');
  }
  return resolution.as_reference(text);
}

}  // namespace onward::redirect
