// SPDX-License-Identifier: MIT
// How input is shown back: one column a code point, escapes for what has no column of its own or
// would act on the terminal.
#include "cli/show.h"

#include "config/printable.h"
#include "url/utf8.h"

#include <algorithm>
#include <ostream>

namespace onward::cli {
namespace {

constexpr std::size_t kContext = 60;  // bytes shown on each side of the caret

void append_escape(unsigned char byte, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (byte) {
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

/// Appends the code point (or ill-formed bytes) that `text` begins with; returns its length.
std::size_t append_printable(std::string_view text, std::string& out) {
  const url::Utf8Step step = url::next_utf8(text);
  const std::string_view sequence = text.substr(0, step.length);
  const auto first = static_cast<unsigned char>(sequence[0]);
  const bool control = first < 0x20 || first == 0x7F;
  std::size_t at = 0;
  if (step.well_formed && !control && !config::is_unsafe(url::next_code_point(sequence, at))) {
    out += sequence;
  } else {
    for (const char c : sequence) append_escape(static_cast<unsigned char>(c), out);
  }
  return step.length;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) text.remove_prefix(append_printable(text, out));
  return out;
}

std::string point_at(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::size_t start = offset > kContext ? offset - kContext : 0;
  const std::size_t end = std::min(text.size(), offset + kContext);
  const std::string before =
      (start > 0 ? "..." : "") + printable(text.substr(start, offset - start));
  const std::string after =
      printable(text.substr(offset, end - offset)) + (end < text.size() ? "..." : "");
  return "    " + before + after + "\n    " + std::string(config::columns(before), ' ') + "^\n";
}

void say(std::ostream& err, std::initializer_list<std::string_view> words) {
  std::string line = "onward: ";
  for (const std::string_view word : words) line += word;
  err << line.append("\n") << std::flush;
}

}  // namespace onward::cli
