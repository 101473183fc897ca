// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Paths with ":name", "*" and "(regex)" as npm's path-to-regexp 6 takes them, and regular
// expressions of JavaScript as conditions of ours.
namespace onward::config {

/// A piece of such a path: literal text, or a group with what may stand around it.
struct PathToken {
  bool is_group = false;
  std::string literal;  ///< of a literal
  std::string name;     ///< of a group; a number where it has none
  std::string prefix;   ///< repeated and left out together with the group
  std::string suffix;
  std::string expression;  ///< "": one segment
  char modifier = 0;       ///< '?', '*', '+'
};

/// path-to-regexp's versions.
enum class PathDialect : std::uint8_t {
  One,  ///< braces are literal, "*" is a group of anything
  Six,
};

/// The tokens of a path; nullopt where path-to-regexp refuses it.
std::optional<std::vector<PathToken>> parse_path(std::string_view path,
                                                 PathDialect dialect = PathDialect::Six);

/// The same as a regular expression over the path, without anchors. Groups have their names, or
/// "g1", "g2".
std::string to_expression(const std::vector<PathToken>& tokens);

/// Sets what a rule asks of the path: a URLPattern where it can say it, else an expression. The
/// groups' names are those of group_name().
void set_path(rules::Rule& rule, const std::vector<PathToken>& tokens, const rules::Place& place);

/// How a template calls a group.
std::string group_name(const PathToken& token);

/// A regular expression of JavaScript or PCRE as a condition; RE2 searches it where it can.
rules::Regex regex_of(std::string_view expression, const rules::Place& place,
                      rules::Subject subject = rules::Subject::Path);

/// The same expression with the spelling of named groups that both engines know.
std::string with_named_groups(std::string_view expression);

/// The same expression with names for the groups that have none: "r1", "r2"; "r0" is all of it.
std::string with_group_names(std::string_view expression, std::string_view prefix);

/// How many groups an expression has, and what they are called; "" where they have a number only.
std::vector<std::string> groups_of(std::string_view expression);

}  // namespace onward::config
