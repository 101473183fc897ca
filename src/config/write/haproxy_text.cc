// SPDX-License-Identifier: MIT
// A line is cut into words first: in '…' all is as it stands, in "…" a backslash escapes. The
// arguments of a converter are then quoted once more, by the same signs.
#include "config/write/haproxy_text.h"

namespace onward::config {
namespace {

std::string in_quotes(std::string_view text, std::string_view escaped) {
  if (text.find('\'') == std::string_view::npos) return "'" + std::string(text) + "'";
  std::string quoted = "\"";
  for (const char c : text) {
    if (escaped.find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string haproxy_word(std::string_view text) { return in_quotes(text, "\\\"$"); }

std::string haproxy_argument(std::string_view text) { return in_quotes(text, "\\\""); }

std::string without_quotes(std::string_view expression) {
  std::string plain;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const bool is_escape = expression[i] == '\\' && i + 1 < expression.size();
    const char c = expression[i + (is_escape ? 1 : 0)];
    if (c == '\'' || c == '"') {
      plain += c == '"' ? "\\x22" : "\\x27";
    } else {
      plain += expression.substr(i, is_escape ? 2 : 1);
    }
    if (is_escape) ++i;
  }
  return plain;
}

std::string haproxy_literal(std::string_view text) {
  std::string literal;
  for (const char c : text) literal += c == '%' ? "%%" : std::string(1, c);
  return literal;
}

}  // namespace onward::config
