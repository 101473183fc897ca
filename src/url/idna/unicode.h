// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

// What UTS 46 asks about one code point, as Unicode 17.0 answers.
//
// The answers are ICU's, corrected by a small generated table (unicode_delta.inc) where the ICU of
// Debian 12 knows only Unicode 15.0. Nothing else in the library asks ICU about characters.
// `c` is a Unicode scalar value throughout: at most U+10FFFF and no surrogate.
namespace onward::url {

/// Bidi_Class (UAX #9), as far as RFC 5893 tells classes apart.
enum class BidiClass : std::uint8_t { L, R, AL, AN, EN, ES, CS, ET, ON, BN, NSM, Other };

/// Joining_Type (Unicode §9.2), for RFC 5892's rule on U+200C.
enum class JoiningType : std::uint8_t {
  NonJoining,
  JoinCausing,
  DualJoining,
  LeftJoining,
  RightJoining,
  Transparent,
};

/// Appends what `c` maps to by UTS 46 §5 (non-transitional, without STD3 rules), canonically
/// decomposed; nothing if it is ignored. False, and nothing appended, if `c` is disallowed.
bool append_mapped(char32_t c, std::u32string& out);

/// Canonical_Combining_Class; 0 for starters.
std::uint8_t combining_class(char32_t c);

/// The primary composite of two code points (UAX #15), or 0 if there is none.
char32_t composite(char32_t first, char32_t second);

/// True if the General_Category is Mark (Mn, Mc or Me).
bool is_mark(char32_t c);

BidiClass bidi_class(char32_t c);

JoiningType joining_type(char32_t c);

}  // namespace onward::url
