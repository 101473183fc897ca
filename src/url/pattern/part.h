// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// URLPattern, "Parts" and "Options": what a pattern string means.
//
//   /blog{/:year(\d+)-}?   ->   FixedText "/blog"
//                               Regexp    "\d+"  Optional  name "year"  prefix "/"  suffix "-"
namespace onward::url {

/// From loose to strict: the order of Pattern::compare_component().
enum class PartType : std::uint8_t {
  FullWildcard,     ///< anything
  SegmentWildcard,  ///< at least one character, none of them the delimiter
  Regexp,           ///< what `value` matches
  FixedText,        ///< `value` itself
};

/// From loose to strict, too.
enum class Modifier : std::uint8_t { ZeroOrMore, Optional, OneOrMore, None };

/// "*", "?", "+" or "".
std::string_view to_string(Modifier modifier);

struct Part {
  PartType type = PartType::FixedText;
  Modifier modifier = Modifier::None;
  std::string name;        ///< of the group; empty for FixedText, else not
  std::string prefix;      ///< canonical text before the group, under the same modifier
  std::string value;       ///< canonical text, or the regular expression; empty for wildcards
  std::string suffix;      ///< canonical text after the group, under the same modifier
  std::size_t offset = 0;  ///< where the value stands in the pattern string, for errors
};

using PartList = std::vector<Part>;

/// '\0' is "the empty string": no delimiter, no prefix.
struct PartOptions {
  char delimiter = '\0';  ///< ends a segment wildcard
  char prefix = '\0';     ///< taken into a group that follows it
  bool ignore_case = false;
};

/// URLPattern: "default options", "hostname options", "pathname options".
inline constexpr PartOptions kDefaultOptions{};
inline constexpr PartOptions kHostnameOptions{.delimiter = '.'};
inline constexpr PartOptions kPathnameOptions{.delimiter = '/', .prefix = '/'};

/// URLPattern: "full wildcard regexp value".
inline constexpr std::string_view kFullWildcardRegexp = ".*";

/// URLPattern: "generate a segment wildcard regexp", in ECMAScript's syntax.
std::string segment_wildcard_regexp(const PartOptions& options);

/// URLPattern: "generate a pattern string" (the normal form).
std::string generate_pattern_string(const PartList& parts, const PartOptions& options);

/// URLPattern: "escape a pattern string". `text` is ASCII.
std::string escape_pattern_string(std::string_view text);

/// Compares two part lists as Pattern::compare_component() says: -1, 0 or 1.
int compare_parts(const PartList& left, const PartList& right);

}  // namespace onward::url
