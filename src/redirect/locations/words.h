// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/location.h"

// What the constants of several files are made of.
namespace onward::redirect::locations {

using Rules = LocationRules;

/// A copy of `rules` with one change.
template <typename Change>
constexpr LocationRules varied(LocationRules rules, Change change) {
  change(rules);
  return rules;
}

// What RFC 3986 allows nowhere but in escapes: "delims" and "unwise" of RFC 2396.
inline constexpr std::string_view kNoUri = " \"<>\\^`{|}";
// The same where space is treated apart.
inline constexpr std::string_view kNoUriButSpace = "\"<>\\^`{|}";

}  // namespace onward::redirect::locations
