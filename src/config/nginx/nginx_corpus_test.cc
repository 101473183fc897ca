// SPDX-License-Identifier: MIT
// nginx configurations from the wild: how much of them is taken over. What their owners tested them
// with, and nginx's own tests, answered by the import.
#include "config/testing.h"
#include "onward/url/url.h"
#include "support/corpora.h"
#include "support/files.h"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

/// Each directive that redirects became rules, or is in the report with its line.
TEST(CorpusNginx, Files) {
  const auto files = test::corpus_files("configs/nginx");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  Takeover all;
  for (const auto& file : files) {
    const auto configuration = open_text(file.name, file.text, Format::Nginx);
    EXPECT_NE(configuration.table, nullptr) << file.name;
    EXPECT_LE(configuration.takeover.lost, configuration.takeover.redirects) << file.name;
    const auto errors = std::ranges::count(configuration.diagnostics, rules::Severity::Error,
                                           &rules::Diagnostic::severity);
    EXPECT_TRUE(configuration.takeover.lost == 0 || errors > 0) << file.name;
    all.redirects += configuration.takeover.redirects;
    all.lost += configuration.takeover.lost;
  }
  EXPECT_GE(all.redirects, 3'000U);
  EXPECT_LE(all.lost * 100, all.redirects) << all.lost << " of " << all.redirects;
}

TEST(CorpusNginx, MapFiles) {
  const auto files = test::corpus_files("configs/nginx_map");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  Takeover all;
  for (const auto& file : files) {
    const auto configuration = open_text(file.name, file.text);
    EXPECT_EQ(configuration.files[0].format, Format::NginxMap) << file.name;
    all.redirects += configuration.takeover.redirects;
    all.lost += configuration.takeover.lost;
  }
  EXPECT_GE(all.redirects, 1'100U);
  EXPECT_LE(all.lost * 100, all.redirects) << all.lost << " of " << all.redirects;
}

std::string resolved(std::string_view host, std::string_view location) {
  const std::string base = "http://" + std::string(host) + "/";
  const auto url =
      url::parse(location.starts_with('/') ? base.substr(0, base.size() - 1) + std::string(location)
                                           : std::string(location));
  return url ? std::string(url->href()) : "";
}

/// The URLs that alphagov tested www.businesslink.gov.uk with. Most are in maps that are not in the
/// corpora; where the configuration redirects, it has to be there.
TEST(CorpusNginx, AlphagovTests) {
  const auto files = test::corpus_files("configs/nginx");
  const auto tests = test::corpus_files("configs/oracle_tests");
  if (files.empty() || tests.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  const auto file = std::ranges::find_if(
      files, [](const auto& one) { return one.name.ends_with("configs__businesslink.conf"); });
  ASSERT_NE(file, files.end());
  const auto configuration = open_text(file->name, file->text, Format::Nginx);
  ASSERT_NE(configuration.table, nullptr);
  Asking asking(*configuration.table);
  std::size_t redirected = 0;
  for (const auto& one : tests) {
    if (!one.name.ends_with("www.businesslink.gov.uk.csv")) continue;
    std::istringstream lines(one.text);
    for (std::string line; std::getline(lines, line);) {
      const std::size_t comma = line.find(',');
      const std::string source = line.substr(0, comma);
      if (!source.starts_with("http://www.businesslink.gov.uk/")) continue;
      const std::string target = line.substr(comma + 1, line.find(',', comma + 1) - comma - 1);
      const std::string answer = asking.ask("GET", "www.businesslink.gov.uk", source.substr(30));
      if (!answer.starts_with("30")) continue;
      ++redirected;
      EXPECT_EQ(resolved("h", answer.substr(4)), resolved("h", target)) << line;
    }
  }
  EXPECT_GE(redirected, 2U);
}

/// nginx's own redirect tests. Left out: redirects to directories, which are files; a Host that is
/// refused; targets that a client would choose; rows that nginx itself does not pass ("todo").
TEST(CorpusNginx, OwnTests) {
  const auto rows = test::corpus("nginx-tests/redirect-cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  const std::set<std::string> left_out{"invalid host - using local sockaddr", "escaped argument",
                                       "escaped argument header splitting"};
  std::size_t asked = 0;
  for (const auto& group : rows->as_array()) {
    const auto configuration =
        open_text("nginx.conf", std::string(group.at("nginx_conf").as_string()), Format::Nginx);
    ASSERT_NE(configuration.table, nullptr);
    Asking asking(*configuration.table);
    const bool is_https = group.at("source").at("path").as_string().starts_with("h3");
    for (const auto& row : group.at("cases").as_array()) {
      const auto& one = row.as_object();
      const std::string name(one.at("name").as_string());
      const auto* todo = one.if_contains("todo");
      if (name.find("directory") != std::string::npos || left_out.contains(name) ||
          (todo != nullptr && todo->is_bool() && todo->as_bool())) {
        continue;
      }
      const auto* host = one.if_contains("host");
      const std::string asked_host =
          host != nullptr && host->is_string() ? std::string(host->as_string()) : "localhost";
      const std::string answer =
          asking.ask("GET", asked_host, one.at("target").as_string(), is_https ? "https" : "http");
      ASSERT_TRUE(answer.starts_with("30")) << name << ' ' << answer;
      std::string location = answer.substr(4);
      if (location.starts_with('/')) {
        location.insert(0, (is_https ? "https://" : "http://") + asked_host);
      }
      const auto* exact = one.if_contains("location");
      std::string want(exact != nullptr ? exact->as_string()
                                        : one.at("location_regex").as_string());
      const std::size_t port = want.find(":$p");
      if (port != std::string::npos) want.erase(port, 3);
      if (want.starts_with('/')) {
        want.insert(0, (is_https ? "https://" : "http://") + asked_host);
      }
      const bool fits =
          exact != nullptr ? location == want : std::regex_match(location, std::regex(want));
      EXPECT_TRUE(fits) << name << ": " << location << " for " << want;
      ++asked;
    }
  }
  EXPECT_GE(asked, 30U);
}

}  // namespace
}  // namespace onward::config
