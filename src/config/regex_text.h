// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <string>
#include <string_view>

// Regular expressions of others, changed as texts.
namespace onward::config {

/// The expression with its groups named, so that those of several can be told apart: the third is
/// "(?P<stem_3>…)". Groups that have names keep them.
std::string with_named_groups(std::string_view expression, std::string_view stem);

/// How many capturing groups it has.
std::size_t count_groups(std::string_view expression);

/// Letters, digits and underscores of a name, so that a group may have it.
std::string group_stem(std::string_view name);

/// The expression, so that it minds the case even in a rule that does not.
std::string minding_case(std::string_view expression);

/// The expression without backslashes in front of slashes and colons.
std::string without_needless_escapes(std::string_view expression);

/// Behind the class "[…]" that begins at `at`; the end of the text where it is not closed.
std::size_t behind_class(std::string_view text, std::size_t at);

/// Where `wanted` first stands outside of groups and classes; npos where it does not.
std::size_t find_outside_groups(std::string_view text, std::string_view wanted);

/// The engine that has it: RE2 where that can, as its time is linear.
rules::Engine engine_for(std::string_view expression);

}  // namespace onward::config
