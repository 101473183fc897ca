// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// nginx's regular expressions: what they come to as patterns, and how they are written for the
// engines that rules have.
namespace onward::config::nginx {

/// An expression over paths that a text or a pattern stands for, without loss.
struct Reduced {
  std::string match;  ///< a URLPattern pathname; "/*" where every path fits
  bool ignore_case = false;
  /// What each group is in a target template, from the first on: "{p1}", "/{0}".
  std::vector<std::string> groups;
  std::vector<std::string> names;  ///< of the groups; "" where one has none
  std::string text;                ///< what every path that fits begins with
  bool is_exact = false;           ///< only `text` itself fits
};

/// "^/a/(.*)$" as "/a/*"; nullopt where it takes a regular expression. Only bytes that no client
/// escapes are taken literally.
std::optional<Reduced> reduced(std::string_view expression, bool ignore_case);

/// What every path that fits begins with, as far as the expression says so; "" where any does.
std::string literal_begin(std::string_view expression, bool ignore_case);

/// Whether a path that begins with `begin` may fit.
bool may_begin_with(std::string_view expression, bool ignore_case, std::string_view begin);

/// Whether a decoded path is its own normal form, and no client would escape a part of it.
bool is_plain_path(std::string_view path);

/// A decoded path as a part of a URL.
std::string encoded_path(std::string_view path);

/// Where a group stands.
struct GroupSpan {
  std::size_t open = 0;    ///< its "("
  std::size_t begin = 0;   ///< of what is in it
  std::size_t close = 0;   ///< its ")"
  std::string quantifier;  ///< behind it
  std::string name;
  bool is_top = false;  ///< in no other group, and in no alternative
};
/// The capturing groups, from the first on.
std::vector<GroupSpan> groups_of(std::string_view expression);

/// With every capturing group named: the n-th `prefix` + n.
std::string with_named_groups(std::string_view expression, std::string_view prefix);

/// For the engine that can: RE2, else PCRE2 as it is. nullopt where neither takes it.
struct Compilable {
  std::string expression;
  rules::Engine engine = rules::Engine::Re2;
};
std::optional<Compilable> compilable(std::string_view expression, bool ignore_case);

/// Groups of a constant text, the whole first; nullopt where it is not found, or no expression.
std::optional<std::vector<std::string>> search(std::string_view expression, bool ignore_case,
                                               std::string_view text);

}  // namespace onward::config::nginx
