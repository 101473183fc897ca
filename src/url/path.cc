// SPDX-License-Identifier: MIT
// URL standard, "path state", on whole segments instead of code points. An ordinary path (no
// dot segment, nothing to encode) is appended as it stands; all else goes segment by segment. Both
// give the same result: the fast way is taken only where the slow one would copy.
#include "url/path.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"

#include <cstdint>

namespace onward::url {
namespace {

/// The length of the dot that `segment` begins with, "." or "%2e"; 0 if none.
std::size_t dot_length(std::string_view segment) {
  if (segment.starts_with('.')) return 1;
  return segment.starts_with("%2e") || segment.starts_with("%2E") ? 3 : 0;
}

enum class Dots : std::uint8_t { None, Single, Double };

/// "Single-dot URL path segment" and "double-dot URL path segment".
Dots dots(std::string_view segment) {
  const std::size_t first = dot_length(segment);
  if (first == 0) return Dots::None;
  segment.remove_prefix(first);
  if (segment.empty()) return Dots::Single;
  return dot_length(segment) == segment.size() ? Dots::Double : Dots::None;
}

/// True if path state would copy `input` byte by byte. May say false for such a path.
bool is_plain(std::string_view input, SchemeType scheme) {
  if (scheme == SchemeType::File) return false;  // drive letters
  char previous = '/';
  for (const char c : input) {
    if (is_encoded(c, PercentEncodeSet::Path)) return false;
    if (c == '\\' && is_slash(c, scheme)) return false;
    if (previous == '/' && (c == '.' || c == '%')) return false;
    previous = c;
  }
  return true;
}

}  // namespace

bool is_windows_drive_letter(std::string_view input) {
  return input.size() == 2 && base::is_alpha(input[0]) && (input[1] == ':' || input[1] == '|');
}

bool is_normalized_windows_drive_letter(std::string_view input) {
  return is_windows_drive_letter(input) && input[1] == ':';
}

bool starts_with_windows_drive_letter(std::string_view input) {
  if (!is_windows_drive_letter(input.substr(0, 2))) return false;
  return input.size() == 2 || std::string_view("/\\?#").find(input[2]) != std::string_view::npos;
}

void shorten_path(SchemeType scheme, std::size_t path_start, std::string& out) {
  const auto path = std::string_view(out).substr(path_start);
  if (path.empty()) return;
  if (scheme == SchemeType::File && is_normalized_windows_drive_letter(path.substr(1))) return;
  out.resize(out.rfind('/'));
}

void append_path(std::string_view input, SchemeType scheme, std::size_t path_start,
                 std::string& out) {
  if (is_plain(input, scheme)) {
    out += '/';
    out += input;
    return;
  }
  for (std::size_t at = 0;;) {
    std::size_t end = at;
    while (end < input.size() && !is_slash(input[end], scheme)) ++end;
    const std::string_view segment = input.substr(at, end - at);
    const bool is_last = end == input.size();
    const Dots kind = dots(segment);

    if (kind == Dots::Double) shorten_path(scheme, path_start, out);
    if (kind == Dots::None) {
      const bool is_first = out.size() == path_start;
      out += '/';
      append_percent_encoded(segment, PercentEncodeSet::Path, out);
      if (scheme == SchemeType::File && is_first && is_windows_drive_letter(segment)) {
        out.back() = ':';
      }
    } else if (is_last) {
      out += '/';  // "/a/.." is "/", not the lack of a path
    }
    if (is_last) return;
    at = end + 1;
  }
}

void append_opaque_path(std::string_view input, bool more_follows, std::string& out) {
  const bool encode_last = more_follows && input.ends_with(' ');
  if (encode_last) input.remove_suffix(1);
  append_percent_encoded(input, PercentEncodeSet::C0Control, out);
  if (encode_last) out += "%20";
}

}  // namespace onward::url
