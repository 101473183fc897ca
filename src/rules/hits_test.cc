// SPDX-License-Identifier: MIT
// What counts as a hit of a rule: that it decided, or rewrote; and that only who was told to count
// does.
#include "onward/rules/hits.h"

#include "onward/rules/answer.h"
#include "rules/question.h"
#include "rules/testing.h"

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

std::chrono::sys_seconds at(int seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

TEST(Hits, CountTheRulesThatDecideOrRewrite) {
  std::vector<Rule> rules{rule("/a", "/b"), rule("/c", ""), rule("/d", "/e"), rule("/p", "")};
  rules[1].action.rewrite = Text{"/d", {}};
  rules[3].action.pass = true;
  const auto table = table_of(rules);
  Hits hits(table->rules().size());
  Workspace workspace;
  const auto ask = [&](const char* url, int now) {
    const TestQuestion question("GET", url);
    answer(*table, question.request(), at(now), workspace);
  };
  ask("http://h/a", 5);  // nobody counts yet
  workspace.count_in(&hits);
  ask("http://h/a", 10);
  ask("http://h/a", 20);
  ask("http://h/c", 30);
  ask("http://h/p", 40);
  ask("http://h/none", 50);
  EXPECT_EQ(hits.of(0).count, 2U);
  EXPECT_EQ(hits.of(0).last, at(20));
  EXPECT_EQ(hits.of(1).count, 1U);
  EXPECT_EQ(hits.of(2).count, 1U);
  EXPECT_EQ(hits.of(2).last, at(30));
  EXPECT_EQ(hits.of(3).count, 1U);
  workspace.count_in(nullptr);
  ask("http://h/a", 60);
  EXPECT_EQ(hits.of(0).count, 2U);
}

TEST(Hits, OfNoRuleAreNone) {
  Hits hits(3);
  hits.add(3, at(1));
  EXPECT_EQ(hits.of(3).count, 0U);
  EXPECT_EQ(hits.size(), 3U);
  RuleHits sum = hits.of(0);
  sum.add({2, at(7)});
  sum.add({1, at(3)});
  EXPECT_EQ(sum.count, 3U);
  EXPECT_EQ(sum.last, at(7));
}

}  // namespace
}  // namespace onward::rules
