// SPDX-License-Identifier: MIT
// One walk over an expression: outside of escapes and classes, "(" without "?" behind it, or with a
// name, opens a capturing group.
#include "config/regex_text.h"

#include "base/ascii.h"
#include "rules/regex.h"

#include <algorithm>
#include <variant>

namespace onward::config {
namespace {

/// Where what begins at `at` ends: an escape, a class, or one byte.
std::size_t end_of_piece(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("\\Q")) {
    const std::size_t end = text.find("\\E", at);
    return end == text.npos ? text.size() : end + 2;
  }
  if (text[at] == '\\') return std::min(at + 2, text.size());
  if (text[at] == '[') return behind_class(text, at);
  return at + 1;
}

bool opens_named(std::string_view rest) {
  if (rest.starts_with("(?P<") || rest.starts_with("(?'")) return true;
  return rest.starts_with("(?<") && rest.size() > 3 && rest[3] != '=' && rest[3] != '!';
}

bool opens_plain(std::string_view rest) {
  return rest.starts_with("(") && !rest.starts_with("(?") && !rest.starts_with("(*");
}

}  // namespace

std::size_t behind_class(std::string_view text, std::size_t at) {
  std::size_t i = at + 1;
  if (i < text.size() && text[i] == '^') ++i;
  if (i < text.size() && text[i] == ']') ++i;
  while (i < text.size() && text[i] != ']') {
    if (text[i] == '\\') {
      i += 2;
    } else if (text.substr(i).starts_with("[:") && text.find(":]", i + 2) != text.npos) {
      i = text.find(":]", i + 2) + 2;
    } else {
      ++i;
    }
  }
  return std::min(i + 1, text.size());
}

std::string with_named_groups(std::string_view expression, std::string_view stem) {
  std::string result;
  std::size_t group = 0;
  for (std::size_t i = 0; i < expression.size();) {
    const std::string_view rest = expression.substr(i);
    if (opens_plain(rest)) {
      result.append("(?P<").append(stem).append("_").append(std::to_string(++group)).append(">");
      ++i;
      continue;
    }
    if (opens_named(rest)) ++group;
    const std::size_t end = end_of_piece(expression, i);
    result += expression.substr(i, end - i);
    i = end;
  }
  return result;
}

std::size_t count_groups(std::string_view expression) {
  std::size_t groups = 0;
  for (std::size_t i = 0; i < expression.size(); i = end_of_piece(expression, i)) {
    const std::string_view rest = expression.substr(i);
    if (opens_plain(rest) || opens_named(rest)) ++groups;
  }
  return groups;
}

std::string group_stem(std::string_view name) {
  std::string stem;
  for (const char c : name) stem += base::is_alnum(c) ? c : '_';
  if (stem.empty() || base::is_digit(stem[0])) stem.insert(0, "g");
  return stem;
}

std::string minding_case(std::string_view expression) {
  return std::string("(?-i:").append(expression).append(")");
}

std::string without_needless_escapes(std::string_view expression) {
  std::string text;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\\' && i + 1 < expression.size()) {
      ++i;
      if (expression[i] != '/' && expression[i] != ':') text += '\\';
    }
    text += expression[i];
  }
  return text;
}

std::size_t find_outside_groups(std::string_view text, std::string_view wanted) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (depth == 0 && text.substr(i).starts_with(wanted)) return i;
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '[') {
      i = behind_class(text, i) - 1;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')' && depth > 0) {
      --depth;
    }
  }
  return text.npos;
}

rules::Engine engine_for(std::string_view expression) {
  const auto compiled = rules::CompiledRegex::create(expression, {rules::Engine::Re2, false});
  return std::holds_alternative<rules::CompiledRegex>(compiled) ? rules::Engine::Re2
                                                                : rules::Engine::Pcre2;
}

}  // namespace onward::config
