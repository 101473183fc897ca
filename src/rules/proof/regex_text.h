// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

// A text that a regular expression matches, made from the expression: what a request looks like
// that a rule is for. A proposal: who uses it asks the rule.
namespace onward::rules {

/// No text that is made is longer, in bytes.
inline constexpr std::size_t kMaxRegexText = 2'000;

/// So many variants differ in what wildcards stand for.
inline constexpr std::size_t kRegexVariants = 8;

/// A group that is to have this text, by its name or its number: "id", "1".
struct WantedGroup {
  std::string name;
  std::string text;
};

struct RegexTextOptions {
  /// Which of the texts: another variant takes other alternatives, repeats more or less often.
  unsigned variant = 0;
  std::span<const WantedGroup> groups{};
};

struct RegexText {
  std::string text;
  bool is_anchored_at_start = false;  ///< the text is where the subject begins
  bool is_anchored_at_end = false;
};

/// In the common language of RE2, PCRE2 and ECMAScript. What it does not know (look-around, classes
/// of Unicode) is passed over. Takes time in proportion to the expression and the text.
RegexText text_for_regex(std::string_view expression, const RegexTextOptions& options);

}  // namespace onward::rules
