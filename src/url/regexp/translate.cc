// SPDX-License-Identifier: MIT
// ECMAScript's regular expressions for RE2 (ECMA-262 §22.2.1, with the v flag):
//
//   disjunction = alternative *( "|" alternative )
//   alternative = *( "^" / "$" / "\b" / "\B" / atom [ quantifier ] )
//   atom        = "." / character / escape / class / "(?" [ flags ] ":" disjunction ")"
//   quantifier  = ( "*" / "+" / "?" / "{" n [ "," [ m ] ] "}" ) [ "?" ]
//
// One pass that writes RE2's text while it reads; open groups stand on a stack. With the text goes
// each piece's MatchShape, by which a repetition that RE2 would search in another order is found.
// Case is folded into the classes, so the i flag never reaches RE2.
#include "url/regexp/translate.h"

#include "base/ascii.h"
#include "url/regexp/character_class.h"
#include "url/regexp/escape.h"
#include "url/regexp/identifier.h"
#include "url/regexp/shape.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace onward::url {
namespace {

// A "(" that is still open; the first stands for the whole expression.
struct OpenGroup {
  std::size_t source_start = 0;
  std::size_t output_start = 0;
  bool outer_ignore_case = false;
  std::optional<MatchShape> before;  // the alternatives that are complete
  MatchShape current = kOnlyEmpty;   // the alternative that is being read
};

// \1 or \k<name>.
struct Reference {
  std::size_t offset = 0;
  std::optional<std::uint64_t> number = std::nullopt;  // nullopt for a name
};

class Translator {
 public:
  Translator(std::string_view source, const RegexpOptions& options)
      : cursor_{source}, options_(options), ignore_case_(options.ignore_case) {}

  Result<TranslatedRegexp> run() {
    open_.emplace_back();
    while (!cursor_.done()) {
      if (auto done = term(); !done) return fail(done.error());
    }
    if (open_.size() > 1) {
      return fail(ErrorCode::PatternRegexpSyntax, open_.back().source_start);
    }
    if (!references_.empty()) return fail(reference_error());
    return TranslatedRegexp{std::move(output_), finished(open_.back())};
  }

 private:
  static MatchShape finished(const OpenGroup& group) {
    return group.before ? alternated(*group.before, group.current) : group.current;
  }

  Result<void> term() {
    switch (cursor_.peek()) {
      case '|':
        open_.back().before = finished(open_.back());
        open_.back().current = kOnlyEmpty;
        return assertion(1, "|");
      case '^':
        return assertion(1, "\\A");
      case '$':
        return assertion(1, "\\z");
      case '(':
        return open_group();
      case ')':
        return close_group();
      case '\\':
        return escape();
      case '[':
        return character_class();
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        return cursor_.syntax_error();
      default:
        return character();
    }
  }

  // Text that matches "" only, which leaves the shape of a concatenation as it is.
  Result<void> assertion(std::size_t length, std::string_view re2) {
    cursor_.at += length;
    output_ += re2;
    return {};
  }

  Result<void> character() {
    ClassSet set(ignore_case_);
    if (cursor_.peek() == '.') {
      set.add_all("\n\r");
      set.complement();
    } else {
      set.add(static_cast<char32_t>(cursor_.peek()));
    }
    const std::size_t start = cursor_.at++;
    return atom(set, start);
  }

  Result<void> character_class() {
    const std::size_t start = cursor_.at;
    const auto set = read_class(cursor_, ignore_case_);
    if (!set) return fail(set.error());
    return atom(*set, start);
  }

  Result<void> escape() {
    const std::size_t start = cursor_.at;
    const int letter = cursor_.peek(1);
    if (letter == 'b') return assertion(2, "\\b");
    if (letter == 'B') return assertion(2, "\\B");
    if (letter == 'k' || (letter >= '1' && letter <= '9')) return reference();
    const auto read = read_escape(cursor_, EscapePlace::Atom, ignore_case_);
    if (!read) return fail(read.error());
    if (const auto& property = read->set) return atom(property->set, start);
    ClassSet set(ignore_case_);
    set.add(read->character);
    return atom(set, start);
  }

  Result<void> atom(const ClassSet& set, std::size_t source_start) {
    const std::size_t output_start = output_.size();
    output_ += set.to_re2();
    return quantified(set.shape(), source_start, output_start);
  }

  // Reads a quantifier, if there is one, behind the atom that was just written.
  Result<void> quantified(MatchShape shape, std::size_t source_start, std::size_t output_start) {
    const auto read = read_quantifier(cursor_);
    if (!read) return fail(read.error());
    if (const std::optional<Quantifier> q = *read) {
      if (q->may_vary() && shape.prefers_empty) {
        return fail(ErrorCode::PatternRegexpUnsupported, source_start);
      }
      if (q->maximum == 0) {
        output_.replace(output_start, output_.npos, "(?:)");
      } else {
        output_ += to_re2(*q);
      }
      shape = repeated(shape, *q);
    }
    open_.back().current = concatenated(open_.back().current, shape);
    return {};
  }

  Result<void> open_group() {
    const std::size_t start = cursor_.at;
    if (open_.size() > kMaxRegexpNesting) return fail(ErrorCode::PatternTooComplex, start);
    OpenGroup group;
    group.source_start = start;
    group.output_start = output_.size();
    group.outer_ignore_case = ignore_case_;
    if (!cursor_.consume("(?")) return fail(ErrorCode::PatternRegexpUnsupported, start);
    const int next = cursor_.peek();
    const int after = cursor_.peek(1);
    if (next == '=' || next == '!' || (next == '<' && (after == '=' || after == '!'))) {
      return fail(ErrorCode::PatternRegexpUnsupported, start);
    }
    if (next == '<') {
      if (auto named = group_name(start); !named) return named;
    } else if (!flags()) {
      return fail(ErrorCode::PatternRegexpSyntax, start);
    }
    open_.push_back(group);
    output_ += "(?:";
    return {};
  }

  Result<void> close_group() {
    if (open_.size() == 1) return cursor_.syntax_error();
    const OpenGroup group = open_.back();
    open_.pop_back();
    ++cursor_.at;
    output_ += ')';
    ignore_case_ = group.outer_ignore_case;
    return quantified(finished(group), group.source_start, group.output_start);
  }

  // "(?:", and modifiers, "(?i-s:". Only i changes what is matched: subjects have no line ends.
  bool flags() {
    const std::size_t colon = cursor_.text.find(':', cursor_.at);
    if (colon == std::string_view::npos) return false;
    const std::string_view text = cursor_.text.substr(cursor_.at, colon - cursor_.at);
    const std::size_t dash = text.find('-');
    std::string seen;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (i == dash) continue;
      const bool known = c == 'i' || c == 'm' || c == 's';
      if (!known || seen.find(c) != std::string::npos) return false;
      seen += c;
      if (c == 'i') ignore_case_ = i < dash;
    }
    if (text == "-") return false;
    cursor_.at = colon + 1;
    return true;
  }

  // "(?<name>". Read as "(?:" where the group can't be seen from outside.
  Result<void> group_name(std::size_t start) {
    ++cursor_.at;
    const auto name = read_name();
    if (!name) return fail(ErrorCode::PatternRegexpSyntax, start);
    const bool repeated_name = std::find(names_.begin(), names_.end(), *name) != names_.end();
    if (repeated_name || !options_.allow_named_groups) {
      return fail(ErrorCode::PatternRegexpUnsupported, start);
    }
    names_.push_back(*name);
    return {};
  }

  // "RegExpIdentifierName" and ">".
  std::optional<std::u32string> read_name() {
    std::u32string name;
    while (!cursor_.consume(">")) {
      if (cursor_.done()) return std::nullopt;
      auto c = static_cast<char32_t>(cursor_.peek());
      if (c == '\\') {
        if (cursor_.peek(1) != 'u') return std::nullopt;
        const auto escaped = read_escape(cursor_, EscapePlace::Atom, false);
        if (!escaped) return std::nullopt;
        c = escaped->character;
      } else {
        ++cursor_.at;
      }
      if (!is_name_code_point(c, name.empty())) return std::nullopt;
      name += c;
    }
    if (name.empty()) return std::nullopt;
    return name;
  }

  // A back reference: never supported. Which groups there are is known at the end only.
  Result<void> reference() {
    Reference found{.offset = cursor_.at};
    const auto error = cursor_.syntax_error();
    ++cursor_.at;
    if (cursor_.consume("k")) {
      if (!cursor_.consume("<")) return error;
      if (!read_name()) return error;
    } else {
      found.number = read_number(cursor_).value_or(0);
    }
    references_.push_back(found);
    return quantified(kOnlyEmpty, references_.back().offset, output_.size());
  }

  // A reference to a group that is not there is the graver error.
  Error reference_error() const {
    for (const Reference& reference : references_) {
      // A name may be that of a group in another part of the component, which is not seen here.
      const bool may_exist =
          !reference.number || *reference.number <= options_.group_count + names_.size();
      if (!may_exist) return {ErrorCode::PatternRegexpSyntax, reference.offset};
    }
    return {ErrorCode::PatternRegexpUnsupported, references_.front().offset};
  }

  RegexpCursor cursor_;
  const RegexpOptions& options_;
  bool ignore_case_;
  std::string output_;
  std::vector<OpenGroup> open_;
  std::vector<std::u32string> names_;
  std::vector<Reference> references_;
};

}  // namespace

Result<TranslatedRegexp> translate_regexp(std::string_view source, const RegexpOptions& options) {
  return Translator(source, options).run();
}

}  // namespace onward::url
