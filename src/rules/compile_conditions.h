// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "rules/conditions.h"

namespace onward::rules {

/// How deep all, any and none may nest.
inline constexpr std::size_t kMaxConditionDepth = 8;

/// Checks conditions and makes them ready. What is wrong goes to `diagnostics`, all of it; the
/// result is of use only where no error does.
CompiledConditions compile_conditions(const Conditions& conditions, const Comparison& comparison,
                                      Diagnostics& diagnostics);

}  // namespace onward::rules
