// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

// UTF-8 as URLPattern's algorithms see it: a list of code points, addressed by byte offsets.
namespace onward::url {

/// The code point at byte `at`, which moves behind it. `text` is well-formed, `at` < its size.
char32_t next_code_point(std::string_view text, std::size_t& at);

/// URLPattern: "is a valid name code point": ECMAScript's IdentifierStart and IdentifierPart.
bool is_name_code_point(char32_t code_point, bool first);

/// Whether `text` begins with a code point that may stand inside a name.
bool begins_like_a_name(std::string_view text);

}  // namespace onward::url
