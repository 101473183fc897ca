// SPDX-License-Identifier: MIT
// The index and asking every rule: the same answers, on generated rules and requests
// (selection_check.h).
#include "rules/rule_index.h"

#include "base/random.h"
#include "rules/selection_check.h"

#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

TEST(RuleIndex, AnswersAsAskingEveryRule) {
  base::SeededRandom random(20261122);
  std::size_t rules = 0;
  for (int i = 0; i < 1'500; ++i) {
    std::vector<std::uint8_t> bytes(700);
    random.fill(std::as_writable_bytes(std::span(bytes)));
    rules += check_selection(bytes);
  }
  EXPECT_GT(rules, 20'000U) << "too few of the generated rules compile";
}

}  // namespace
}  // namespace onward::rules
