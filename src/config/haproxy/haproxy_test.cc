// SPDX-License-Identifier: MIT
// Configurations of HAProxy: golden files, HAProxy's own cases, and what of the corpus is taken
// over.
#include "config/golden_rules.h"
#include "support/corpora.h"
#include "support/files.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(HaproxyConfig, Golden) {
  check_golden_rules(test::golden_cases("src/config/haproxy/testdata"), "haproxy.cfg",
                     Format::Haproxy);
}

/// Of the others 13 are made by templates, 13 are grammar, or excerpts without their ACLs, which
/// HAProxy refuses; one asks how busy it is, one a variable of elsewhere, one changes an answer.
TEST(CorpusHaproxy, IsTakenOver) {
  const auto files = test::corpus_files("configs/haproxy");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t taken = 0;
  for (const auto& file : files) {
    const Configuration configuration = open_text("haproxy.cfg", file.text, Format::Haproxy);
    taken += configuration.takeover.redirects - configuration.takeover.lost;
    const auto errors = std::ranges::count(configuration.diagnostics, rules::Severity::Error,
                                           &rules::Diagnostic::severity);
    EXPECT_GE(static_cast<std::size_t>(errors), configuration.takeover.lost) << file.name;
  }
  EXPECT_GE(taken, 26U);
}

/// HAProxy's own test of maps.
TEST(CorpusHaproxy, MapRedirects) {
  const auto corpus = test::corpus("haproxy/map-redirect-cases.json");
  const auto maps = test::corpus_files("haproxy");
  if (!corpus) GTEST_SKIP() << test::kCorpusAbsent;
  const auto map = std::ranges::find(maps, std::string("map_redirect.map"), &test::NamedText::name);
  ASSERT_NE(map, maps.end());
  TextReader reader({{"haproxy.cfg",
                      "frontend fe\n"
                      " http-request redirect code 301 location %[path,map_str(m)] ignore-empty\n"
                      " http-request redirect prefix %[req.hdr(Host),lower,regsub(:\\d+$,,),"
                      "map_str(m)] code 301 if { hdr(Host),lower,regsub(:\\d+$,,),map_str(m) -m "
                      "found }\n"
                      " http-request deny\n"},
                     {"m", map->text}});
  const Configuration configuration = open("haproxy.cfg", {Format::Haproxy}, reader);
  ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
  EXPECT_EQ(configuration.takeover.lost, 0U) << all_text(configuration);
  for (const auto& row : corpus->as_object().at("cases").as_array()) {
    const auto& one = row.as_object();
    if (!one.contains("host")) continue;
    const std::string host(one.at("host").as_string());
    if (host.starts_with(':')) continue;
    const std::string path(one.contains("path") ? one.at("path").as_string() : "/");
    const std::string question = std::string("GET http://").append(host).append(path);
    const std::string answer = asked(*configuration.table, question);
    const std::string status = std::to_string(one.at("status").as_int64());
    EXPECT_TRUE(answer.starts_with(status)) << host << path << " " << answer;
    if (!one.contains("location_regex")) continue;
    const std::string location(one.at("location_regex").as_string());
    EXPECT_NE(answer.find(location), std::string::npos) << answer;
  }
}

}  // namespace
}  // namespace onward::config
