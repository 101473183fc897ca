// SPDX-License-Identifier: MIT
// mod_rewrite cuts its lines itself: between two quotes all is as it stands, and nothing escapes a
// quote. "${NAME}" is what the configuration defines, wherever it stands.
#include "config/write/apache_text.h"

#include "config/write/haproxy_text.h"

#include <algorithm>

namespace onward::config {

std::string apache_literal(std::string_view text) {
  std::string literal;
  for (const char c : text) {
    if (c == '\\' || c == '$' || c == '%' || c == '{') literal += '\\';
    literal += c;
  }
  return literal;
}

std::optional<std::string> apache_regex(std::string_view expression) {
  const bool has_control =
      std::ranges::any_of(expression, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  if (has_control || expression.empty() || expression.find("${") != expression.npos) return {};
  std::string regex = without_quotes(expression);
  // "!", "=", "<", ">" and "-" in front are RewriteCond's own.
  if (regex[0] != '^' && regex[0] != '(') regex.insert(0, "(?:)");
  return regex;
}

bool is_apache_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-_") == std::string_view::npos;
}

}  // namespace onward::config
