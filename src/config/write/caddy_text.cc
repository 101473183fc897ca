// SPDX-License-Identifier: MIT
// Between backquotes all is as it stands; between double quotes a backslash escapes a quote alone.
// "{$NAME}" is filled in before anything is cut into words, wherever it stands.
#include "config/write/caddy_text.h"

#include "config/write/apache_text.h"
#include "config/write/haproxy_text.h"

#include <algorithm>

namespace onward::config {

std::string caddy_literal(std::string_view text) {
  std::string literal;
  for (const char c : text) {
    if (c == '{' || c == '}') literal += '\\';
    literal += c;
  }
  return literal;
}

std::optional<std::string> caddy_target(std::string_view text) {
  const bool has_control =
      std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  if (has_control || text.find("{$") != text.npos) return {};
  if (text.find_first_of("\"\\") == text.npos) return "\"" + std::string(text) + "\"";
  if (text.find('`') == text.npos) return "`" + std::string(text) + "`";
  return {};
}

std::optional<std::string> caddy_regex(std::string_view expression) {
  std::string regex;
  for (const char c : without_quotes(expression)) regex += c == '`' ? "\\x60" : std::string(1, c);
  if (expression.find("\\`") != expression.npos) return {};
  return caddy_target(regex);
}

bool is_caddy_word(std::string_view text) {
  return text.find('`') == text.npos && text.find("{$") == text.npos;
}

std::string caddy_word(std::string_view text) { return "`" + std::string(text) + "`"; }

bool is_caddy_name(std::string_view name) { return is_apache_name(name); }

}  // namespace onward::config
