// SPDX-License-Identifier: MIT
// The splitting of a file into code, literals and comments, on which every other rule stands: a
// word in a string must not look like code, nor the other way round.
#include "house/source.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace onward::house {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

TEST(HouseRuleSource, CodeIsToldFromCommentsAndLiterals) {
  struct Case {
    const char* text;
    const char* code;
    const char* comments;
  };
  for (const Case& c : {
           Case{"a // b", "a     ", "// b"},
           Case{"a /* b */ c", "a         c", "/* b */"},
           Case{R"(f("x // y");)", R"(f("      ");)", ""},
           Case{R"(f("\"new");)", R"(f("     ");)", ""},
           Case{R"(c = '"'; d)", R"(c = ' '; d)", ""},
           Case{R"(c = '\''; d)", R"(c = '  '; d)", ""},
           Case{"n = 20'000; 'x'", "n = 20'000; ' '", ""},
           Case{"R\"(a\"b)\" + c", "R\"     \" + c", ""},
           Case{"R\"x(a)\"b)x\" + c", "R\"        \" + c", ""},
       }) {
    const Source source = read_source("src/url/x.cc", c.text);
    ASSERT_EQ(source.code.size(), 1U) << c.text;
    EXPECT_EQ(source.code[0], c.code) << c.text;
    EXPECT_EQ(source.code[0].size(), source.comments[0].size()) << c.text;
    EXPECT_EQ(trimmed(source.comments[0]), c.comments) << c.text;
  }
  const Source two_lines = read_source("src/url/x.cc", "a /* b\nc */ d\n");
  EXPECT_EQ(two_lines.code, (std::vector<std::string>{"a     ", "     d"}));
}

TEST(HouseRuleSource, ModuleOfAPath) {
  EXPECT_EQ(module_of("src/url/host.cc"), "url");
  EXPECT_EQ(module_of("include/onward/base/error.h"), "base");
  EXPECT_EQ(module_of("tests/house_test.cc"), "");
  EXPECT_EQ(module_of("src/stray.cc"), "");
}

TEST(HouseRuleSource, FilesAreFound) {
  const auto paths = list_files(ONWARD_SOURCE_DIR);
  const auto has = [&](const char* path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
  };
  EXPECT_TRUE(has("tests/house_test.cc"));
  EXPECT_TRUE(has("include/onward/base/error.h"));
  EXPECT_TRUE(std::none_of(paths.begin(), paths.end(),
                           [](const std::string& path) { return path.starts_with("build/"); }));
}

}  // namespace
}  // namespace onward::house
