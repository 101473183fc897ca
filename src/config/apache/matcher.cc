// SPDX-License-Identifier: MIT
// What a RewriteCond asks of its text: an expression, or one of the comparisons that are known by
// their first byte.
#include "config/apache/matcher.h"

#include "base/ascii.h"
#include "config/apache/expression_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace onward::config::apache {
namespace {

constexpr std::array<std::string_view, 6> kNumberTests{"-eq", "-ne", "-lt", "-le", "-gt", "-ge"};

std::optional<int> number_of(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

/// "-eq 1" and its kind; a text that is no number is 0, as atoi() has it.
bool number_passes(std::string_view test, std::string_view value) {
  const int left = number_of(value).value_or(0);
  const int right = number_of(test.substr(3)).value_or(0);
  const std::string_view relation = test.substr(0, 3);
  if (relation == "-eq") return left == right;
  if (relation == "-ne") return left != right;
  if (relation == "-lt") return left < right;
  if (relation == "-le") return left <= right;
  if (relation == "-gt") return left > right;
  return left >= right;
}

/// compare_lexicography(): the longer text is the greater one.
int compare(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

}  // namespace

Matcher matcher_of(std::string_view pattern, bool ignore_case) {
  Matcher matcher;
  matcher.ignore_case = ignore_case;
  while (pattern.starts_with('!')) {
    matcher.is_negated = true;
    pattern.remove_prefix(1);
  }
  const auto take = [&](std::size_t length, Matcher::Kind kind) {
    pattern.remove_prefix(length);
    matcher.kind = kind;
  };
  if (pattern.size() == 2 && pattern[0] == '-' &&
      std::string_view("fsldhxUF").find(pattern[1]) != std::string_view::npos) {
    matcher.kind = Matcher::Kind::File;
  } else if (pattern.size() > 3 && (pattern[3] == ' ' || base::is_digit(pattern[3])) &&
             std::ranges::find(kNumberTests, pattern.substr(0, 3)) != kNumberTests.end()) {
    matcher.kind = Matcher::Kind::Number;
  } else if (pattern.size() > 1 && pattern.starts_with(">=")) {
    take(2, Matcher::Kind::GreaterOrEqual);
  } else if (pattern.size() > 1 && pattern.starts_with("<=")) {
    take(2, Matcher::Kind::LessOrEqual);
  } else if (pattern.size() > 1 && pattern.starts_with('>')) {
    take(1, Matcher::Kind::Greater);
  } else if (pattern.size() > 1 && pattern.starts_with('<')) {
    take(1, Matcher::Kind::Less);
  } else if (pattern.size() > 1 && pattern.starts_with('=')) {
    take(1, Matcher::Kind::Equal);
  }
  if (pattern == "\"\"" && matcher.kind != Matcher::Kind::Expression) pattern = "";
  matcher.text = pattern;
  return matcher;
}

std::optional<bool> passes(const Matcher& matcher, std::string_view value) {
  std::optional<bool> result;
  const auto fold = [&](std::string_view text) {
    return matcher.ignore_case ? base::to_lower(text) : std::string(text);
  };
  const auto order = [&] { return compare(fold(value), fold(matcher.text)); };
  switch (matcher.kind) {
    case Matcher::Kind::Expression:
      result = found_in(matcher.text, matcher.ignore_case, value);
      break;
    case Matcher::Kind::Equal:
      result = fold(value) == fold(matcher.text);
      break;
    case Matcher::Kind::Less:
      result = order() < 0;
      break;
    case Matcher::Kind::LessOrEqual:
      result = order() <= 0;
      break;
    case Matcher::Kind::Greater:
      result = order() > 0;
      break;
    case Matcher::Kind::GreaterOrEqual:
      result = order() >= 0;
      break;
    case Matcher::Kind::Number:
      result = number_passes(matcher.text, value);
      break;
    case Matcher::Kind::File:
      return std::nullopt;
  }
  if (!result) return result;
  return *result != matcher.is_negated;
}

}  // namespace onward::config::apache
