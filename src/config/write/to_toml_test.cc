// SPDX-License-Identifier: MIT
// onward.toml, written. Golden files (testdata/) are as this program would have written them: read
// and written again they are the same. Every redirect file that is there goes the whole way: read,
// written, read again, the same rules.
#include "config/testing.h"
#include "config/write/same_rules.h"
#include "onward/config/written.h"
#include "support/corpora.h"
#include "support/files.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

using rules::Rule;
using rules::Text;

Configuration read_back(const Written& written) {
  std::map<std::string, std::string, std::less<>> files;
  for (const WrittenFile& file : written.files) {
    files.emplace(file.name.empty() ? "onward.toml" : file.name, file.text);
  }
  TextReader reader(std::move(files));
  return open("onward.toml", {.keeps_rules = true}, reader);
}

std::string errors_of(const Configuration& configuration) {
  std::string text;
  for (const auto& d : configuration.diagnostics) {
    if (d.severity == rules::Severity::Error) text += to_text(d, configuration);
  }
  return text;
}

std::string written(const Rule& rule) { return to_toml(std::span(&rule, 1), "x").files[0].text; }

TEST(WrittenToml, IsAsItWas) {
  const auto files = test::repository_files("src/config/write/testdata");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    TextReader reader({std::pair<const std::string, std::string>("onward.toml", file.text)});
    const Configuration configuration = open("onward.toml", {.keeps_rules = true}, reader);
    ASSERT_NE(configuration.table, nullptr) << errors_of(configuration);
    const Written again = to_toml(configuration.rules, "x");
    EXPECT_EQ(again.files.size(), 1U);
    EXPECT_TRUE(again.diagnostics.empty());
    EXPECT_EQ(again.files[0].text, file.text) << file.name;
  }
}

TEST(WrittenToml, Strings) {
  const struct {
    const char* text;
    const char* written;
  } cases[] = {
      {"/a", "\"/a\""},
      {"^/a\\.html$", "'^/a\\.html$'"},
      {"say \"x\"", "'say \"x\"'"},
      {"it's \\d", "\"it's \\\\d\""},
      {"a\tb", "'a\tb'"},
      {"a\nb\r\x7F\x01", "\"a\\nb\\r\\u007F\\u0001\""},
      {"caf\xC3\xA9", "\"caf\xC3\xA9\""},
      {"caf\xE9", "\"caf\xEF\xBF\xBD\""},
  };
  for (const auto& c : cases) {
    Rule rule;
    rule.name = {c.text, {}};
    rule.action.pass = true;
    EXPECT_EQ(written(rule), "[[rule]]\nname = " + std::string(c.written) + "\npass = true\n");
  }
}

TEST(WrittenToml, PathsThatAreNotUtf8AreEscaped) {
  Rule rule;
  rule.when.match = Text{"/a", {}};
  rule.action.to = Text{"/caf\xE9", {}};
  EXPECT_NE(written(rule).find("to = \"/caf%E9\""), std::string::npos);
}

TEST(WrittenToml, SaysWhereRulesComeFrom) {
  std::vector<Rule> rules(2);
  rules[0].place = {1, 12, 3};
  rules[1].place = {0, 0, 0};
  rules[0].action.pass = rules[1].action.pass = true;
  const std::vector<SourceFile> files{{"nginx.conf", "", {}}, {"conf.d/a\nb.conf", "", {}}};
  EXPECT_EQ(to_toml(rules, "x", files).files[0].text,
            "# conf.d/a?b.conf:12\n[[rule]]\npass = true\n\n# nginx.conf\n[[rule]]\npass = true\n");
}

TEST(WrittenToml, WhatTomlHasNoPlaceFor) {
  Rule rule;
  rule.name = {"one", {}};
  rule.action.pass = true;
  rule.when.fields = {{{"A", {}}, rules::ValueTest::Kind::Contains, {"x", {}}},
                      {{"A", {}}, rules::ValueTest::Kind::Contains, {"y", {}}}};
  rule.when.all.resize(1);
  rule.when.none.resize(1);
  Rule second = rule;
  second.when = {};
  second.when.any.resize(2);
  second.when.any[0].scheme = Text{"http", {}};
  EXPECT_EQ(to_toml(std::vector{rule, second, second}, "x").files[0].text,
            "[[rule]]\nname = \"one\"\nfields = { A = { contains = \"x\" } }\n"
            "all = { fields = { A = { contains = \"y\" } } }\nnot = { regex = \"^/\" }\n"
            "pass = true\n\n[[rule]]\nname = \"one (2)\"\npass = true\n\n"
            "[[rule]]\nname = \"one (3)\"\npass = true\n");
}

TEST(WrittenToml, SaysAtTheHeadHowMostPathsAreCompared) {
  std::vector<Rule> rules(3);
  for (Rule& rule : rules) rule.action.pass = true;
  rules[0].comparison = rules[2].comparison = {.ignore_case = true, .merge_slashes = true};
  rules[1].comparison = {.ignore_trailing_slash = true, .keep_escapes = true};
  EXPECT_EQ(to_toml(rules, "x").files[0].text,
            "ignore_case = true\nslashes = \"merge\"\n\n[[rule]]\npass = true\n\n"
            "[[rule]]\nignore_case = false\nslashes = \"keep\"\ntrailing_slash = \"ignore\"\n"
            "escapes = \"keep\"\npass = true\n\n[[rule]]\npass = true\n");
}

TEST(WrittenToml, PoliciesOfQueries) {
  using enum rules::QueryPolicy;
  for (const auto& [policy, word] :
       {std::pair(Keep, ""), std::pair(KeepNonempty, "query = \"keep_nonempty\"\n"),
        std::pair(Drop, "query = \"drop\"\n"), std::pair(AsWritten, "query = \"as_written\"\n")}) {
    Rule rule;
    rule.action.to = Text{"/a?{request.query}", {}};
    rule.action.query = policy;
    EXPECT_EQ(written(rule), "[[rule]]\nto = \"/a?{request.query}\"\n" + std::string(word));
    const Configuration again = read_back(to_toml(std::span(&rule, 1), "x"));
    ASSERT_EQ(again.rules.size(), 1U);
    EXPECT_EQ(again.rules[0].action.query, policy);
  }
}

TEST(WrittenToml, ManyRowsAreAFile) {
  auto map = std::make_shared<rules::MapSource>();
  for (int i = 0; i < 9; ++i) {
    map->rows.push_back(
        {"/" + std::to_string(i), "/a, \"b\" ", i == 3 ? std::uint16_t{410} : std::uint16_t{0}, 1});
  }
  map->rows.push_back({"/0", "/never", 0, 1});
  map->rows.push_back({" /x", "/caf\xE9", 0, 1});
  auto literal = std::make_shared<rules::MapSource>();
  literal->is_literal = true;
  literal->rows = {{"/a?b", "/c#d", 0, 1}};
  std::vector<Rule> rules(3);
  rules[0].action.map = rules[1].action.map = map;
  rules[2].action.map = literal;
  const Written result = to_toml(rules, "moved");
  ASSERT_EQ(result.files.size(), 3U);
  EXPECT_EQ(result.files[0].text,
            "[[rule]]\nmap = \"moved-map-1.csv\"\nformat = \"map\"\n\n"
            "[[rule]]\nmap = \"moved-map-1.csv\"\nformat = \"map\"\n\n"
            "[[rule]]\nmap = \"moved-map-2.csv\"\nformat = \"map\"\n");
  EXPECT_EQ(result.files[1].name, "moved-map-1.csv");
  EXPECT_EQ(result.files[1].text.substr(0, 43),
            "from,to,status\n/0,\"/a, \"\"b\"\" \",\n/1,\"/a, \"\"b");
  EXPECT_TRUE(result.files[1].text.ends_with("/8,\"/a, \"\"b\"\" \",\n\" /x\",/caf%E9,\n"));
  EXPECT_EQ(result.files[2].text, "literal_from,to\n/a?b,/c#d\n");
  const Configuration again = read_back(result);
  ASSERT_EQ(again.rules.size(), 3U) << all_text(again);
  EXPECT_TRUE(again.rules[2].action.map->is_literal);
  EXPECT_EQ(again.rules[0].action.map->rows.size(), 10U);
}

// Every file that its reader takes, of the formats that are read at all.
void round_trips(const std::vector<std::string>& folders) {
  std::size_t count = 0;
  for (const std::string& folder : folders) {
    for (const auto& file : test::corpus_files(folder)) {
      TextReader reader({std::pair<const std::string, std::string>(file.name, file.text)});
      const Configuration first = open(file.name, {.keeps_rules = true}, reader);
      if (first.table == nullptr || first.rules.empty()) continue;
      const Configuration again = read_back(to_toml(first.rules, "x", first.files));
      ASSERT_NE(again.table, nullptr) << file.name << "\n" << errors_of(again);
      ASSERT_EQ(again.rules.size(), first.rules.size()) << file.name;
      for (std::size_t i = 0; i < first.rules.size(); ++i) {
        // Two tests of one field are two tables: what is read back says the same, nested otherwise.
        EXPECT_TRUE(same_rules(first.rules[i], again.rules[i]) ||
                    written(first.rules[i]) == written(again.rules[i]))
            << file.name << ": " << written(first.rules[i]) << written(again.rules[i]);
      }
      ++count;
    }
  }
  EXPECT_GT(count, 0U);
}

TEST(WrittenToml, OfTheCorporaIsReadBack) {
  if (test::corpus_files("configs/netlify_redirects").empty()) GTEST_SKIP() << test::kCorpusAbsent;
  round_trips({"configs/nginx", "configs/nginx_map", "configs/apache_htaccess",
               "configs/apache_vhost", "configs/haproxy", "configs/caddy",
               "configs/netlify_redirects", "configs/netlify_toml", "configs/vercel_json",
               "configs/firebase_json", "configs/gateway_api", "configs/traefik",
               "configs/ms_openpublishing", "configs/iis", "configs/cf_bulk_csv", "configs/csv_map",
               "configs/mdn_redirects", "configs/express", "configs/worker"});
}

}  // namespace
}  // namespace onward::config
