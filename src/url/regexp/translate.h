// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

// ECMAScript regular expressions (v flag; with i, if asked) in RE2's syntax.
//
//   translate_regexp("[\\w--_]+?", {})->re2    // "[0-9A-Za-z]+?"
//   translate_regexp("(?=a)", {})              // PatternRegexpUnsupported, offset 0
//
// The translation means the same on every subject of printable ASCII (0x20 to 0x7E), and on no
// other: URL components are nothing else. So a class is a set of 128 bits, computed here, and what
// could only match beyond ASCII matches nothing.
namespace onward::url {

/// Deepest nesting of groups, and of classes: below RE2's own limit of 1,000.
inline constexpr std::size_t kMaxRegexpNesting = 200;

/// Highest count in {n,m}: RE2's limit (its kMaxRepeat), which no flag lifts.
inline constexpr std::size_t kMaxRegexpRepeat = 1000;

struct RegexpOptions {
  bool ignore_case = false;
  /// Groups of the whole component: a \1 up to it is a reference, above it a syntax error.
  std::size_t group_count = 1;
  /// Whether (?<name>…) may be read as (?:…): true where nothing would see the group.
  bool allow_named_groups = false;
};

/// What an expression can match, as far as repetition depends on it.
struct MatchShape {
  bool empty = false;     ///< may match ""
  bool nonempty = false;  ///< may match something else
  /// May try "" before something else. ECMAScript gives up an empty round of a repetition and
  /// tries the next alternative, RE2 does not; they agree where "" is tried last.
  bool prefers_empty = false;
};

struct TranslatedRegexp {
  std::string re2;  ///< no flags needed; holds no capturing group
  MatchShape shape;
};

/// Translates one expression, ASCII.
/// Errors, at their place in `source`: PatternRegexpSyntax, what ECMAScript refuses;
/// PatternRegexpUnsupported, what RE2 cannot match alike (look-around, back references, a
/// repetition whose body tries "" first, capturing groups); PatternTooComplex.
Result<TranslatedRegexp> translate_regexp(std::string_view source, const RegexpOptions& options);

}  // namespace onward::url
