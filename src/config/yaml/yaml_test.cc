// SPDX-License-Identifier: MIT
// Gateway API and Traefik: golden files, the projects' own cases, and what of the corpora is taken
// over.
#include "config/golden.h"
#include "support/corpora.h"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(GatewayApi, Golden) {
  check_golden("src/config/yaml/testdata/gateway_api", "route.yaml", Format::GatewayApi);
}

TEST(Traefik, Golden) {
  check_golden("src/config/yaml/testdata/traefik", "traefik.yaml", Format::Traefik);
}

void count_corpus(const char* folder, const char* name, Format format) {
  const auto files = test::corpus_files(folder);
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  Takeover all;
  for (const auto& file : files) {
    const Configuration configuration = open_text(name, file.text, format);
    all.redirects += configuration.takeover.redirects;
    all.lost += configuration.takeover.lost;
    std::printf("%s: %zu of %zu lost\n%s", file.name.c_str(), configuration.takeover.lost,
                configuration.takeover.redirects, all_text(configuration).c_str());
  }
  std::printf("%s: %zu redirects, %zu lost\n", folder, all.redirects, all.lost);
}

TEST(CorpusGatewayApi, IsTakenOver) {
  count_corpus("configs/gateway_api", "route.yaml", Format::GatewayApi);
}
TEST(CorpusTraefik, IsTakenOver) {
  count_corpus("configs/traefik", "traefik.yaml", Format::Traefik);
}

}  // namespace
}  // namespace onward::config
