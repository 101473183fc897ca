// SPDX-License-Identifier: MIT
// The URL record's getters (URL standard, "URL class" and "Origin") and the way into the parser:
// what the standard does to the whole input before its state machine starts.
#include "onward/url/url.h"

#include "url/input.h"
#include "url/parser.h"
#include "url/scheme.h"

#include <algorithm>

namespace onward::url {
namespace {

Result<Url> parse_with(std::string_view input, const Url* base) {
  if (input.size() > kMaxInputBytes) return fail(ErrorCode::UrlTooLong, kMaxInputBytes);
  const std::string_view trimmed = trim_controls(input);
  const auto start = static_cast<std::size_t>(trimmed.data() - input.data());
  if (is_clean_input(trimmed)) {
    auto parsed = UrlParser(trimmed, base).run();
    if (!parsed) return fail(parsed.error().code, start + parsed.error().offset);
    return parsed;
  }
  const std::string cleaned = clean_input(trimmed);
  auto parsed = UrlParser(cleaned, base).run();
  if (!parsed) {
    return fail(parsed.error().code,
                start + offset_before_cleaning(trimmed, parsed.error().offset));
  }
  return parsed;
}

}  // namespace

Result<Url> parse(std::string_view input) { return parse_with(input, nullptr); }

Result<Url> resolve(std::string_view reference, const Url& base) {
  return parse_with(reference, &base);
}

std::string_view Url::protocol() const {
  return std::string_view(href_).substr(0, scheme_end_ + 1);
}

std::string_view Url::username() const {
  if (host_kind_ == HostKind::None) return {};
  const std::size_t start = scheme_end_ + 3;  // behind "://"
  return std::string_view(href_).substr(start, username_end_ - start);
}

std::string_view Url::password() const {
  if (username_end_ == host_start_ || href_[username_end_] != ':') return {};
  return std::string_view(href_).substr(username_end_ + 1, host_start_ - username_end_ - 2);
}

std::string_view Url::host() const {
  if (host_kind_ == HostKind::None) return {};
  return std::string_view(href_).substr(host_start_, path_start_ - host_start_);
}

std::string_view Url::port() const {
  if (host_kind_ == HostKind::None || host_end_ == path_start_) return {};
  return std::string_view(href_).substr(host_end_ + 1, path_start_ - host_end_ - 1);
}

std::optional<std::uint16_t> Url::port_or_default() const {
  if (const auto number = port_number()) return number;
  return default_port(scheme_type(scheme()));
}

std::string_view Url::pathname() const {
  const std::size_t end = std::min({query_start_, fragment_start_, kAbsent});
  return std::string_view(href_).substr(path_start_, end == kAbsent ? end : end - path_start_);
}

std::optional<std::string_view> Url::query() const {
  if (query_start_ == kAbsent) return std::nullopt;
  const std::size_t start = query_start_ + 1;
  return std::string_view(href_).substr(start, fragment_start_ - start);
}

std::optional<std::string_view> Url::fragment() const {
  if (fragment_start_ == kAbsent) return std::nullopt;
  return std::string_view(href_).substr(fragment_start_ + 1);
}

std::string_view Url::search() const {
  const auto text = query();
  if (!text || text->empty()) return {};
  return std::string_view(href_).substr(query_start_, text->size() + 1);
}

std::string_view Url::hash() const {
  const auto text = fragment();
  if (!text || text->empty()) return {};
  return std::string_view(href_).substr(fragment_start_);
}

bool Url::is_special() const { return scheme_type(scheme()) != SchemeType::NotSpecial; }

bool Url::includes_credentials() const {
  return host_kind_ != HostKind::None && host_start_ != scheme_end_ + 3;
}

std::string Url::origin() const {
  switch (scheme_type(scheme())) {
    case SchemeType::File:
      return "null";
    case SchemeType::NotSpecial:
      break;
    default:
      return std::string(protocol()).append("//").append(host());
  }
  if (scheme() != "blob") return "null";
  // A blob: URL's path is the URL of the page that made it.
  const auto inner = parse(pathname());
  if (!inner || (inner->scheme() != "http" && inner->scheme() != "https")) return "null";
  return inner->origin();
}

bool same_origin(const Url& a, const Url& b) {
  const std::string origin = a.origin();
  return origin != "null" && origin == b.origin();
}

}  // namespace onward::url
