// SPDX-License-Identifier: MIT
// RFC 3986 §6.2.2: case normalization of escapes, decoding of escaped unreserved characters,
// removal of dot segments, in this order. Nothing else: "%2F" is not "/", "a//b" is not "a/b".
// The URL is a concatenation of origin and target, so that "//evil/x" is a path like any other.
// Invariant: the normal form of a normal form is itself. A "%" that begins no escape stays as it
// is, and no escape behind it is decoded where the two would read as an escape together. What no
// URI holds raw is escaped, in either of the two.
#include "rules/normal_url.h"

#include "base/ascii.h"
#include "http/authority.h"
#include "onward/url/percent_encode.h"
#include "url/host.h"
#include "url/parser.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace onward::rules {
namespace {

/// RFC 3986 §2.3: ALPHA / DIGIT / "-" / "." / "_" / "~".
constexpr bool is_unreserved(char c) {
  return base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Whether `text` begins with "%" and two hexadecimal digits.
constexpr bool is_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && base::is_hex_digit(text[1]) &&
         base::is_hex_digit(text[2]);
}

constexpr char decoded(std::string_view escape) {
  return static_cast<char>(base::hex_value(escape[1]) * 16 + base::hex_value(escape[2]));
}

/// What RFC 3986 has in no URI, and http's reader takes all the same: some clients escape it, some
/// do not, and nobody means two resources by that.
constexpr bool is_no_uri_byte(char c) { return c == '{' || c == '|' || c == '}'; }

constexpr std::string_view escape_of(char c) { return c == '{' ? "%7B" : c == '|' ? "%7C" : "%7D"; }

/// Escapes in normal form, appended to `out`.
void append_with_normal_escapes(std::string_view path, std::string& out) {
  std::size_t behind_stray = 0;  // where the text behind the last stray "%" begins in `out`
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::string_view rest = path.substr(i);
    if (is_no_uri_byte(path[i])) {
      out += escape_of(path[i]);
      continue;
    }
    if (!is_escape(rest)) {
      out += path[i];
      if (path[i] == '%') behind_stray = out.size();
      continue;
    }
    const char c = decoded(rest);
    const std::size_t digits = out.size() - behind_stray;  // "%" and one digit wait for a second
    const bool completes = behind_stray != 0 && base::is_hex_digit(c) &&
                           (digits == 0 || (digits == 1 && base::is_hex_digit(out.back())));
    if (is_unreserved(c) && !completes) {
      out += c;
    } else {
      out += {'%', base::to_upper(rest[1]), base::to_upper(rest[2])};
    }
    i += 2;
  }
}

/// "." or "..", in letters or in escapes, between slashes, at `slash` + 1; 0 where the segment is
/// neither.
std::size_t dots_of_segment(std::string_view path, std::size_t slash) {
  std::size_t dots = 0;
  std::size_t end = slash + 1;
  for (; end < path.size() && path[end] != '/'; ++end) {
    const std::string_view rest = path.substr(end);
    const bool escaped = is_escape(rest) && decoded(rest) == '.';
    if (!escaped && rest.front() != '.') return 0;
    if (++dots > 2) return 0;
    if (escaped) end += 2;
  }
  return dots;
}

std::ptrdiff_t offset(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

/// RFC 3986 §5.2.4, in place. `path` begins with "/".
void remove_dot_segments(std::string& path) {
  std::size_t to = 0;  // path[0, to) is the result so far; path[from] is always "/"
  for (std::size_t from = 0; from < path.size();) {
    const std::size_t dots = dots_of_segment(path, from);
    const std::size_t end = std::min(path.find('/', from + 1), path.size());
    if (dots == 0) {
      std::copy(path.begin() + offset(from), path.begin() + offset(end), path.begin() + offset(to));
      to += end - from;
    } else {
      if (dots == 2 && to > 0) to = path.rfind('/', to - 1);  // the first byte is one
      if (end == path.size()) path[to++] = '/';
    }
    from = end;
  }
  path.resize(to);
}

/// What makes the quick scan of a path stop and look.
constexpr std::array<bool, 256> make_stops() {
  std::array<bool, 256> stops{};
  stops['%'] = stops['.'] = stops['?'] = stops['{'] = stops['|'] = stops['}'] = true;
  return stops;
}
constexpr std::array<bool, 256> kStops = make_stops();

constexpr bool stops(char c) { return kStops[static_cast<unsigned char>(c)]; }

/// The next byte from `at` on that is one of % . ? { | } (or the end).
std::size_t next_stop(std::string_view text, std::size_t at) {
  for (; at + 4 <= text.size(); at += 4) {  // unrolled by hand: compilers do not, at -O2
    if (stops(text[at])) return at;
    if (stops(text[at + 1])) return at + 1;
    if (stops(text[at + 2])) return at + 2;
    if (stops(text[at + 3])) return at + 3;
  }
  while (at < text.size() && !stops(text[at])) ++at;
  return at;
}

/// An escape that stays as it is.
bool is_normal_escape(std::string_view text) {
  return is_escape(text) && !base::is_lower(text[1]) && !base::is_lower(text[2]) &&
         !is_unreserved(decoded(text));
}

/// Whether a segment that begins here is "." or "..".
bool is_dot_segment(std::string_view text) {
  text.remove_prefix(text.starts_with("..") ? 2 : 1);
  return text.empty() || text.front() == '/' || text.front() == '?';
}

/// How far `target` is a normal path: its size or the place of "?" where all of it is.
struct Scan {
  std::size_t end = 0;
  bool is_normal = true;
};

Scan scan_path(std::string_view target) {
  for (std::size_t at = next_stop(target, 0); at < target.size(); at = next_stop(target, at)) {
    if (target[at] == '?') return {at, true};
    if (is_no_uri_byte(target[at])) return {at, false};
    if (target[at] == '%') {
      if (!is_normal_escape(target.substr(at))) return {at, false};
      at += 3;
    } else {
      if (at > 0 && target[at - 1] == '/' && is_dot_segment(target.substr(at))) return {at, false};
      ++at;
    }
  }
  return {target.size(), true};
}

/// The port as it is written in a URL: "" for the default one, no leading zeros.
Result<std::string_view> normal_port(std::string_view digits, std::string_view scheme) {
  if (auto r = url::parse_port(digits); !r) return fail(r.error());
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits == (scheme == "https" ? "443" : "80") ? std::string_view() : digits;
}

/// Host and port, into the buffer, where both are empty.
Result<void> split_authority(std::string_view authority, std::string_view scheme,
                             NormalBuffer& buffer) {
  // A plain host has no colon, so that the first one begins the port.
  const std::size_t colon = std::min(authority.find(':'), authority.size());
  std::string_view host = authority.substr(0, colon);
  std::string_view port = authority.substr(std::min(colon + 1, authority.size()));
  if (!is_plain_host(host)) {
    const url::HostAndPort parts = url::split_host_and_port(authority);
    port = parts.port.value_or("");
    if (!parts.host.empty()) {
      if (auto r = url::append_host(parts.host, url::SchemeType::Http, buffer.host); !r) {
        return fail(r.error());
      }
    }
  } else {
    buffer.host = host;
  }
  if (port.empty()) return {};
  const auto normal = normal_port(port, scheme);
  if (!normal) return fail(normal.error());
  buffer.port = *normal;
  return {};
}

/// As of what is in the buffer, where it is of this authority.
Result<void> take_authority(std::string_view authority, NormalUrl& url, NormalBuffer& buffer) {
  if (buffer.authority != authority || buffer.scheme != url.scheme) {
    // Of no URL, until all is known.
    for (std::string* text : {&buffer.authority, &buffer.scheme, &buffer.host, &buffer.port}) {
      text->clear();
    }
    if (auto r = split_authority(authority, url.scheme, buffer); !r) return r;
    buffer.authority = authority;
    buffer.scheme = url.scheme;
  }
  url.host = buffer.host;
  url.port = buffer.port;
  return {};
}

}  // namespace

void normalize_target(std::string_view target, NormalUrl& url, std::string& buffer) {
  const Scan scan = scan_path(target);
  const std::size_t question = scan.is_normal ? scan.end : target.find('?', scan.end);
  const std::size_t end = std::min(question, target.size());
  url.target = target;
  url.has_query = end != target.size();
  url.query = url.has_query ? target.substr(end + 1) : std::string_view();
  url.path = target.substr(0, end);
  if (url.path.empty()) {  // RFC 9110 §4.2.3: an empty path is "/"
    url.path = "/";
    if (url.has_query) buffer.assign("/").append(target);
    url.target = url.has_query ? std::string_view(buffer) : url.path;
  }
  if (scan.is_normal) return;
  buffer.clear();
  append_with_normal_escapes(url.path, buffer);
  remove_dot_segments(buffer);
  url.path = buffer;
}

std::string_view kept_path(const NormalUrl& url, Dots dots, std::string& buffer) {
  const std::string_view sent = url.sent_path();
  if (url.path.data() == sent.data() && url.path.size() == sent.size()) return sent;  // was normal
  if (dots == Dots::Keep && sent.find_first_of("{}") == sent.npos) return sent;
  buffer.clear();
  for (const char c : sent) {
    if (c == '{' || c == '}') {
      buffer += escape_of(c);
    } else {
      buffer += c;
    }
  }
  if (dots == Dots::Remove) remove_dot_segments(buffer);
  return buffer;
}

bool is_plain_host(std::string_view host) {
  return http::is_plain_host(host) &&
         std::none_of(host.begin(), host.end(), [](char c) { return base::is_upper(c); });
}

Result<void> normalize(const Request& request, NormalBuffer& buffer, NormalUrl& url) {
  url.scheme = request.origin.scheme;
  const std::string& own = request.origin.authority;
  const std::string_view authority = own.empty() ? request.head.authority : std::string_view(own);
  if (auto r = take_authority(authority, url, buffer); !r) return r;
  normalize_target(request.head.target.path_and_query, url, buffer.path);
  return {};
}

namespace {

/// What is written in a rule or a map as it can be sent.
std::string sendable_path(std::string_view path) {
  std::string encoded = path.starts_with('/') ? "" : "/";
  for (std::size_t i = 0; i < path.size(); ++i) {
    // No request holds it raw (http's reader refuses it), and a browser would make it "/".
    if (path[i] == '\\') {
      encoded += "%5C";
    } else {
      url::append_percent_encoded(path.substr(i, 1), url::PercentEncodeSet::Path, encoded);
    }
  }
  return encoded;
}

}  // namespace

std::string normal_path(std::string_view path) {
  std::string normal;
  append_with_normal_escapes(sendable_path(path), normal);
  remove_dot_segments(normal);
  return normal;
}

std::string kept_path(std::string_view path, Dots dots) {
  std::string kept = sendable_path(path);
  if (dots == Dots::Remove) remove_dot_segments(kept);
  return kept;
}

}  // namespace onward::rules
