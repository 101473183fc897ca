// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <string>
#include <utility>
#include <vector>

// What a rule asks of a request, as keys of onward.toml and their values.
namespace onward::config {

using TomlEntry = std::pair<std::string, std::string>;

/// In the order in which they are best read: where, what, who, when, then what is nested. A value
/// may have several lines; within an inline table it has one.
std::vector<TomlEntry> toml_conditions(const rules::Conditions& conditions);

}  // namespace onward::config
