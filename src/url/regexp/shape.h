// SPDX-License-Identifier: MIT
#pragma once

#include "url/regexp/escape.h"
#include "url/regexp/translate.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

// What a regular expression can match, put together from its pieces (MatchShape), and quantifiers.
namespace onward::url {

inline constexpr std::uint64_t kNoMaximum = std::numeric_limits<std::uint64_t>::max();

struct Quantifier {
  std::uint64_t minimum = 0;
  std::uint64_t maximum = kNoMaximum;
  bool lazy = false;

  bool bounded() const { return maximum != kNoMaximum; }
  bool may_vary() const { return maximum > minimum; }
};

/// Reads "*", "+", "?" or "{n,m}", each with or without "?"; nullopt if none stands there.
/// Errors: PatternRegexpSyntax, PatternTooComplex (kMaxRegexpRepeat), at the quantifier.
Result<std::optional<Quantifier>> read_quantifier(RegexpCursor& cursor);

/// A decimal number, if one stands there; one beyond any use stays just below kNoMaximum.
std::optional<std::uint64_t> read_number(RegexpCursor& cursor);

/// In RE2's syntax; a maximum of 0 has none.
std::string to_re2(const Quantifier& quantifier);

/// What matches "" only: an assertion, or nothing at all.
inline constexpr MatchShape kOnlyEmpty{.empty = true};

MatchShape concatenated(const MatchShape& a, const MatchShape& b);
MatchShape alternated(const MatchShape& a, const MatchShape& b);
MatchShape repeated(const MatchShape& body, const Quantifier& quantifier);

}  // namespace onward::url
