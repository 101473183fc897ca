// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/ledger.h"

#include <vector>

// The finished list of rules, made short.
namespace onward::config::nginx {

/// Takes out rules with `pass` that keep nothing from rules below them, and puts runs of exact
/// paths together as the rows of one map.
void shorten(std::vector<Made>& made);

}  // namespace onward::config::nginx
