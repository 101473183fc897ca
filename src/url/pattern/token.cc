// SPDX-License-Identifier: MIT
// URLPattern: "tokenize". One pass; a token that turns out invalid falls back to a single
// InvalidChar (lenient) or ends the work (strict). Each failing "(" is given up at the first inner
// "(" that is not "(?", so that lenient tokenizing stays linear.
#include "url/pattern/token.h"

#include "base/ascii.h"
#include "url/regexp/identifier.h"
#include "url/utf8.h"

#include <optional>

namespace onward::url {
namespace {

constexpr auto kNone = std::string_view::npos;

class Tokenizer {
 public:
  Tokenizer(std::string_view input, TokenizePolicy policy) : input_(input), policy_(policy) {}

  Result<std::vector<Token>> run() {
    while (at_ < input_.size()) {
      step();
      if (error_at_) return fail(ErrorCode::PatternSyntax, *error_at_);
    }
    tokens_.push_back({TokenType::End, at_, {}});
    return std::move(tokens_);
  }

 private:
  void step() {
    switch (input_[at_]) {
      case '*':
        return add(TokenType::Asterisk, at_, at_ + 1);
      case '+':
      case '?':
        return add(TokenType::OtherModifier, at_, at_ + 1);
      case '\\':
        return escape();
      case '{':
        return add(TokenType::Open, at_, at_ + 1);
      case '}':
        return add(TokenType::Close, at_, at_ + 1);
      case ':':
        return name();
      case '(':
        return regexp();
      default:
        return add(TokenType::Char, at_, after(at_));
    }
  }

  void escape() {
    if (at_ + 1 == input_.size()) return invalid(at_ + 1, at_);
    add(TokenType::EscapedChar, at_ + 1, after(at_ + 1));
  }

  void name() {
    const std::size_t start = at_ + 1;
    std::size_t end = start;
    while (end < input_.size()) {
      std::size_t next = end;
      if (!is_name_code_point(next_code_point(input_, next), end == start)) break;
      end = next;
    }
    if (end == start) return invalid(start, at_);
    add(TokenType::Name, start, end);
  }

  void regexp() {
    const std::size_t start = at_ + 1;
    const std::size_t close = find_close(start);
    if (close == kNone) return invalid(start, problem_at_);
    if (close == start) return invalid(start, at_);
    const std::size_t index = at_;
    tokens_.push_back({TokenType::Regexp, index, input_.substr(start, close - start)});
    at_ = close + 1;
  }

  // The ")" that closes the expression that begins at `start`; kNone, and the place of what is
  // wrong in problem_at_, where there is none.
  std::size_t find_close(std::size_t start) {
    std::size_t depth = 1;
    for (std::size_t i = start; i < input_.size(); ++i) {
      problem_at_ = i;
      const char c = input_[i];
      if (!base::is_ascii(c)) return kNone;
      if (i == start && c == '?') return kNone;
      if (c == '\\') {
        ++i;
        if (i == input_.size() || !base::is_ascii(input_[i])) return kNone;
      } else if (c == ')') {
        if (--depth == 0) return i;
      } else if (c == '(') {
        ++depth;
        // A capturing group would shift the numbers of the pattern's own groups.
        if (i + 1 == input_.size() || input_[i + 1] != '?') return kNone;
      }
    }
    problem_at_ = at_;
    return kNone;
  }

  std::size_t after(std::size_t at) const {
    next_code_point(input_, at);
    return at;
  }

  // URLPattern: "add a token with default length".
  void add(TokenType type, std::size_t value_start, std::size_t next) {
    tokens_.push_back({type, at_, input_.substr(value_start, next - value_start)});
    at_ = next;
  }

  // URLPattern: "process a tokenizing error".
  void invalid(std::size_t next, std::size_t problem_at) {
    if (policy_ == TokenizePolicy::Strict) {
      error_at_ = problem_at;
      return;
    }
    add(TokenType::InvalidChar, at_, next);
  }

  std::string_view input_;
  TokenizePolicy policy_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t problem_at_ = 0;
  std::optional<std::size_t> error_at_;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view input, TokenizePolicy policy) {
  return Tokenizer(input, policy).run();
}

}  // namespace onward::url
