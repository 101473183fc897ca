// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/table.h"

#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

// For tests of what a table answers.
namespace onward::rules {

/// A rule of a pattern and a target, "" for none.
inline Rule rule(const char* match, const char* to) {
  Rule rule;
  if (*match != '\0') rule.when.match = Text{match, {}};
  if (*to != '\0') rule.action.to = Text{to, {}};
  return rule;
}

/// The table of rules about which there is nothing to say.
inline std::shared_ptr<const Table> table_of(std::vector<Rule> rules) {
  auto compiled = compile(std::move(rules));
  for (const Diagnostic& d : compiled.diagnostics) ADD_FAILURE() << d.message << " / " << d.hint;
  return compiled.table;
}

}  // namespace onward::rules
