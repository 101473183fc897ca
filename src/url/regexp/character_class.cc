// SPDX-License-Identifier: MIT
// Classes of v-mode regular expressions (ECMA-262, "ClassContents"):
//
//   class        = "[" [ "^" ] ( union / intersection / subtraction ) "]"
//   union        = *( character "-" character / operand )
//   intersection = operand 1*( "&&" operand )          ; no third "&"
//   subtraction  = operand 1*( "--" operand )
//   operand      = class / "\d" and its kin / "\q{" strings "}" / character
//
// Nested classes stand on a stack of open classes, so that input cannot exhaust ours.
#include "url/regexp/character_class.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace onward::url {
namespace {

// "ClassSetSyntaxCharacter": never itself without a backslash.
constexpr std::string_view kClassSyntax = "()[]{}/-\\|";
// "ClassSetReservedDoublePunctuator" is one of these, twice.
constexpr std::string_view kDoubled = "&!#$%*+,.:;<=>?@^`~";

enum class Operation : std::uint8_t { Union, Intersection, Subtraction };

// One "[" that is still open.
struct OpenClass {
  explicit OpenClass(bool ignore_case) : set(ignore_case) {}

  ClassSet set;
  std::size_t start = 0;
  bool negated = false;
  Operation operation = Operation::Union;
  std::size_t operands = 0;
  bool only_operand = true;  // no range yet: an operator may still follow the first
  bool expects_operand = false;
  bool may_be_strings = false;  // ECMA-262, "MayContainStrings"
};

struct Operand {
  PropertySet set;
  std::optional<char32_t> character;  // may begin a range
};

class ClassReader {
 public:
  ClassReader(RegexpCursor& cursor, bool ignore_case)
      : cursor_(cursor), ignore_case_(ignore_case) {}

  Result<ClassSet> run() {
    if (auto opened = open(); !opened) return fail(opened.error());
    while (true) {
      if (cursor_.done()) return fail(ErrorCode::PatternRegexpSyntax, open_.back().start);
      if (cursor_.peek() == ']') {
        auto closed = close();
        if (!closed) return fail(closed.error());
        if (open_.empty()) return std::move(closed->set);
        add(*closed);
      } else if (auto done = step(); !done) {
        return fail(done.error());
      }
    }
  }

 private:
  OpenClass& top() { return open_.back(); }

  Result<void> open() {
    if (open_.size() == kMaxRegexpNesting) return fail(ErrorCode::PatternTooComplex, cursor_.at);
    open_.emplace_back(ignore_case_);
    top().start = cursor_.at;
    ++cursor_.at;
    top().negated = cursor_.consume("^");
    return {};
  }

  Result<PropertySet> close() {
    OpenClass& ended = top();
    if (ended.expects_operand) return cursor_.syntax_error();
    if (ended.negated) {
      if (ended.may_be_strings) return fail(ErrorCode::PatternRegexpSyntax, ended.start);
      ended.set.complement();
    }
    PropertySet result{std::move(ended.set), ended.may_be_strings};
    open_.pop_back();
    ++cursor_.at;
    return result;
  }

  Result<void> step() {
    if (cursor_.starts_with("&&") || cursor_.starts_with("--")) return read_operator();
    if (top().operation != Operation::Union && !top().expects_operand) {
      return cursor_.syntax_error();
    }
    if (cursor_.peek() == '[') return open();
    const std::size_t start = cursor_.at;
    const auto operand = read_operand();
    if (!operand) return fail(operand.error());
    const std::optional<char32_t> first = operand->character;
    if (first && cursor_.peek() == '-' && cursor_.peek(1) != '-') return read_range(*first, start);
    add(operand->set);
    return {};
  }

  Result<void> read_operator() {
    OpenClass& current = top();
    const auto operation = cursor_.peek() == '&' ? Operation::Intersection : Operation::Subtraction;
    const bool first =
        current.operation == Operation::Union && current.operands == 1 && current.only_operand;
    if (current.expects_operand || (!first && current.operation != operation)) {
      return cursor_.syntax_error();
    }
    current.operation = operation;
    current.expects_operand = true;
    cursor_.at += 2;
    if (operation == Operation::Intersection && cursor_.peek() == '&') {
      return cursor_.syntax_error();
    }
    return {};
  }

  Result<void> read_range(char32_t first, std::size_t start) {
    ++cursor_.at;  // "-"
    if (top().operation != Operation::Union || cursor_.peek() == '[') {
      return cursor_.syntax_error();
    }
    const auto operand = read_operand();
    if (!operand) return fail(operand.error());
    const std::optional<char32_t> last = operand->character;
    if (!last || *last < first) return fail(ErrorCode::PatternRegexpSyntax, start);
    top().set.add(first, *last);
    ++top().operands;
    top().only_operand = false;
    return {};
  }

  // Combines an operand with what the class holds.
  void add(const PropertySet& next) {
    OpenClass& current = top();
    switch (current.operation) {
      case Operation::Union:
        current.set.unite(next.set);
        current.may_be_strings |= next.of_strings;
        break;
      case Operation::Intersection:
        current.set.intersect(next.set);
        current.may_be_strings &= next.of_strings;
        break;
      case Operation::Subtraction:
        current.set.subtract(next.set);
        break;
    }
    current.expects_operand = false;
    ++current.operands;
  }

  // All operands but a nested class.
  Result<Operand> read_operand() {
    if (cursor_.starts_with("\\q{")) return read_strings();
    if (cursor_.peek() == '\\') {
      const auto escape = read_escape(cursor_, EscapePlace::Class, ignore_case_);
      if (!escape) return fail(escape.error());
      if (const auto& set = escape->set) return Operand{*set, std::nullopt};
      return character(escape->character);
    }
    const auto plain = read_plain_character();
    if (!plain) return fail(plain.error());
    return character(*plain);
  }

  Operand character(char32_t c) const {
    Operand operand{PropertySet{ClassSet(ignore_case_)}, c};
    operand.set.set.add(c);
    return operand;
  }

  Result<char32_t> read_plain_character() {
    const int c = cursor_.peek();
    if (c < 0 || kClassSyntax.find(static_cast<char>(c)) != std::string_view::npos) {
      return cursor_.syntax_error();
    }
    if (cursor_.peek(1) == c && kDoubled.find(static_cast<char>(c)) != std::string_view::npos) {
      return cursor_.syntax_error();
    }
    ++cursor_.at;
    return static_cast<char32_t>(c);
  }

  // "ClassStringDisjunction": \q{abc|d|}.
  Result<Operand> read_strings() {
    cursor_.at += 3;
    Operand operand{PropertySet{ClassSet(ignore_case_)}, std::nullopt};
    std::u32string text;
    while (true) {
      const int c = cursor_.peek();
      if (c == '|' || c == '}') {
        operand.set.set.add_string(text);
        operand.set.of_strings |= text.size() != 1;
        text.clear();
        ++cursor_.at;
        if (c == '}') return operand;
        continue;
      }
      auto next = read_string_character();
      if (!next) return fail(next.error());
      text += *next;
    }
  }

  Result<char32_t> read_string_character() {
    if (cursor_.peek() != '\\') return read_plain_character();
    const auto error = cursor_.syntax_error();
    const auto escape = read_escape(cursor_, EscapePlace::Class, ignore_case_);
    if (!escape) return fail(escape.error());
    if (escape->set) return error;
    return escape->character;
  }

  RegexpCursor& cursor_;
  bool ignore_case_;
  std::vector<OpenClass> open_;
};

}  // namespace

Result<ClassSet> read_class(RegexpCursor& cursor, bool ignore_case) {
  return ClassReader(cursor, ignore_case).run();
}

}  // namespace onward::url
