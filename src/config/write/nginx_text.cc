// SPDX-License-Identifier: MIT
// ngx_conf_read_token(): in quotes a backslash means something before a quote, a backslash, "t",
// "r" and "n", and only there; elsewhere it stands for itself, so that expressions stay legible.
#include "config/write/nginx_text.h"

namespace onward::config {

std::string nginx_quoted(std::string_view text) {
  std::string quoted = "\"";
  constexpr std::string_view kMeant = "\"'\\trn";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_meant = text[i] == '\\' && (i + 1 == text.size() ||
                                              kMeant.find(text[i + 1]) != std::string_view::npos);
    if (text[i] == '"' || is_meant) quoted += '\\';
    quoted += text[i];
    // The second of two backslashes begins nothing.
    if (is_meant && i + 1 < text.size() && text[i + 1] == '\\') {
      quoted += "\\\\";
      ++i;
    }
  }
  return quoted + "\"";
}

std::string nginx_literal(std::string_view text) {
  std::string literal;
  for (const char c : text) {
    if (c == '$') {
      literal += "${onward_dollar}";
    } else {
      literal += c;
    }
  }
  return literal;
}

std::string_view nginx_query(rules::QueryPolicy policy) {
  return policy == rules::QueryPolicy::Keep ? "${onward_tail}" : "${is_args}${args}";
}

}  // namespace onward::config
