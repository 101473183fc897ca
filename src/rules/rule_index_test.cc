// SPDX-License-Identifier: MIT
// The index and asking every rule: the same answers, on generated rules and requests
// (selection_check.h).
#include "rules/rule_index.h"

#include "base/random.h"
#include "rules/selection_check.h"
#include "rules/testing.h"

#include <string>
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

// What RE2 says that matches begin with is no begin of the subject where nothing anchors them.
TEST(RuleIndex, FindsExpressionsThatAreNotAnchored) {
  std::vector<Rule> rules;
  rules.reserve(21);
  for (int i = 0; i < 20; ++i) rules.push_back(rule(("/p" + std::to_string(i)).c_str(), "/to"));
  rules.push_back(rule("", "/to"));
  rules.back().when.regex = Regex{{"/old/", {}}, Engine::Re2, Subject::Path};
  const auto table = table_of(rules);
  SelectionBuffer buffer;
  for (const char* const url : {"http://h/old/a", "http://h/b/old/a"}) {
    const TestQuestion question("GET", url);
    const auto found = select(*table, question.get(), 0, buffer);
    EXPECT_EQ(found ? found->rule : 0U, 20U) << url;
  }
}

// Rules that all take the same request but for its method, each in a place of its own: asking them
// in order must not cost the square of their number.
TEST(RuleIndex, AsksManyPlacesInOrder) {
  constexpr std::size_t kDepth = 13;
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < (std::size_t{1} << kDepth); ++i) {
    std::string match;
    for (std::size_t bit = 0; bit < kDepth; ++bit) {
      match += (i >> bit & 1U) != 0 ? "/a" : "/:x" + std::to_string(bit);
    }
    rules.push_back(rule(match.c_str(), "/to"));
    rules.back().when.methods = {Text{"POST", {}}};
  }
  rules.push_back(rule("/*", "/to"));
  const auto table = table_of(rules);
  std::string url = "http://h";
  for (std::size_t i = 0; i < kDepth; ++i) url += "/a";
  SelectionBuffer buffer;
  const TestQuestion get("GET", url);
  for (int i = 0; i < 50; ++i) {
    const auto found = select(*table, get.get(), 0, buffer);
    EXPECT_EQ(found ? found->rule : 0U, rules.size() - 1);
  }
  EXPECT_EQ(buffer.rules_asked, 50 * rules.size());
  const TestQuestion post("POST", url);
  const auto found = select(*table, post.get(), 5, buffer);
  EXPECT_EQ(found ? found->rule : 0U, 5U);
}

}  // namespace
}  // namespace onward::rules
