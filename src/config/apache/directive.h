// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// One directive of Apache, and how its arguments are cut.
namespace onward::config::apache {

/// A directive, or a section with what stands in it.
struct Directive {
  std::string name;  ///< in lower case; of a section without "<"
  std::string text;  ///< what follows the name; of a section without ">"
  rules::Place place;
  bool is_section = false;
  std::vector<Directive> children{};
};

/// The words of a text as ap_getword_conf() cuts them: white space separates; quotes keep it; a
/// backslash takes the meaning of a quote or a backslash.
std::vector<std::string> words_of(std::string_view text);

/// The arguments of RewriteRule and RewriteCond, which keep their backslashes.
struct RewriteArguments {
  std::string first;
  std::string second;
  std::string flags;  ///< without brackets
  bool has_flags = false;
  bool is_broken = false;  ///< Apache refuses the line: a flag list without its brackets, or more
};

/// nullopt where there are fewer than two.
std::optional<RewriteArguments> rewrite_arguments(std::string_view text);

/// A flag of RewriteRule or RewriteCond: "R=303" is {"r", "303"}.
struct Flag {
  std::string name;  ///< in lower case
  std::string value;
  bool has_value = false;
};
std::vector<Flag> flags_of(std::string_view text);

}  // namespace onward::config::apache
