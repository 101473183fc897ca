// SPDX-License-Identifier: MIT
#pragma once

#include "onward/url/pattern.h"
#include "url/pattern/linear_matcher.h"
#include "url/pattern/parse.h"
#include "url/pattern/part.h"
#include "url/pattern/re2_matcher.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

// A compiled pattern from inside: part lists for who builds an index over many patterns, matchers
// for who has one.
namespace onward::url {

/// URLPattern: a "component". Immutable; share freely.
struct CompiledComponent {
  /// Matches every subject, into one group: "*".
  struct Anything {};

  std::string pattern_string;  ///< the normal form
  PartList parts;
  PartOptions options;
  EncodingCallback encode = nullptr;
  std::size_t group_count = 0;  ///< the parts with a name
  bool has_regexp_groups = false;
  /// From cheap to dear; the first that can.
  std::variant<Anything, LinearMatcher, Re2Matcher> matcher;

  /// Whether `subject`, printable ASCII, matches. `captures` is empty, or group_count long.
  bool match(std::string_view subject, std::span<Capture> captures = {}) const;
};

/// URLPattern: "compile a component". `input` is well-formed UTF-8.
/// Errors, offset in `input`: as Pattern::create().
Result<CompiledComponent> compile_component(std::string_view input, const PartOptions& options,
                                            EncodingCallback encode);

/// URLPattern: "protocol component matches a special scheme".
bool matches_special_scheme(const CompiledComponent& protocol);

struct PatternState {
  std::array<CompiledComponent, kPatternComponents> components;

  const CompiledComponent& operator[](PatternComponent component) const {
    return components[static_cast<std::size_t>(component)];
  }
};

}  // namespace onward::url
