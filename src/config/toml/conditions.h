// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml/table.h"
#include "onward/rules/rule.h"

#include <chrono>
#include <optional>

// What a rule asks of a request: match, regex, host, methods, fields … not, any, all.
namespace onward::config {

/// Takes the keys of conditions out of a table.
rules::Conditions read_conditions(TableReader& table);

/// The time that a member of the table is; nullopt, and an error, where it is none.
std::optional<std::chrono::sys_seconds> time_of(const TomlMember& member, TableReader& table);

}  // namespace onward::config
