// SPDX-License-Identifier: MIT
// Cloudflare's _redirects: what its own parser accepts and refuses, and what becomes of it here.
// Each row is a text; the corpus has its parser's own tests.
#include "config/redirects/cloudflare.h"

#include "config/foreign.h"
#include "config/testing.h"
#include "support/corpora.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

std::string parsed(std::string_view text) {
  Report report(0);
  std::string all;
  for (const CloudflareLine& line : parse_cloudflare(text, report)) {
    all += std::to_string(line.number) + ":" + line.from + ">" + line.to + ">" +
           std::to_string(line.status) + " ";
  }
  for (const auto& d : report.take()) {
    all += (d.severity == rules::Severity::Error ? "!" : "?") + std::to_string(d.place.line) + " ";
  }
  return all;
}

TEST(CloudflareRedirects, Lines) {
  struct Case {
    const char* text;
    const char* parsed;  // number:from>to>status, "!" line of an error, "?" of a warning
  };
  const Case cases[] = {
      {"/a /b", "1:/a>/b>302 "},
      {"\n  /a /b 301\n", "2:/a>/b>301 "},
      {"/a /b 308 # note", "1:/a>/b>308 "},
      {"/a /b #note", "1:/a>/b>302 "},
      {"/a #b", "!1 "},
      {"/a", "!1 "},
      {"/a /b 302 x", "!1 "},
      {"/a /b 404", "!1 "},
      {"/a /b 301!", "!1 "},
      {"a /b", "1:/a>/b>302 ?1 "},
      {"/a?x#y /b", "1:/a>/b>302 ?1 "},
      {"https://h.example/a /b", "!1 "},
      {"/a http://h.example/b", "!1 "},
      {"/a //h.example/b", "1:/a>//h.example/b>302 "},
      {"/a https://h.example", "1:/a>https://h.example/>302 "},
      {"/a https://h.example/b?c#d", "1:/a>https://h.example/b?c#d>302 "},
      {"/a /b\n/a /c", "1:/a>/b>302 !2 "},
      {"/a/./b/../c /d", "1:/a/c>/d>302 "},
      {"/\xC3\xA9 /d", "1:/%C3%A9>/d>302 "},
      {"/* /index.html 200", "!1 "},
      {"/ /index", "!1 "},
      {"/x /b 200", "1:/x>/b>200 "},
      {"/x https://h.example/ 200", "!1 "},
  };
  for (const Case& c : cases) EXPECT_EQ(parsed(c.text), c.parsed) << c.text;
  EXPECT_EQ(parsed("/a /" + std::string(996, 'b')), "1:/a>/" + std::string(996, 'b') + ">302 ");
  EXPECT_EQ(parsed("/a /" + std::string(997, 'b')), "1:/a>/" + std::string(997, 'b') + ">302 ?1 ");
  EXPECT_EQ(parsed("/a /" + std::string(1996, 'b')),
            "1:/a>/" + std::string(1996, 'b') + ">302 ?1 ");
  EXPECT_EQ(parsed("/a /" + std::string(1997, 'b')), "!1 ");
}

// Said once, and served.
TEST(CloudflareRedirects, LimitsOfItsPlans) {
  const auto lines = [](std::string_view source, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      text += "/" + std::to_string(i) + std::string(source) + " /b 301\n";
    }
    return text;
  };
  const struct {
    std::string text;
    std::size_t rules;
    std::uint32_t line;  // of the warning; 0: there is none
  } cases[] = {
      {lines("", 2000), 2000, 0},
      {lines("", 2003), 2003, 2001},
      {lines("/*", 100), 100, 0},
      {lines("/:x", 103), 103, 101},
      {"/* /a\n" + lines("", 103), 104, 101},  // what follows a dynamic rule counts as one
  };
  for (const auto& c : cases) {
    Report report(0);
    EXPECT_EQ(parse_cloudflare(c.text, report).size(), c.rules);
    const rules::Diagnostics said = report.take();
    ASSERT_EQ(said.size(), c.line == 0 ? 0U : 1U);
    if (c.line == 0) continue;
    EXPECT_EQ(said[0].place.line, c.line);
    EXPECT_EQ(said[0].severity, rules::Severity::Warning);
  }
}

TEST(CloudflareRedirects, Rules) {
  struct Case {
    const char* text;
    const char* rules;
  };
  const Case cases[] = {
      {"/a /b", "/a -> 302 /b"},
      {"/a/* /b/:splat 301", "/a/* -> 301 /b/{0}"},
      {"/a-:x-* /b/:splat/:x?q", "/a-:x-* -> 302 /b/{0}/{x}?q drop"},
      {"/m/:a.:b /n/:b/:a", "/m/:a.:b -> 302 /n/{b}/{a}"},
      {"/a /b 200", "/a -> pass"},
      {"/a //h.example/b", ""},
      {"/*/* /b", ""},
  };
  for (const Case& c : cases) {
    const ForeignRules read = read_cloudflare({c.text, 0});
    std::string all;
    for (const auto& rule : read.rules) all += spelled(rule);
    EXPECT_EQ(all, c.rules) << c.text;
    const bool is_lost = read.takeover.lost > 0;
    EXPECT_EQ(is_lost, all.empty()) << c.text;
    EXPECT_EQ(read.takeover.redirects, all.ends_with("pass") ? 0U : 1U) << c.text;
  }
}

// The texts of the corpus stand whole in it, but for those that are about the number of rules.
TEST(CloudflareRedirects, Corpus) {
  const auto rows = test::corpus("cloudflare/parse-redirects-cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  int checked = 0;
  for (const auto& row : rows->as_array()) {
    const auto& input = row.at("inputs").as_array().at(0).as_object();
    const auto* text = input.at("text").if_string();
    if (text == nullptr || input.contains("opts")) continue;
    const auto& expected = row.at("expect").as_array().at(0).at("value").as_object();
    const auto& invalid = expected.at("invalid").as_array();
    const bool is_about_number = std::ranges::any_of(invalid, [](const auto& one) {
      return one.at("message").as_string().starts_with("Maximum number");
    });
    if (is_about_number) continue;
    std::string wanted;
    for (const auto& rule : expected.at("rules").as_array()) {
      wanted += std::to_string(rule.at("lineNumber").as_int64()) + ":" +
                std::string(rule.at("from").as_string()) + ">" +
                std::string(rule.at("to").as_string()) + ">" +
                std::to_string(rule.at("status").as_int64()) + " ";
    }
    for (const auto& one : invalid) {
      wanted += "!" + std::to_string(one.at("lineNumber").as_int64()) + " ";
    }
    EXPECT_EQ(parsed(std::string_view(*text)), wanted) << row.at("name").as_string();
    ++checked;
  }
  EXPECT_GE(checked, 10);
}

}  // namespace
}  // namespace onward::config
