// SPDX-License-Identifier: MIT
// A diagnostic for a terminal, in the form that editors and people know from compilers:
//
//   old.toml:12:9: error: the pattern '/users/{id}' has a group in braces
//       match = "/users/{id}"
//               ^
//     did you mean '/users/:id'?
#include "config/lines.h"
#include "config/printable.h"
#include "onward/config/configuration.h"

#include <algorithm>

namespace onward::config {
namespace {

constexpr std::size_t kContextBytes = 60;  // shown on each side of the caret

/// The line of this number, "" where there is none. Walks the text, which is right for the few
/// diagnostics that a person reads.
std::string_view line_of(std::string_view text, std::uint32_t number) {
  LineReader lines(text);
  for (Line line; lines.next(line);) {
    if (line.number == number) return line.text;
  }
  return {};
}

bool continues_a_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string excerpt(std::string_view line, std::size_t column) {
  const std::size_t caret = std::min(column == 0 ? 0 : column - 1, line.size());
  std::size_t start = caret > kContextBytes ? caret - kContextBytes : 0;
  std::size_t end = std::min(line.size(), caret + kContextBytes);
  while (start > 0 && continues_a_code_point(line[start])) --start;
  while (end < line.size() && continues_a_code_point(line[end])) ++end;
  const std::string before =
      (start > 0 ? "..." : "") + printable(line.substr(start, caret - start));
  const std::string after =
      printable(line.substr(caret, end - caret)) + (end < line.size() ? "..." : "");
  return "    " + before + after + "\n    " + std::string(columns(before), ' ') + "^\n";
}

}  // namespace

std::string to_text(const rules::Diagnostic& diagnostic, const Configuration& configuration) {
  const rules::Place& place = diagnostic.place;
  std::string text;
  const bool has_file = place.file < configuration.files.size();
  if (has_file) text += printable(configuration.files[place.file].path);
  if (place.line != 0) {
    text += ":" + std::to_string(place.line);
    if (place.column != 0) text += ":" + std::to_string(place.column);
  }
  if (!text.empty()) text += ": ";
  text.append(rules::name(diagnostic.severity)).append(": ");
  text += printable(diagnostic.message) + "\n";
  if (has_file && place.line != 0) {
    const std::string_view line = line_of(configuration.files[place.file].text, place.line);
    if (!trimmed(line).empty()) text += excerpt(line, place.column);
  }
  if (!diagnostic.hint.empty()) text += "  " + printable(diagnostic.hint) + "\n";
  return text;
}

bool Configuration::has_errors() const {
  return std::ranges::any_of(diagnostics, [](const rules::Diagnostic& diagnostic) {
    return diagnostic.severity == rules::Severity::Error;
  });
}

}  // namespace onward::config
