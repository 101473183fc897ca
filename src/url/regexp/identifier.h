// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// The names of groups: ECMAScript's identifiers, for regular expressions and for URLPattern.
namespace onward::url {

/// ECMAScript's IdentifierStart (`first`) and IdentifierPart, of Unicode 17.0. URLPattern: "is a
/// valid name code point".
bool is_name_code_point(char32_t code_point, bool first);

/// Whether `text`, well-formed UTF-8, begins with a code point that may stand inside a name.
bool begins_like_a_name(std::string_view text);

}  // namespace onward::url
