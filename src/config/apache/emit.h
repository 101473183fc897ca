// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/target.h"
#include "onward/rules/rule.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The last steps to a rule, for mod_rewrite and mod_alias alike.
namespace onward::config::apache {

/// So deep may conditions nest (kMaxConditionDepth in rules), less what the server adds.
inline constexpr std::size_t kMaxDepth = 6;

/// Makes the rule a redirect; why not, where the status is none for a redirect.
std::optional<std::string> set_redirect(rules::Rule& rule, int status, const BuiltTarget& target);

/// The redirect as one rule, or as two: where the target has a fragment Apache writes the request's
/// query behind it, where it is a part of the fragment.
std::vector<rules::Rule> with_query_behind_fragment(rules::Rule rule, const BuiltTarget& target);

/// Whether a status is answered by itself: what rules take beside redirects.
bool is_refusal(int status);

/// Makes "{uri}" in a target the path of the request.
void take_whole_path(rules::Rule& rule, std::string& to);

/// A path as it stands in a URL: bytes that are none of a path are escaped.
std::string escape_path(std::string_view path);

/// The text of a template without places: "{{" is "{".
std::string without_doubled_braces(std::string_view text);

}  // namespace onward::config::apache
