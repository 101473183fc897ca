// SPDX-License-Identifier: MIT
// Which chains are flattened, and that nothing else in the file changes; and that requests are led
// where they were led before.
#include "onward/check/fix.h"

#include "check/testing.h"
#include "support/files.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::check {
namespace {

struct Case {
  const char* what;
  const char* file;
  const char* text;
  const char* fixed;  ///< "" where nothing is to be changed
};

constexpr Case kCases[]{
    {"CSV", "a.csv", "/a,/b\n/b,/c\n", "/a,/c\n/b,/c\n"},
    {"columns, quotes, CRLF", "a.csv", "from,to,note\r\n/a,\"/b\",\"x, y\"\r\n/b,/c,\r\n",
     "from,to,note\r\n/a,\"/c\",\"x, y\"\r\n/b,/c,\r\n"},
    {"three hops", "a.csv", "/a,/b\n/b,/c\n/c,https://x.example/d#e\n",
     "/a,https://x.example/d#e\n/b,https://x.example/d#e\n/c,https://x.example/d#e\n"},
    {"_redirects", "_redirects", "# old\n/a   /b  301 # why\n/b /c 301\n",
     "# old\n/a   /c  301 # why\n/b /c 301\n"},
    {"MDN", "_redirects.txt", "/a\t/b\n/b\t/c\n", "/a\t/c\n/b\t/c\n"},
    {"TOML", "r.toml",
     "[[rule]]\nmatch = '/a'\nto = '/b'  # then\n[[rule]]\nmatch='/b'\nto=\"/c\"\n",
     "[[rule]]\nmatch = '/a'\nto = '/c'  # then\n[[rule]]\nmatch='/b'\nto=\"/c\"\n"},
    {"no chain", "a.csv", "/a,/b\n", ""},
    {"a loop", "a.csv", "/a,/b\n/b,/a\n", ""},
    {"a permanent one to a temporary one", "a.csv", "/a,/b,301\n/b,/c,302\n", ""},
    {"a temporary one to a permanent one", "a.csv", "/a,/b,302\n/b,/c,301\n",
     "/a,/c,302\n/b,/c,301\n"},
    {"308 to 301", "a.csv", "/a,/b,308\n/b,/c,301\n", ""},
    {"a pattern that takes what is before its slash, too", "_redirects",
     "/a/* /b/:splat 301\n/b /c 301\n", ""},
    {"a pattern", "_redirects", "/a/* /b 301\n/b /c 301\n", ""},
    {"another treatment of the query", "r.toml",
     "[[rule]]\nmatch='/a'\nto='/b'\n[[rule]]\nmatch='/b'\nto='/c'\nquery='drop'\n", ""},
    {"one method alone", "r.toml",
     "[[rule]]\nmatch='/a'\nto='/b'\n[[rule]]\nmatch='/b'\nmethods='GET'\nto='/c'\n", ""},
};

TEST(Fix, WritesTheLastTarget) {
  for (const Case& c : kCases) {
    const auto configuration = open_text(c.file, c.text);
    const Fixed fixed = fix_chains(configuration, {});
    ASSERT_EQ(fixed.files.empty(), std::string_view(c.fixed).empty()) << c.what;
    if (fixed.files.empty()) continue;
    EXPECT_EQ(fixed.files[0].text, c.fixed) << c.what;
    const auto again = open_text(c.file, fixed.files[0].text);
    ASSERT_NE(again.table, nullptr) << c.what;
    EXPECT_EQ(spelled(check_rules(again, {}), " chain "), "") << c.what;
  }
}

/// Where each rule and row with a fixed source leads in the end, "" where it never ends.
std::vector<std::string> ends(const config::Configuration& configuration) {
  Inside inside(configuration);
  Subject& subject = inside.subject;
  const Walk& walk = inside.walk;
  find_starts(subject);
  std::vector<std::string> all;
  for (const Start& start : subject.starts) {
    const Node* node = start.node == 0 ? nullptr : &walk.node(start.node);
    if (node != nullptr && node->fate != Fate::Ends) node = nullptr;
    while (node != nullptr && node->next != 0) node = &walk.node(node->next);
    all.push_back(node == nullptr ? "" : std::string(walk.url(*node)));
  }
  return all;
}

std::size_t chains(const Report& report) {
  return static_cast<std::size_t>(std::ranges::count(report.findings, "chain", &Finding::id));
}

TEST(Fix, FilesFromTheWildLeadWhereTheyLed) {
  std::size_t mended = 0;
  for (const char* folder : {"netlify_redirects", "csv_map", "cf_bulk_csv", "mdn_redirects"}) {
    for (const auto& [name, text] : test::corpus_files(std::string("configs/") + folder)) {
      const auto before = open_text(name, text);
      if (!before.table) continue;
      const Fixed fixed = fix_chains(before, {});
      if (fixed.files.empty()) continue;
      const auto after = open_text(name, fixed.files[0].text);
      ASSERT_NE(after.table, nullptr) << name;
      EXPECT_EQ(ends(after), ends(before)) << name;
      EXPECT_LE(chains(check_rules(after, {.disabled = {"self-match"}})), fixed.left) << name;
      EXPECT_TRUE(fix_chains(after, {}).lines.empty()) << name;
      mended += fixed.lines.size();
    }
  }
  if (mended == 0) GTEST_SKIP() << "corpora not found; set ONWARD_CORPORA to their folder";
  EXPECT_GT(mended, 5'000U);
}

}  // namespace
}  // namespace onward::check
