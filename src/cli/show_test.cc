// SPDX-License-Identifier: MIT
// Input shown to a person: nothing of it can act on a terminal, and the caret stands below the byte
// that is meant.
#include "cli/show.h"

#include <gtest/gtest.h>

namespace onward::cli {
namespace {

TEST(Printable, KeepsTextAndEscapesTheRest) {
  EXPECT_EQ(printable("a \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8D\xA3"),
            "a \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8D\xA3");
  EXPECT_EQ(printable("a\tb\nc\rd"), "a\\tb\\nc\\rd");
  EXPECT_EQ(printable(std::string_view("\0\x1b[2J\x7f", 6)), "\\x00\\x1b[2J\\x7f");
  EXPECT_EQ(printable("\xFF\xE2\x82"), "\\xff\\xe2\\x82");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xc2\\x9b") << "a C1 control";
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xe2\\x80\\xae") << "right-to-left override";
  EXPECT_EQ(printable("\xE2\x81\xA6\xE2\x81\xA9"), "\\xe2\\x81\\xa6\\xe2\\x81\\xa9") << "isolates";
  EXPECT_EQ(printable("\xD8\x9C"), "\\xd8\\x9c") << "Arabic letter mark";
}

TEST(PointAt, PutsTheCaretBelow) {
  EXPECT_EQ(point_at("http://a b/", 8), "    http://a b/\n            ^\n");
  EXPECT_EQ(point_at("", 0), "    \n    ^\n");
  EXPECT_EQ(point_at("ab", 99), "    ab\n      ^\n");
  EXPECT_EQ(point_at("\xC3\xA9\nx", 3), "    \xC3\xA9\\nx\n       ^\n");
}

TEST(PointAt, ShowsOnlyWhatIsNear) {
  const std::string text = std::string(1000, 'a') + "!" + std::string(1000, 'b');
  const std::string shown = point_at(text, 1000);
  EXPECT_LT(shown.size(), 300U);
  EXPECT_NE(shown.find("...aaa"), std::string::npos);
  EXPECT_NE(shown.find("bbb...\n"), std::string::npos);
  const std::size_t newline = shown.find('\n');
  EXPECT_EQ(shown.find('!'), shown.find('^') - newline - 1);
}

}  // namespace
}  // namespace onward::cli
