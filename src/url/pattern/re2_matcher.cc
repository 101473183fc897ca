// SPDX-License-Identifier: MIT
// URLPattern, "Converting part lists to regular expressions", for RE2. With X a group's
// expression, p and s its prefix and suffix:
//
//             no prefix, no suffix      with either
//   (none)    (X)                       (?:p(X)s)
//   ?         (X)?                      (?:p(X)s)?
//   +         ((?:X)+)                  (?:p((?:X)(?:sp(?:X))*)s)
//   *         ((?:X)*)                  (?:p((?:X)(?:sp(?:X))*)s)?
#include "url/pattern/re2_matcher.h"

#include "base/ascii.h"
#include "url/regexp/translate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <re2/re2.h>

namespace onward::url {
namespace {

/// Memory of one compiled expression and its lazily built automata: RE2's own default. What needs
/// more is PatternTooComplex when compiled, and slower (never wrong) when matched.
constexpr std::int64_t kMaxRe2Bytes = std::int64_t{8} << 20;

// Groups up to this many are captured without allocating.
constexpr std::size_t kInlineGroups = 16;

std::string quoted(std::string_view text, bool ignore_case) {
  if (text.empty()) return "";
  std::string result = re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
  return ignore_case ? "(?i:" + result + ")" : result;
}

bool is_group(const Part& part) { return part.type != PartType::FixedText; }
bool repeats(const Part& part) {
  return part.modifier == Modifier::ZeroOrMore || part.modifier == Modifier::OneOrMore;
}

// ECMAScript gives up a round of a repetition that matches "" and tries the next alternative; RE2
// does not. In the left column that matters: where X tries "" first it is refused; where X tries it
// last, RE2's match is the same but for one thing: (X)? that matched "" is "undefined".
class Writer {
 public:
  Writer(const PartList& parts, const PartOptions& options) : parts_(parts), options_(options) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!is_group(parts[i])) continue;
      last_group_ = i;
      ++group_count_;
    }
  }

  Result<std::string> run() {
    text_ = "\\A";
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (is_group(parts_[i])) {
        if (auto done = append_group(i); !done) return fail(done.error());
      } else {
        append_fixed_text(parts_[i]);
      }
    }
    return std::move(text_) + "\\z";
  }

  std::vector<bool> take_empty_is_undefined() { return std::move(empty_is_undefined_); }

 private:
  void append_fixed_text(const Part& part) {
    const std::string text = quoted(part.value, options_.ignore_case);
    if (part.modifier == Modifier::None) {
      text_ += text;
    } else {
      text_ += "(?:" + text + ')';
      text_ += to_string(part.modifier);
    }
  }

  Result<void> append_group(std::size_t i) {
    const Part& part = parts_[i];
    const auto matcher = matcher_of(i);
    if (!matcher) return fail(matcher.error());
    const bool bare = part.prefix.empty() && part.suffix.empty();
    if (bare && part.modifier != Modifier::None && matcher->shape.prefers_empty) {
      return fail(ErrorCode::PatternRegexpUnsupported, part.offset);
    }
    empty_is_undefined_.push_back(bare && part.modifier == Modifier::Optional);
    const std::string inner = "(?:" + matcher->re2 + ')';
    if (bare) {
      text_ += repeats(part) ? '(' + inner : '(' + matcher->re2 + ')';
      text_ += to_string(part.modifier);
      if (repeats(part)) text_ += ')';
      return {};
    }
    const std::string prefix = quoted(part.prefix, options_.ignore_case);
    const std::string suffix = quoted(part.suffix, options_.ignore_case);
    text_ += "(?:" + prefix + '(';
    text_ += repeats(part) ? inner + "(?:" + suffix + prefix + inner + ")*" : matcher->re2;
    text_ += ')' + suffix + ')';
    if (part.modifier != Modifier::None && part.modifier != Modifier::OneOrMore) text_ += '?';
    return {};
  }

  Result<TranslatedRegexp> matcher_of(std::size_t i) const {
    const Part& part = parts_[i];
    if (part.type == PartType::FullWildcard) {
      return TranslatedRegexp{"(?s:.)*", {.empty = true, .nonempty = true}};
    }
    if (part.type == PartType::SegmentWildcard) {
      const std::string one =
          options_.delimiter == '\0' ? "(?s:.)" : std::string("[^\\") + options_.delimiter + ']';
      return TranslatedRegexp{one + "+?", {.nonempty = true}};
    }
    // A named group inside the expression counts as a group of the component, which would give
    // its value to the next group's name; after the last group nothing is shifted. Where the
    // expression is written twice, so is the name, which ECMAScript refuses.
    const bool once = !repeats(part) || (part.prefix.empty() && part.suffix.empty());
    const RegexpOptions options{.ignore_case = options_.ignore_case,
                                .group_count = group_count_,
                                .allow_named_groups = once && i == last_group_};
    auto translated = translate_regexp(part.value, options);
    if (!translated) {
      return fail(translated.error().code, part.offset + translated.error().offset);
    }
    return translated;
  }

  const PartList& parts_;
  const PartOptions& options_;
  std::size_t group_count_ = 0;
  std::size_t last_group_ = 0;
  std::string text_;
  std::vector<bool> empty_is_undefined_;
};

}  // namespace

Re2Matcher::Re2Matcher() = default;
Re2Matcher::Re2Matcher(Re2Matcher&&) noexcept = default;
Re2Matcher& Re2Matcher::operator=(Re2Matcher&&) noexcept = default;
Re2Matcher::~Re2Matcher() = default;

Result<Re2Matcher> Re2Matcher::create(const PartList& parts, const PartOptions& options) {
  Writer writer(parts, options);
  const auto text = writer.run();
  if (!text) return fail(text.error());
  re2::RE2::Options re2_options(re2::RE2::Latin1);
  re2_options.set_log_errors(false);
  re2_options.set_max_mem(kMaxRe2Bytes);
  Re2Matcher matcher;
  matcher.re2_ = std::make_unique<const re2::RE2>(*text, re2_options);
  if (!matcher.re2_->ok()) return fail(ErrorCode::PatternTooComplex);
  matcher.empty_is_undefined_ = writer.take_empty_is_undefined();
  return matcher;
}

bool Re2Matcher::match(std::string_view subject, std::span<Capture> captures) const {
  // RE2 takes a group at a null pointer for one that took no part.
  const re2::StringPiece text(subject.data() ? subject.data() : "", subject.size());
  std::array<re2::StringPiece, kInlineGroups + 1> few;
  std::vector<re2::StringPiece> many(captures.size() > kInlineGroups ? captures.size() + 1 : 0);
  re2::StringPiece* const groups = many.empty() ? few.data() : many.data();
  const int count = captures.empty() ? 0 : static_cast<int>(captures.size()) + 1;
  // The expression has its own anchors, so that the first alternative that leads to a match is
  // taken, and not the longest.
  if (!re2_->Match(text, 0, text.size(), re2::RE2::UNANCHORED, groups, count)) return false;
  for (std::size_t i = 0; i < captures.size(); ++i) {
    const re2::StringPiece& group = groups[i + 1];
    const bool undefined = !group.data() || (group.empty() && empty_is_undefined_[i]);
    captures[i] = undefined ? Capture{} : Capture{std::string_view(group.data(), group.size())};
  }
  return true;
}

}  // namespace onward::url
