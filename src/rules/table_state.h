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

/// What CompiledRule::image is where the rule has none.
inline constexpr std::size_t kNoImage = static_cast<std::size_t>(-1);

/// One rule, ready to be asked and to answer.
struct CompiledRule {
  CompiledConditions when;
  CaptureNames names;
  CompiledAction action;
  std::unique_ptr<const MapTable> map;  ///< null where the rule has none, or an image
  std::size_t image = kNoImage;         ///< index into Table::images()

  bool has_map() const { return map != nullptr || image != kNoImage; }
};

/// Immutable; share freely. `compiled` has a place for each of `rules`.
struct TableState {
  std::vector<Rule> rules;
  std::vector<CompiledRule> compiled;
  RuleIndex index;
};

}  // namespace onward::rules
