// SPDX-License-Identifier: MIT
// Names of groups are taken out, as the languages that are written to number theirs or take a name
// for a variable. Escapes and classes are walked over.
#include "config/write/expression.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

/// Where the name of a group begins, in a text that begins with its parenthesis; 0: it has none.
std::size_t name_at(std::string_view group) {
  if (group.starts_with("(?P<")) return 4;
  const bool is_named =
      group.starts_with("(?<") && group.size() > 3 && group[3] != '=' && group[3] != '!';
  return is_named ? 3 : 0;
}

/// Calls back where groups begin that capture, named or not.
template <class Found>
void for_each_group(std::string_view expression, const Found& found) {
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\\') {
      ++i;
    } else if (in_class) {
      in_class = expression[i] != ']';
    } else if (expression[i] == '[') {
      in_class = true;
    } else if (expression[i] == '(') {
      const std::string_view rest = expression.substr(i);
      if (rest.substr(1, 1) != "?" || name_at(rest) > 0) found(i);
    }
  }
}

}  // namespace

std::string without_group_names(std::string_view expression) {
  for (const std::string_view reference : {"\\k", "\\g", "(?P=", "(?P>", "(?&", "(?("}) {
    if (expression.find(reference) != std::string_view::npos) return "";
  }
  std::string plain;
  std::size_t copied = 0;
  bool is_whole = true;
  for_each_group(expression, [&](std::size_t at) {
    const std::size_t name = name_at(expression.substr(at));
    if (name == 0) return;
    const std::size_t end = expression.find('>', at + name);
    plain.append(expression.substr(copied, at - copied)).append("(");
    is_whole = is_whole && end != std::string_view::npos;
    copied = is_whole ? end + 1 : at;
  });
  return is_whole ? plain.append(expression.substr(copied)) : "";
}

std::string with_group_names(const std::string& expression, const std::string& prefix) {
  std::string named;
  std::size_t copied = 0;
  std::size_t number = 0;
  for_each_group(expression, [&](std::size_t at) {
    named += expression.substr(copied, at + 1 - copied);
    named += "?<" + prefix + std::to_string(++number) + ">";
    copied = at + 1;
  });
  return named + expression.substr(copied);
}

std::size_t groups_in(std::string_view expression) {
  std::size_t count = 0;
  for_each_group(expression, [&count](std::size_t) { ++count; });
  return count;
}

std::vector<std::size_t> numbers_of_names(std::string_view expression) {
  std::size_t number = 0;
  std::vector<std::pair<std::string_view, std::size_t>> names;
  for_each_group(expression, [&](std::size_t at) {
    ++number;
    const std::size_t name = name_at(expression.substr(at));
    if (name == 0) return;
    const std::size_t end = std::min(expression.find('>', at), expression.size());
    names.emplace_back(expression.substr(at + name, end - at - name), number);
  });
  std::ranges::sort(names);
  std::vector<std::size_t> numbers;
  numbers.reserve(names.size());
  for (const auto& named : names) numbers.push_back(named.second);
  return numbers;
}

}  // namespace onward::config
