// SPDX-License-Identifier: MIT
// A path as people mostly write it, whole or with "*" at its end, becomes a `match`, which the
// index finds; the other forms are regular expressions over the decoded path.
#include "config/caddy/path.h"

#include "config/logic.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace onward::config::caddy {
namespace {

rules::Conditions matching(std::string pattern, const rules::Place& place) {
  rules::Conditions when;
  when.match = rules::Text{std::move(pattern), place};
  return when;
}

rules::Conditions regex(std::string expression, const rules::Place& place) {
  rules::Conditions when;
  when.regex =
      rules::Regex{{std::move(expression), place}, rules::Engine::Re2, rules::Subject::DecodedPath};
  return when;
}

/// Go's path.Match: "*" and "?" have no slash, "[…]" is one byte of a class, "\" escapes.
std::string glob_expression(std::string_view glob) {
  std::string expression = "^";
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '*') {
      expression += "[^/]*";
    } else if (glob[i] == '?') {
      expression += "[^/]";
    } else if (glob[i] == '[' && glob.find(']', i + 2) != glob.npos) {
      const std::size_t end = glob.find(']', i + 2);
      expression += glob.substr(i, end - i + 1);
      i = end;
    } else {
      if (glob[i] == '\\' && i + 1 < glob.size()) ++i;
      expression += escape_regex(glob.substr(i, 1));
    }
  }
  return expression + "$";
}

}  // namespace

rules::Conditions path_condition(const rules::Text& pattern) {
  const std::string_view text = pattern.value;
  if (text == "*") return {};
  const auto stars = std::ranges::count(text, '*');
  if (stars == 2 && text.starts_with('*') && text.ends_with('*')) {
    return regex(escape_regex(text.substr(1, text.size() - 2)), pattern.place);
  }
  if (stars == 1 && text.starts_with('*')) {
    return regex(escape_regex(text.substr(1)) + "$", pattern.place);
  }
  const bool is_prefix = stars == 1 && text.ends_with('*');
  // Nothing else than a path can be a path.
  if (!text.starts_with('/') && !text.starts_with('*')) return never();
  if (is_prefix) {
    return matching(escape_pattern(text.substr(0, text.size() - 1)) + "*", pattern.place);
  }
  if (text.find_first_of("*?[\\") == text.npos) {
    return matching(escape_pattern(text), pattern.place);
  }
  return regex(glob_expression(text), pattern.place);
}

}  // namespace onward::config::caddy
