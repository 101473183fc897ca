// SPDX-License-Identifier: MIT
// What stands between slashes in a route of Express: names with their own expressions and marks,
// stars, brackets. All else is literal, but for "?", "+" and "()", which are those of expressions.
#include "config/script/route_path.h"

#include "base/ascii.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <string_view>

namespace onward::config {
namespace {

bool is_name_char(char c) { return base::is_alnum(c) || c == '_'; }

}  // namespace

RoutePath path_expression(const std::string& path) {
  RoutePath made;
  std::size_t stars = 0;
  for (std::size_t i = 0; i < path.size();) {
    const char c = path[i];
    const bool is_group = c == ':' && i + 1 < path.size() && is_name_char(path[i + 1]);
    if (is_group || c == '*') {
      made.is_literal = false;
      std::size_t end = i + 1;
      while (end < path.size() && is_name_char(path[end])) ++end;
      const bool is_named = end > i + 1;
      made.names.push_back(is_named ? path.substr(i + 1, end - i - 1) : std::to_string(stars++));
      std::string inner = c == ':' ? "[^/]+?" : (is_named ? ".+" : ".*");
      if (c == ':' && end < path.size() && path[end] == '(') {
        const std::size_t close = std::min(path.find(')', end), path.size());
        inner = path.substr(end + 1, close - end - 1);
        end = std::min(close + 1, path.size());
      }
      const bool is_optional = end < path.size() && path[end] == '?' && c == ':';
      const bool has_slash = made.expression.ends_with('/');
      if (is_optional && has_slash) {
        made.expression.pop_back();
        made.expression += "(?:/(" + inner + "))?";
      } else {
        made.expression += "(" + inner + ")" + (is_optional ? "?" : "");
      }
      i = end + (is_optional ? 1 : 0);
      continue;
    }
    const bool is_special = std::string_view("?+()").find(c) != std::string_view::npos;
    made.is_literal = made.is_literal && !is_special && c != '{' && c != '}';
    if (c == '{') {
      made.expression += "(?:";
    } else if (c == '}') {
      made.expression += ")?";
    } else if (c == '(') {
      made.names.push_back(std::to_string(stars++));
      made.expression += '(';
    } else {
      made.expression += is_special ? std::string(1, c) : escape_regex(path.substr(i, 1));
    }
    ++i;
  }
  return made;
}

}  // namespace onward::config
