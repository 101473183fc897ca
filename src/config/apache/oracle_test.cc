// SPDX-License-Identifier: MIT
// Apache's configurations of others, where the corpora are there: all are read, nearly all of their
// redirects are taken over, and what their owners expect of them holds.
#include "config/testing.h"
#include "support/corpora.h"
#include "support/files.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

void check_takeover(const std::string& folder, Format format, std::size_t least) {
  const auto files = test::corpus_files(folder);
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  Takeover sum;
  for (const auto& file : files) {
    const Configuration configuration = open_text(file.name, file.text, format);
    EXPECT_NE(configuration.table, nullptr) << file.name;
    EXPECT_TRUE(configuration.takeover.lost == 0 || configuration.has_errors()) << file.name;
    sum.redirects += configuration.takeover.redirects;
    sum.lost += configuration.takeover.lost;
  }
  EXPECT_GE(sum.redirects, least);
  EXPECT_LE(sum.lost * 20, sum.redirects) << sum.lost << " of " << sum.redirects;
}

TEST(CorpusApache, FoldersAreTakenOver) {
  check_takeover("configs/apache_htaccess", Format::Htaccess, 8000);
}

TEST(CorpusApache, ServersAreTakenOver) {
  check_takeover("configs/apache_vhost", Format::Apache, 3000);
}

std::string text_of(const std::string& folder, std::string_view part) {
  for (const auto& file : test::corpus_files(folder)) {
    if (file.name.find(part) != std::string::npos) return file.text;
  }
  return "";
}

// "path status target", beside the .htaccess that they are tests of.
TEST(CorpusApache, OpenstackTests) {
  std::size_t asked = 0;
  for (const std::string project : {"nova", "cinder", "placement"}) {
    const std::string tests = text_of("configs/oracle_tests", "openstack__" + project);
    const std::string text = text_of("configs/apache_htaccess", "openstack__" + project);
    if (tests.empty() || text.empty()) GTEST_SKIP() << test::kCorpusAbsent;
    const Configuration configuration = open_text(".htaccess", text, Format::Htaccess);
    ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
    Asking asking(*configuration.table);
    std::istringstream lines(tests);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string path;
      std::string status;
      std::string target;
      words >> path >> status >> target;
      if (path.empty() || path[0] == '#') continue;
      // 200: the file is there, and no rule is to take it.
      const std::string expected =
          status == "200" ? "404" : std::string(status).append(" ").append(target);
      EXPECT_EQ(asking.ask("GET", "docs.openstack.org", path), expected) << project;
      ++asked;
    }
  }
  EXPECT_GE(asked, 100U);
}

/// What stands behind "key:" in a line of YAML; "" where it is another line.
std::string value_of(const std::string& line, const std::string& key) {
  const std::size_t at = line.find(key + ": ");
  return at == std::string::npos ? "" : line.substr(at + key.size() + 2);
}

// httpbb: a host, and for each path a status and a Location.
TEST(CorpusApache, WikimediaTests) {
  const std::string tests = text_of("configs/oracle_tests", "test_secure.yaml");
  const std::string text = text_of("configs/apache_vhost", "secure.wikimedia.conf");
  if (tests.empty() || text.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  const Configuration configuration = open_text("secure.conf", text, Format::Apache);
  ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
  Asking asking(*configuration.table);
  std::istringstream lines(tests);
  std::string path;
  std::string status;
  std::size_t asked = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!value_of(line, "- path").empty()) path = value_of(line, "- path");
    if (!value_of(line, "assert_status").empty()) status = value_of(line, "assert_status");
    const std::string location = value_of(line, "Location");
    if (location.empty()) continue;
    EXPECT_EQ(asking.ask("GET", "secure.wikimedia.org", path),
              std::string(status).append(" ").append(location));
    ++asked;
  }
  EXPECT_GE(asked, 3U);
}

}  // namespace
}  // namespace onward::config
