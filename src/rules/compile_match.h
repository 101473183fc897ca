// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "rules/conditions.h"

namespace onward::rules {

/// Compiles a `match` into conditions: a path, or the components of a whole URL.
void compile_match(const Text& match, const Comparison& comparison, CompiledConditions& conditions,
                   Diagnostics& diagnostics);

/// Compiles a `host`; nullopt where it is wrong.
std::optional<ComponentMatcher> compile_host(const Text& host, Diagnostics& diagnostics);

/// The FurtherConditions of conditions, which now are there.
FurtherConditions& further_of(CompiledConditions& conditions);

}  // namespace onward::rules
