// SPDX-License-Identifier: MIT
// URL standard, "basic URL parser", without a state override. The states are taken over whole
// components: where the standard moves code point by code point to a delimiter, this looks for the
// delimiter. Invariant: what is in the buffer is canonical, and the offsets of the components that
// are behind at_ are final.
#include "url/parser.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"
#include "url/host.h"
#include "url/path.h"

#include <utility>

namespace onward::url {

HostAndPort split_host_and_port(std::string_view text) {
  bool inside_brackets = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') inside_brackets = true;
    if (text[i] == ']') inside_brackets = false;
    if (text[i] == ':' && !inside_brackets) return {text.substr(0, i), text.substr(i + 1)};
  }
  return {text, std::nullopt};
}

Result<std::uint16_t> parse_port(std::string_view digits) {
  unsigned port = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (!base::is_digit(digits[i])) return fail(ErrorCode::UrlPortInvalid, i);
    if (port <= 0xFFFF) port = port * 10 + static_cast<unsigned>(digits[i] - '0');
  }
  if (port > 0xFFFF) return fail(ErrorCode::UrlPortOutOfRange);
  return static_cast<std::uint16_t>(port);
}

Result<Url> UrlParser::run() {
  // One allocation in the common case; percent-encoding may need more.
  url_.href_.reserve(input_.size() + (base_ != nullptr ? base_->href_.size() : 0) + 4);
  const auto length = scheme_length(input_);
  if (length) {
    for (const char c : input_.substr(0, *length)) url_.href_ += base::to_lower(c);
    scheme_ = scheme_type(url_.href_);
    url_.scheme_end_ = here();
    url_.href_ += ':';
    at_ = *length + 1;
  }
  if (auto parsed = length ? after_scheme() : no_scheme(); !parsed) return fail(parsed.error());
  finish();
  if (url_.href_.size() > kMaxHrefBytes) return fail(ErrorCode::UrlTooLong, input_.size());
  return std::move(url_);
}

// Scheme state, from ":" on.
Result<void> UrlParser::after_scheme() {
  if (scheme_ == SchemeType::File) return file_or_host();
  if (scheme_ != SchemeType::NotSpecial) {
    const bool same_scheme = base_ != nullptr && base_->scheme() == url_.scheme();
    // Special relative or authority state.
    if (same_scheme && !rest().starts_with("//")) return relative();
    return special_authority();
  }
  if (peek() != '/') {
    no_authority();
    opaque_path();
    return {};
  }
  ++at_;  // path or authority state
  if (peek() == '/') {
    ++at_;
    return authority();
  }
  no_authority();
  path();
  return {};
}

Result<void> UrlParser::no_scheme() {
  if (base_ == nullptr) return fail(ErrorCode::UrlRelative);
  url_.href_.append(base_->href_, 0, base_->scheme_end_ + 1);
  url_.scheme_end_ = base_->scheme_end_;
  scheme_ = scheme_type(base_->scheme());
  if (base_->has_opaque_path()) {
    if (peek() != '#') return fail(ErrorCode::UrlBaseOpaque);
    copy_base_authority();
    copy_base_path();
    copy_base_query();
    query_and_fragment();
    return {};
  }
  return scheme_ == SchemeType::File ? file_or_host() : relative();
}

// Relative state and relative slash state.
Result<void> UrlParser::relative() {
  if (next_is_slash()) {
    ++at_;
    if (scheme_ != SchemeType::NotSpecial && next_is_slash()) return special_authority();
    if (peek() == '/') {
      ++at_;
      return authority();
    }
    copy_base_authority();
    path();
    return {};
  }
  copy_base_authority();
  copy_base_path();
  if (at_end() || peek() == '#') {
    copy_base_query();
    query_and_fragment();
  } else if (peek() == '?') {
    query_and_fragment();
  } else {
    shorten_path(scheme_, url_.path_start_, url_.href_);
    path();
  }
  return {};
}

// Special authority slashes state and special authority ignore slashes state.
Result<void> UrlParser::special_authority() {
  while (next_is_slash()) ++at_;
  return authority();
}

Result<void> UrlParser::authority() {
  const auto delimiters = scheme_ == SchemeType::NotSpecial ? "/?#" : "/?#\\";
  const std::string_view text = rest().substr(0, rest().find_first_of(delimiters));
  url_.href_ += "//";
  url_.username_end_ = url_.host_start_ = here();
  const std::size_t at_sign = text.rfind('@');
  if (at_sign == std::string_view::npos) {
    if (auto r = host_and_port(text); !r) return r;
  } else {
    credentials(text.substr(0, at_sign));
    if (at_sign + 1 == text.size()) return fail(ErrorCode::UrlHostMissing, at_ + text.size());
    if (auto r = host_and_port(text.substr(at_sign + 1)); !r) return r;
  }
  at_ += text.size();
  path_start();
  return {};
}

// `text` is all before the last "@".
void UrlParser::credentials(std::string_view text) {
  const std::size_t colon = text.find(':');
  append_percent_encoded(text.substr(0, colon), PercentEncodeSet::Userinfo, url_.href_);
  url_.username_end_ = here();
  if (colon != std::string_view::npos && colon + 1 < text.size()) {
    url_.href_ += ':';
    append_percent_encoded(text.substr(colon + 1), PercentEncodeSet::Userinfo, url_.href_);
  }
  if (here() != url_.host_start_) url_.href_ += '@';
  url_.host_start_ = here();
}

// Host state and port state.
Result<void> UrlParser::host_and_port(std::string_view text) {
  const auto [host, port_digits] = split_host_and_port(text);
  if (host.empty() && (port_digits || scheme_ != SchemeType::NotSpecial)) {
    return fail(ErrorCode::UrlHostMissing, offset_of(text));
  }
  const auto kind = append_host(host, scheme_, url_.href_);
  if (!kind) return fail(kind.error().code, offset_of(text) + kind.error().offset);
  url_.host_kind_ = *kind;
  url_.host_end_ = here();
  return port_digits ? port(*port_digits) : Result<void>{};
}

Result<void> UrlParser::port(std::string_view digits) {
  const auto number = parse_port(digits);
  if (!number) return fail(number.error().code, offset_of(digits) + number.error().offset);
  if (digits.empty() || *number == default_port(scheme_)) return {};
  url_.port_ = *number;
  url_.href_ += ':';
  url_.href_ += std::to_string(*number);
  return {};
}

// File state and file slash state; the scheme is in the buffer.
Result<void> UrlParser::file_or_host() {
  if (base_ != nullptr && base_->scheme() != "file") base_ = nullptr;
  if (!next_is_slash()) {
    file_relative();
    return {};
  }
  ++at_;
  if (next_is_slash()) {
    ++at_;
    return file_host();
  }
  if (base_ == nullptr) {
    empty_authority();
  } else {
    copy_base_authority();
    const std::string_view first = base_->pathname().substr(1, base_->pathname().find('/', 1) - 1);
    if (!starts_with_windows_drive_letter(rest()) && is_normalized_windows_drive_letter(first)) {
      url_.href_.append("/").append(first);
    }
  }
  path();
  return {};
}

// File state, behind neither "/" nor "\".
void UrlParser::file_relative() {
  if (base_ == nullptr) {
    empty_authority();
    path();
    return;
  }
  copy_base_authority();
  if (starts_with_windows_drive_letter(rest())) {
    path();
    return;
  }
  copy_base_path();
  if (at_end() || peek() == '#') copy_base_query();
  if (at_end() || peek() == '#' || peek() == '?') {
    query_and_fragment();
    return;
  }
  shorten_path(scheme_, url_.path_start_, url_.href_);
  path();
}

Result<void> UrlParser::file_host() {
  const std::string_view host = rest().substr(0, rest().find_first_of("/\\?#"));
  empty_authority();
  if (is_windows_drive_letter(host)) {  // it is the path's first segment, not a host
    path();
    return {};
  }
  if (!host.empty()) {
    const auto kind = append_host(host, scheme_, url_.href_);
    if (!kind) return fail(kind.error().code, offset_of(host) + kind.error().offset);
    if (std::string_view(url_.href_).substr(url_.host_start_) == "localhost") {
      url_.href_.resize(url_.host_start_);
    } else {
      url_.host_kind_ = *kind;
    }
    url_.host_end_ = here();
    at_ += host.size();
  }
  path_start();
  return {};
}

void UrlParser::path_start() {
  url_.path_start_ = here();
  if (next_is_slash()) {
    ++at_;
  } else if (scheme_ == SchemeType::NotSpecial && (at_end() || peek() == '?' || peek() == '#')) {
    query_and_fragment();  // only these URLs have an empty path
    return;
  }
  path();
}

// Path state, behind the slash of the first segment.
void UrlParser::path() {
  const std::string_view text = rest().substr(0, rest().find_first_of("?#"));
  append_path(text, scheme_, url_.path_start_, url_.href_);
  at_ += text.size();
  query_and_fragment();
}

void UrlParser::opaque_path() {
  const std::string_view text = rest().substr(0, rest().find_first_of("?#"));
  at_ += text.size();
  url_.opaque_path_ = true;
  append_opaque_path(text, !at_end(), url_.href_);
  query_and_fragment();
}

// Query state and fragment state, at "?", at "#" or at the end.
void UrlParser::query_and_fragment() {
  if (peek() == '?') {
    const std::string_view text = rest().substr(1, rest().find('#') - 1);
    const auto set = scheme_ == SchemeType::NotSpecial ? PercentEncodeSet::Query
                                                       : PercentEncodeSet::SpecialQuery;
    url_.query_start_ = here();
    url_.href_ += '?';
    append_percent_encoded(text, set, url_.href_);
    at_ += 1 + text.size();
  }
  if (!at_end()) {
    url_.fragment_start_ = here();
    url_.href_ += '#';
    append_percent_encoded(rest().substr(1), PercentEncodeSet::Fragment, url_.href_);
    at_ = input_.size();
  }
}

// The buffer ends with the scheme's ":"; the path is to follow.
void UrlParser::copy_base_authority() {
  no_authority();
  if (base_->host_kind_ == HostKind::None) return;
  const std::size_t start = base_->scheme_end_ + 1;
  url_.href_.append(base_->href_, start, base_->path_start_ - start);
  url_.username_end_ = base_->username_end_;
  url_.host_start_ = base_->host_start_;
  url_.host_end_ = base_->host_end_;
  url_.path_start_ = base_->path_start_;
  url_.host_kind_ = base_->host_kind_;
  url_.port_ = base_->port_;
}

void UrlParser::copy_base_path() {
  url_.href_ += base_->pathname();
  url_.opaque_path_ = base_->opaque_path_;
}

void UrlParser::copy_base_query() {
  const auto query = base_->query();
  if (!query) return;
  url_.query_start_ = here();
  url_.href_.append("?").append(*query);
}

// No host: all the authority's offsets are where the path begins.
void UrlParser::no_authority() {
  url_.username_end_ = url_.host_start_ = url_.host_end_ = url_.path_start_ = here();
}

void UrlParser::empty_authority() {
  url_.href_ += "//";
  no_authority();
  url_.host_kind_ = HostKind::Empty;
}

// "URL serializer": a path that begins with "//" must not be taken for a host.
void UrlParser::finish() {
  if (url_.host_kind_ != HostKind::None || url_.opaque_path_) return;
  if (!url_.pathname().starts_with("//")) return;
  url_.href_.insert(url_.path_start_, "/.");
  url_.path_start_ += 2;
  if (url_.query_start_ != Url::kAbsent) url_.query_start_ += 2;
  if (url_.fragment_start_ != Url::kAbsent) url_.fragment_start_ += 2;
}

}  // namespace onward::url
