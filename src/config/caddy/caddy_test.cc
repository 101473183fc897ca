// SPDX-License-Identifier: MIT
// Caddyfiles: golden files, and what of the corpus is taken over. That the answers are Caddy's is
// shown by tests/differential/caddy.py.
#include "config/golden_rules.h"
#include "support/corpora.h"
#include "support/files.h"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(Caddyfile, Golden) {
  check_golden_rules(test::golden_cases("src/config/caddy/testdata"), "Caddyfile", Format::Caddy);
}

TEST(CorpusCaddy, IsTakenOver) {
  const auto files = test::corpus_files("configs/caddy");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  Takeover all;
  for (const auto& file : files) {
    const std::string text = file.text.substr(0, file.text.find("\n----------\n"));
    const Configuration configuration = open_text("Caddyfile", text, Format::Caddy);
    all.redirects += configuration.takeover.redirects;
    all.lost += configuration.takeover.lost;
  }
  EXPECT_GE(all.redirects, 400U);
  EXPECT_LE(all.lost * 20, all.redirects);
}

}  // namespace
}  // namespace onward::config
