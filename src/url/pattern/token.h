// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// URLPattern, "Tokenizing": a pattern string as tokens.
//
//   /blog/:year(\d+)?   ->   '/' 'b' 'l' 'o' 'g' '/'  Name "year"  Regexp "\d+"  OtherModifier  End
namespace onward::url {

enum class TokenType : std::uint8_t {
  Open,           ///< {
  Close,          ///< }
  Regexp,         ///< (…), value without the parentheses; ASCII
  Name,           ///< :name, value without the colon
  Char,           ///< a code point that means itself
  EscapedChar,    ///< \c, value without the backslash
  OtherModifier,  ///< ? or +
  Asterisk,       ///< *, a wildcard or a modifier
  End,
  InvalidChar,  ///< only in lenient token lists
};

struct Token {
  TokenType type;
  std::size_t index;       ///< byte offset of the token's first code point, "(", ":" and "\" too
  std::string_view value;  ///< a view into the input
};

enum class TokenizePolicy : std::uint8_t {
  Strict,   ///< what is invalid is an error
  Lenient,  ///< what is invalid is an InvalidChar token: to find where a URL's components begin
};

/// URLPattern: "tokenize". `input` is well-formed UTF-8 and outlives the tokens. The list ends with
/// End. Errors (strict only): PatternSyntax, at the offending byte.
Result<std::vector<Token>> tokenize(std::string_view input, TokenizePolicy policy);

}  // namespace onward::url
