// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "url/regexp/property.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace onward::url {

/// Where the translation stands in a regular expression; the text is ASCII.
struct RegexpCursor {
  std::string_view text;
  std::size_t at = 0;

  bool done() const { return at >= text.size(); }
  /// The character `ahead` of here; -1 beyond the end.
  int peek(std::size_t ahead = 0) const {
    return at + ahead < text.size() ? static_cast<unsigned char>(text[at + ahead]) : -1;
  }
  bool starts_with(std::string_view prefix) const {
    return text.substr(at < text.size() ? at : text.size()).starts_with(prefix);
  }
  bool consume(std::string_view expected) {
    if (!starts_with(expected)) return false;
    at += expected.size();
    return true;
  }
  tl::unexpected<Error> syntax_error() const { return fail(ErrorCode::PatternRegexpSyntax, at); }
};

/// What a backslash introduces: a character, or a set of them.
struct RegexpEscape {
  char32_t character = 0;
  std::optional<PropertySet> set;
};

enum class EscapePlace : std::uint8_t { Atom, Class };

/// ECMA-262, "CharacterEscape" and "CharacterClassEscape" with the v flag, and in a class \b and
/// "ClassSetReservedPunctuator". The cursor stands on the backslash. Not read here: \b and \B as
/// assertions, \k, \1 to \9, \q. Errors: PatternRegexpSyntax.
Result<RegexpEscape> read_escape(RegexpCursor& cursor, EscapePlace place, bool ignore_case);

}  // namespace onward::url
