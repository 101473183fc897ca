// SPDX-License-Identifier: MIT
#pragma once

#include "config/haproxy/compare.h"

#include <vector>

// Variables and fields that lines above have set, where they are asked for.
namespace onward::config::haproxy {

/// What was given to the variable or field that a sample fetches; nullptr where nothing was.
const std::vector<Assignment>* assigned_to(const Sample& sample, const Assignments& assigned);

/// compare(), of what was given.
Test compare_assigned(const Comparing& comparing, const std::vector<Assignment>& assignments);

}  // namespace onward::config::haproxy
