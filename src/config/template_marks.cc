// SPDX-License-Identifier: MIT
//   mark = "{{" … "}}" / "{%" … "%}" / "{#" … "#}" / "<%" … "%>" / "${" name "}" / "{" name "}"
//
// The last is one only where a name stands in it: "{2,3}" counts in a regular expression.
#include "config/template_marks.h"

#include "base/ascii.h"
#include "config/lines.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMarks{
    std::pair{std::string_view("{{"), std::string_view("}}")},
    std::pair{std::string_view("{%"), std::string_view("%}")},
    std::pair{std::string_view("{#"), std::string_view("#}")},
    std::pair{std::string_view("<%"), std::string_view("%>")}};

bool is_name(char c) { return base::is_alnum(c) || c == '_' || c == '.' || c == '-'; }

/// "<%= x" and "{%- if"; HAProxy's "<%[status]>" is its own.
bool begins_mark(std::string_view text, std::string_view open) {
  if (!text.starts_with(open)) return false;
  const std::string_view behind = text.substr(open.size());
  return open[1] != '%' || behind.empty() ||
         std::string_view(" \t=-+#").find(behind[0]) != text.npos;
}

/// "{name}"
std::size_t name_size(std::string_view text) {
  if (text.size() < 3 || text[0] != '{' || !(base::is_alpha(text[1]) || text[1] == '_')) return 0;
  const auto end = std::ranges::find_if_not(text.substr(1), is_name);
  const auto size = static_cast<std::size_t>(end - text.begin());
  return size < text.size() && text[size] == '}' ? size + 1 : 0;
}

}  // namespace

std::size_t mark_size(std::string_view text) {
  for (const auto& [open, close] : kMarks) {
    if (!begins_mark(text, open)) continue;
    const std::size_t end = text.find(close, open.size());
    return end == text.npos ? text.size() : end + close.size();
  }
  if (text.starts_with("${")) {
    const std::size_t end = text.find('}');
    return end == text.npos ? 0 : end + 1;
  }
  return name_size(text);
}

std::string_view first_mark(std::string_view text) {
  for (std::size_t at = text.find_first_of("{<$"); at != text.npos;
       at = text.find_first_of("{<$", at + 1)) {
    if (const std::size_t size = mark_size(text.substr(at)); size > 0) return text.substr(at, size);
  }
  return {};
}

bool is_line_of_template(std::string_view line) {
  const std::string_view text = trimmed(line);
  for (const auto& [open, close] : kMarks) {
    if (!begins_mark(text, open)) continue;
    const std::size_t end = text.find(close);
    if (end == text.npos || end + close.size() == text.size()) return true;
  }
  return false;
}

}  // namespace onward::config
