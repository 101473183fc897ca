// SPDX-License-Identifier: MIT
// The basic URL parser with a state override (URL standard, "URL parsing"), one function a
// component. Each cleans its input as the parser would, then calls what the parser calls.
#include "url/component.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"
#include "url/host.h"
#include "url/input.h"
#include "url/parser.h"
#include "url/path.h"
#include "url/utf8.h"

#include <algorithm>

namespace onward::url {
namespace {

std::string encoded(std::string_view input, PercentEncodeSet set) {
  return percent_encode(clean_input(input), set);
}

}  // namespace

std::optional<std::string> canonical_scheme(std::string_view input) {
  std::string scheme = clean_input(input) + ":";
  const auto length = scheme_length(scheme);
  if (!length) return std::nullopt;
  scheme.resize(*length);
  for (char& c : scheme) c = base::to_lower(c);
  return scheme;
}

std::string canonical_userinfo(std::string_view input) {
  return percent_encode(to_well_formed_utf8(input), PercentEncodeSet::Userinfo);
}

Result<CanonicalHost> canonical_host(std::string_view input, SchemeType scheme) {
  const std::string text = clean_input(input);
  const auto delimiters = scheme == SchemeType::NotSpecial ? "/?#" : "/?#\\";
  const std::string_view whole = std::string_view(text).substr(0, text.find_first_of(delimiters));
  // File host state knows no port: its ":" is for the host parser to refuse.
  const HostAndPort split =
      scheme == SchemeType::File ? HostAndPort{whole, std::nullopt} : split_host_and_port(whole);
  CanonicalHost host;
  if (split.port) host.port = std::string(*split.port);
  if (split.host.empty()) {
    if (scheme == SchemeType::File) return host;
    if (split.port || scheme != SchemeType::NotSpecial) return fail(ErrorCode::UrlHostMissing);
  }
  const auto kind = append_host(split.host, scheme, host.name);
  if (!kind) return fail(kind.error());
  host.kind = *kind;
  if (scheme == SchemeType::File && host.name == "localhost") return CanonicalHost{};
  return host;
}

Result<std::string> canonical_hostname(std::string_view input, SchemeType scheme) {
  auto host = canonical_host(input, scheme);
  if (!host) return fail(host.error());
  if (host->port) return fail(ErrorCode::UrlPortInvalid, input.find(':'));
  return std::move(host->name);
}

Result<std::optional<std::uint16_t>> canonical_port(std::string_view input, SchemeType scheme) {
  const std::string text = clean_input(input);
  const auto end = std::find_if_not(text.begin(), text.end(), base::is_digit);
  const auto digits =
      std::string_view(text).substr(0, static_cast<std::size_t>(end - text.begin()));
  if (digits.empty()) return fail(ErrorCode::UrlPortInvalid);
  const auto port = parse_port(digits);
  if (!port) return fail(port.error());
  if (*port == default_port(scheme)) return std::optional<std::uint16_t>{};
  return *port;
}

std::string canonical_path(std::string_view input, SchemeType scheme) {
  const std::string text = clean_input(input);
  if (text.empty() && scheme == SchemeType::NotSpecial) return {};
  std::string_view segments = text;
  if (!segments.empty() && is_slash(segments[0], scheme)) segments.remove_prefix(1);
  std::string path;
  append_path(segments, scheme, 0, path);
  return path;
}

std::string canonical_opaque_path(std::string_view input) {
  return encoded(input, PercentEncodeSet::C0Control);
}

std::string canonical_query(std::string_view input, SchemeType scheme) {
  return encoded(input, scheme == SchemeType::NotSpecial ? PercentEncodeSet::Query
                                                         : PercentEncodeSet::SpecialQuery);
}

std::string canonical_fragment(std::string_view input) {
  return encoded(input, PercentEncodeSet::Fragment);
}

}  // namespace onward::url
