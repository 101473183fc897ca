// SPDX-License-Identifier: MIT
// Where lines end, and the limit: a line over it is passed over whole, and the next one is read as
// if nothing had been.
#include "cli/lines.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::cli {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out;
  std::vector<std::string> lines;
  std::string line;
  while (read_line(in, out, line) == LineStatus::Read) lines.push_back(line);
  return lines;
}

TEST(Lines, AreCutAtNewlines) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(lines_of(""), Lines{});
  EXPECT_EQ(lines_of("\n"), Lines{""});
  EXPECT_EQ(lines_of("a\nb"), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of("a\r\nb\r\n"), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of("a\rb\n\n"), (Lines{"a\rb", ""}));
  EXPECT_EQ(lines_of(std::string("a\0b\n", 4)), (Lines{std::string("a\0b", 3)}));
}

TEST(Lines, HaveALimitAndGoOnBehindIt) {
  std::istringstream in(std::string(kMaxLineBytes, 'x') + "\n" +
                        std::string(kMaxLineBytes + 1, 'y') + "\nz\n");
  std::ostringstream out;
  std::string line;
  EXPECT_EQ(read_line(in, out, line), LineStatus::Read);
  EXPECT_EQ(line.size(), kMaxLineBytes);
  EXPECT_EQ(read_line(in, out, line), LineStatus::TooLong);
  EXPECT_EQ(read_line(in, out, line), LineStatus::Read);
  EXPECT_EQ(line, "z");
  EXPECT_EQ(read_line(in, out, line), LineStatus::End);
}

TEST(Lines, EndWhereReadingFails) {
  std::ifstream in("/");  // a folder can be opened, but not read
  ASSERT_TRUE(in.is_open());
  std::ostringstream out;
  std::string line;
  EXPECT_EQ(read_line(in, out, line), LineStatus::End);
  EXPECT_TRUE(in.bad());
}

TEST(Lines, EndWhereTheirAnswersGoNowhere) {
  std::istringstream in("a\nb\n");
  std::ostream broken(nullptr);
  std::string line;
  EXPECT_EQ(read_line(in, broken, line), LineStatus::End);
}

}  // namespace
}  // namespace onward::cli
