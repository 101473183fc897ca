// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml/table.h"
#include "onward/rules/rule.h"

// What a rule asks of a request: match, regex, host, methods, fields … not, any, all.
namespace onward::config {

/// Takes the keys of conditions out of a table.
rules::Conditions read_conditions(TableReader& table);

}  // namespace onward::config
