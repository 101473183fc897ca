// SPDX-License-Identifier: MIT
// A rule file may come from a stranger; what it holds must not move the cursor, colour the screen
// or turn a line around (Unicode's Bidi_Control).
#include "config/printable.h"

#include "base/ascii.h"
#include "url/utf8.h"

#include <algorithm>

namespace onward::config {

bool is_unsafe(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  return in(0x80, 0x9F) || c == 0x61C || in(0x200E, 0x200F) || in(0x2028, 0x202E) ||
         in(0x2066, 0x2069) || c == 0xFEFF;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const url::Utf8Step step = url::next_utf8(text);
    const std::string_view sequence = text.substr(0, step.length);
    text.remove_prefix(step.length);
    std::size_t at = 0;
    if (sequence == "\t") {
      out += ' ';
    } else if (!step.well_formed || base::is_control(sequence[0]) ||
               is_unsafe(url::next_code_point(sequence, at))) {
      out += '?';
    } else {
      out += sequence;
    }
  }
  return out;
}

std::size_t columns(std::string_view printable) {
  return static_cast<std::size_t>(
      std::ranges::count_if(printable, [](char c) { return (base::byte(c) & 0xC0) != 0x80; }));
}

}  // namespace onward::config
