// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/table.h"
#include "rules/compiled_action.h"
#include "rules/conditions.h"
#include "rules/map_table.h"
#include "rules/rule_index.h"
#include "rules/selection.h"

#include <memory>
#include <vector>

// A compiled table from inside.
namespace onward::rules {

/// One rule, ready to be asked and to answer.
struct CompiledRule {
  CompiledConditions when;
  CaptureNames names;
  CompiledAction action;
  std::unique_ptr<const MapTable> map;  ///< null where the rule has none
};

/// Immutable; share freely. `compiled` has a place for each of `rules`.
struct TableState {
  std::vector<Rule> rules;
  std::vector<CompiledRule> compiled;
  RuleIndex index;
};

}  // namespace onward::rules
