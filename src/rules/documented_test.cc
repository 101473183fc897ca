// SPDX-License-Identifier: MIT
// What docs/rules.md says of targets holds: each row of its table with match, to, request and
// answer is compiled as a rule with an example, and run.
#include "onward/rules/table.h"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

/// "| `a` | `b` |" -> a, b.
std::vector<std::string> cells(const std::string& row) {
  std::vector<std::string> found;
  for (std::size_t at = row.find('`'); at != std::string::npos; at = row.find('`', at + 1)) {
    const std::size_t end = row.find('`', at + 1);
    if (end == std::string::npos) break;
    found.push_back(row.substr(at + 1, end - at - 1));
    at = end;
  }
  return found;
}

TEST(DocumentedTargets, AreAnsweredAsTheManualSays) {
  std::ifstream manual(std::string(ONWARD_SOURCE_DIR) + "/docs/rules.md");
  ASSERT_TRUE(manual);
  std::size_t rows = 0;
  bool is_inside = false;
  for (std::string line; std::getline(manual, line);) {
    if (line == "| match | to | request | answer |") is_inside = true;
    if (!line.starts_with("|")) is_inside = false;
    const std::vector<std::string> row = cells(line);
    if (!is_inside || row.size() != 4) continue;
    Rule rule;
    rule.when.match = Text{row[0], {}};
    rule.action.to = Text{row[1], {}};
    rule.examples = {{{row[2], {}}, {row[3], {}}}};
    const auto compiled = compile({rule});
    ASSERT_TRUE(compiled.table) << line;
    for (const Diagnostic& d : run_examples(*compiled.table)) ADD_FAILURE() << d.message;
    ++rows;
  }
  EXPECT_GE(rows, 6U);
}

}  // namespace
}  // namespace onward::rules
