// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

// The second argument of RewriteCond.
namespace onward::config::apache {

struct Matcher {
  enum class Kind { Expression, Equal, Less, LessOrEqual, Greater, GreaterOrEqual, File, Number };
  Kind kind = Kind::Expression;
  std::string text;  ///< the expression, the text, "-f", "-eq 1"
  bool is_negated = false;
  bool ignore_case = false;
};

/// mod_rewrite.c, cmd_rewritecond().
Matcher matcher_of(std::string_view pattern, bool ignore_case);

/// Whether a text that is known passes; nullopt where that cannot be told.
std::optional<bool> passes(const Matcher& matcher, std::string_view value);

}  // namespace onward::config::apache
