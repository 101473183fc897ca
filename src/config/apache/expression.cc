// SPDX-License-Identifier: MIT
// A parser by descent, at most kMaxExpressionDepth deep, that gives conditions at once: there is no
// tree. A part that is not known makes all of it unknown, unless the rest decides without it.
#include "config/apache/expression.h"

#include "base/ascii.h"

#include <optional>
#include <vector>

namespace onward::config::apache {
namespace {

using Truth = Tested::Truth;
constexpr int kMaxExpressionDepth = 16;

Tested unknown(std::string why) {
  Tested tested;
  tested.why = std::move(why);
  return tested;
}

Tested negated(Tested tested) {
  if (tested.truth == Truth::Depends) tested.when = none_of({std::move(tested.when)});
  if (tested.truth == Truth::Always) {
    tested.truth = Truth::Never;
  } else if (tested.truth == Truth::Never) {
    tested.truth = Truth::Always;
  }
  return tested;
}

Tested both(Tested a, Tested b) {
  if (a.truth == Truth::Never || b.truth == Truth::Never) return {Truth::Never};
  if (a.truth == Truth::Unknown || b.truth == Truth::Always) return a;
  if (b.truth == Truth::Unknown || a.truth == Truth::Always) return b;
  a.when = all_of({std::move(a.when), std::move(b.when)});
  return a;
}

Tested either(Tested a, Tested b) {
  if (a.truth == Truth::Always || b.truth == Truth::Always) return {Truth::Always};
  if (a.truth == Truth::Unknown || b.truth == Truth::Never) return a;
  if (b.truth == Truth::Unknown || a.truth == Truth::Never) return b;
  a.when = any_of({std::move(a.when), std::move(b.when)});
  return a;
}

class ExpressionReader {
 public:
  ExpressionReader(std::string_view text, const Context& context, const rules::Place& place)
      : rest_(text), context_(context), place_(place) {}

  Tested run() {
    Tested tested = expression(0);
    skip_space();
    if (!rest_.empty()) return unknown("it is more than comparisons");
    return tested;
  }

 private:
  struct Word {
    Parts parts;
    std::string expression;
    bool is_expression = false;
    bool ignore_case = false;
  };

  void skip_space() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
      rest_.remove_prefix(1);
    }
  }

  bool take(std::string_view token) {
    skip_space();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  Tested expression(int depth) {
    if (depth > kMaxExpressionDepth) return unknown("it nests too deep");
    Tested left = term(depth);
    while (take("||")) left = either(std::move(left), term(depth));
    return left;
  }

  Tested term(int depth) {
    Tested left = factor(depth);
    while (take("&&")) left = both(std::move(left), factor(depth));
    return left;
  }

  Tested factor(int depth) {
    if (depth > kMaxExpressionDepth) return unknown("it nests too deep");
    skip_space();
    if (rest_.starts_with('!') && !rest_.starts_with("!=") && !rest_.starts_with("!~")) {
      rest_.remove_prefix(1);
      return negated(factor(depth + 1));
    }
    if (take("(")) {
      Tested inner = expression(depth + 1);
      if (!take(")")) return unknown("a parenthesis is not closed");
      return inner;
    }
    if (take("true")) return {Truth::Always};
    if (take("false")) return {Truth::Never};
    return comparison();
  }

  Tested comparison() {
    if (rest_.starts_with('-') && rest_.size() > 2) return unary();
    const auto left = word();
    if (!left || left->is_expression) return unknown("a part of it is not known here");
    Matcher matcher;
    if (take("==") || take("!=") || take("=~") || take("!~")) {
      const std::string_view token = taken(2);
      matcher.is_negated = token.starts_with('!');
      const auto right = word();
      if (!right) return unknown("a part of it is not known here");
      if (token.ends_with('~') != right->is_expression) return unknown("a comparison of texts");
      const auto constant = constant_of(right->parts);
      if (!right->is_expression && !constant) return unknown("two parts of the request");
      matcher.kind = right->is_expression ? Matcher::Kind::Expression : Matcher::Kind::Equal;
      matcher.text = right->is_expression ? right->expression : *constant;
      matcher.ignore_case = right->ignore_case;
      return test(left->parts, matcher, context_, {place_, ""});
    }
    if (take("-eq") || take("-ne") || take("-lt") || take("-le") || take("-gt") || take("-ge")) {
      const std::string relation(taken(3));
      const auto right = word();
      const auto constant = right ? constant_of(right->parts) : std::nullopt;
      if (!constant) return unknown("a comparison of numbers");
      matcher.kind = Matcher::Kind::Number;
      matcher.text = relation + " " + *constant;
      return test(left->parts, matcher, context_, {place_, ""});
    }
    // A text alone holds where it is neither empty nor "0", "off", "false", "no".
    return unknown("a comparison that is not known here");
  }

  /// What take() took last.
  std::string_view taken(std::size_t length) const { return {rest_.data() - length, length}; }

  Tested unary() {
    const char kind = rest_[1];
    rest_.remove_prefix(2);
    const auto operand = word();
    if (!operand) return unknown("a part of it is not known here");
    Matcher matcher;
    if (kind == 'n' || kind == 'z') {
      matcher.kind = Matcher::Kind::Equal;
      matcher.is_negated = kind == 'n';
    } else if (kind == 'f' || kind == 'd' || kind == 'e' || kind == 's') {
      matcher.kind = Matcher::Kind::File;
      matcher.text = std::string("-") + kind;
    } else {
      return unknown(std::string("the test -") + kind);
    }
    return test(operand->parts, matcher, context_, {place_, ""});
  }

  std::optional<Word> word() {
    skip_space();
    if (rest_.empty()) return std::nullopt;
    Word word;
    if (rest_.starts_with("%{")) {
      const std::size_t end = rest_.find('}');
      if (end == rest_.npos) return std::nullopt;
      word.parts.push_back({Part::Kind::Variable, base::to_lower(rest_.substr(2, end - 2))});
      rest_.remove_prefix(end + 1);
      return word;
    }
    if (rest_.front() == '\'' || rest_.front() == '"') return quoted();
    if (rest_.starts_with("m#") || rest_.starts_with('/')) return regex();
    for (const std::string_view function : {"req(", "http(", "req_novary("}) {
      if (!take(function)) continue;
      auto name = quoted();
      const auto constant = name ? constant_of(name->parts) : std::nullopt;
      if (!constant || !take(")")) return std::nullopt;
      word.parts.push_back({Part::Kind::Variable, "http:" + *constant});
      return word;
    }
    std::size_t end = 0;
    while (end < rest_.size() && base::is_digit(rest_[end])) ++end;
    if (end == 0) return std::nullopt;
    append_literal(word.parts, rest_.substr(0, end));
    rest_.remove_prefix(end);
    return word;
  }

  std::optional<Word> quoted() {
    skip_space();
    if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"')) return std::nullopt;
    const char quote = rest_.front();
    const std::size_t end = rest_.find(quote, 1);
    if (end == rest_.npos) return std::nullopt;
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    Word word;
    if (text.starts_with("%{") && text.find('}') == text.size() - 1) {
      word.parts.push_back({Part::Kind::Variable, base::to_lower(text.substr(2, text.size() - 3))});
      return word;
    }
    if (text.find("%{") != text.npos) return std::nullopt;
    append_literal(word.parts, text);
    return word;
  }

  std::optional<Word> regex() {
    const bool is_marked = rest_.starts_with("m#");
    const char mark = is_marked ? '#' : '/';
    rest_.remove_prefix(is_marked ? 2 : 1);
    Word word;
    word.is_expression = true;
    while (!rest_.empty() && rest_.front() != mark) {
      if (rest_.starts_with("\\/") && mark == '/') rest_.remove_prefix(1);
      word.expression += rest_.front();
      rest_.remove_prefix(1);
    }
    if (rest_.empty()) return std::nullopt;
    rest_.remove_prefix(1);
    while (!rest_.empty() && base::is_alnum(rest_.front())) {
      word.ignore_case = word.ignore_case || rest_.front() == 'i';
      rest_.remove_prefix(1);
    }
    return word;
  }

  std::string_view rest_;
  const Context& context_;
  const rules::Place& place_;
};

}  // namespace

Tested test_expression(std::string_view text, const Context& context, const rules::Place& place) {
  return ExpressionReader(text, context, place).run();
}

}  // namespace onward::config::apache
