// SPDX-License-Identifier: MIT
#pragma once

#include "rules/component_matcher.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What a subject must contain so that an expression or a pattern can match it: what many rules are
// told apart by, before one of them is asked.
//
//   ^/(en|de)/doc-(\d+)/print\.html$    contains "/doc-", and contains "/print.html"
//   ^/(img|images)/                     contains "img" or "images"
//   (?i)^/[a-z]+$                       nothing is known
namespace onward::rules {

/// Shorter texts tell nothing apart.
inline constexpr std::size_t kMinRequiredBytes = 3;
/// Of longer ones so much is kept.
inline constexpr std::size_t kMaxRequiredBytes = 48;
/// Of more alternatives nothing is kept.
inline constexpr std::size_t kMaxRequiredAlternatives = 16;

/// A subject that matches contains one of these, when its ASCII letters are made lower case.
using OneOf = std::vector<std::string>;

struct ExpressionTraits {
  bool ignore_case = false;
  /// Else letters that some other letter folds to are left aside: U+212A is a "k" to (?i).
  bool is_subject_ascii = false;
};

/// What each subject must contain in which `expression`, which compiles in RE2 or PCRE2, is found.
/// All of them hold. What it does not know makes it know less, never something wrong.
std::vector<OneOf> required_texts(std::string_view expression, ExpressionTraits traits);

/// Whether each match begins where the subject does; false where that is not plain to see.
bool is_anchored_at_start(std::string_view expression);

/// The same as required_texts() of an expression, for a pattern.
std::vector<OneOf> required_texts(const ComponentMatcher& matcher);

/// The one of several that tells most apart: the longest; empty where there is none.
OneOf best_of(const std::vector<OneOf>& all);

}  // namespace onward::rules
