// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The groups of regular expressions that are written out.
namespace onward::config {

/// The expression with groups that have no names; "" where something refers to a name.
std::string without_group_names(std::string_view expression);

/// "(a)(b)" with names: "(?<x1>a)(?<x2>b)".
std::string with_group_names(const std::string& expression, const std::string& prefix);

/// How many groups without a name it has.
std::size_t groups_in(std::string_view expression);

/// The numbers of the groups that have a name, in the order of their names: that in which a
/// compiled expression lists them behind its numbers.
std::vector<std::size_t> numbers_of_names(std::string_view expression);

}  // namespace onward::config
