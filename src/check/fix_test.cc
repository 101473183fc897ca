// SPDX-License-Identifier: MIT
// Which chains are flattened, and that nothing else in the file changes; and that requests are led
// where they were led before.
#include "onward/check/fix.h"

#include "check/testing.h"

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

}  // namespace
}  // namespace onward::check
