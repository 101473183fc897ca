// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A regular expression cut into atoms. Groups without alternatives and quantifiers are marks among
// them, all others are atoms.
namespace onward::config::yaml {

struct Token {
  enum class Kind : std::uint8_t { Atom, Open, Close };
  Kind kind = Kind::Atom;
  std::string text;        ///< of an atom, without its quantifier
  std::string quantifier;  ///< "", "?", "*", "+", "{2,3}", perhaps with "?" behind
  std::size_t group = 0;   ///< of Open and Close: its number; 0: it takes nothing

  bool is(std::string_view wanted) const {
    return kind == Kind::Atom && text == wanted && quantifier.empty();
  }
  bool is_wildcard() const {
    return kind == Kind::Atom && text == "." && !quantifier.empty() &&
           (quantifier[0] == '*' || quantifier[0] == '+');
  }
};
using Tokens = std::vector<Token>;

struct CutExpression {
  Tokens tokens;
  std::map<std::string, std::size_t, std::less<>> names;  ///< of groups, with their numbers
};

/// `expression` is Go's; nullopt where it has alternatives at its top, or look-around.
std::optional<CutExpression> cut_expression(std::string_view expression);

/// How many groups that take something it has.
std::size_t count_captures(std::string_view expression);

}  // namespace onward::config::yaml
