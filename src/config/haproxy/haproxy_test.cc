// SPDX-License-Identifier: MIT
// Configurations of HAProxy: golden files, HAProxy's own cases, and what of the corpus is taken over.
#include "config/golden.h"
#include "support/corpora.h"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(HaproxyConfig, Golden) {
  check_golden("src/config/haproxy/testdata", "haproxy.cfg", Format::Haproxy);
}

TEST(CorpusHaproxy, IsTakenOver) {
  const auto files = test::corpus_files("configs/haproxy");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  Takeover all;
  for (const auto& file : files) {
    const Configuration configuration = open_text("haproxy.cfg", file.text, Format::Haproxy);
    all.redirects += configuration.takeover.redirects;
    all.lost += configuration.takeover.lost;
    std::printf("%s: %zu of %zu lost\n%s", file.name.c_str(), configuration.takeover.lost,
                configuration.takeover.redirects, all_text(configuration).c_str());
  }
  std::printf("HAProxy: %zu redirects, %zu lost\n", all.redirects, all.lost);
}

}  // namespace
}  // namespace onward::config
