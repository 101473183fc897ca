// SPDX-License-Identifier: MIT
// How texts of a file appear in messages: never with a control byte, never longer than a line, and
// never cut in the middle of a code point.
#include "rules/findings.h"

#include "base/ascii.h"

#include <algorithm>

namespace onward::rules {

std::string shown(std::string_view text) {
  constexpr std::size_t kMostBytes = 80;
  std::size_t size = std::min(text.size(), kMostBytes);
  // Not in the middle of a code point.
  while (size > 0 && size < text.size() && (base::byte(text[size]) & 0xC0U) == 0x80) --size;
  std::string result(text.substr(0, size));
  std::replace_if(
      result.begin(), result.end(), [](char c) { return base::is_control(c); }, '?');
  if (size < text.size()) result += "…";
  return result;
}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      break;
  }
  return "note";
}

Place behind(Place place, std::size_t offset) {
  if (place.line != 0) place.column += static_cast<std::uint32_t>(offset);
  return place;
}

}  // namespace onward::rules
