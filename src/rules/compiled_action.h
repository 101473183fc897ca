// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"
#include "rules/selection.h"

#include <memory>

// What a rule does, checked and made ready, so that answering needs no decision twice.
namespace onward::rules {

struct ActionState;  // src/rules/action_state.h

/// Immutable; share freely.
class CompiledAction {
 public:
  explicit CompiledAction(std::unique_ptr<const ActionState> state);
  ~CompiledAction();
  CompiledAction(CompiledAction&&) noexcept;
  CompiledAction& operator=(CompiledAction&&) noexcept;

  /// For answer() and explain().
  const ActionState& state() const { return *state_; }

 private:
  std::unique_ptr<const ActionState> state_;
};

/// Checks a rule's action against the groups that its conditions have; adds what is wrong to
/// `diagnostics` (an action is returned all the same, so that the other rules are checked too).
CompiledAction compile_action(const Rule& rule, const CaptureNames& names,
                              Diagnostics& diagnostics);

}  // namespace onward::rules
