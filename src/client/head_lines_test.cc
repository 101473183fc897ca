// SPDX-License-Identifier: MIT
// Heads as servers write them, good and odd: what is read, what is passed over, and what is refused
// because it would be judged wrongly.
#include "client/head_lines.h"

#include <vector>

#include <gtest/gtest.h>

namespace onward::client {
namespace {

using Taken = HeadLines::Taken;

struct Case {
  const char* spec;
  std::vector<std::string> lines;
  int status;
  std::string location;  ///< "-": there is none
  std::string version = "1.1";
};

TEST(Rfc9112AnswerHead, IsReadLineByLine) {
  const Case cases[] = {
      {"§4", {"HTTP/1.1 307 Temporary Redirect\r\n", "Location: /a\r\n", "\r\n"}, 307, "/a"},
      {"§4: no reason", {"HTTP/1.1 307\r\n", "Location:/a\r\n", "\r\n"}, 307, "/a"},
      {"§4: 1.0", {"HTTP/1.0 302 x\r\n", "location: \t/a \r\n", "\r\n"}, 302, "/a", "1.0"},
      {"HTTP/2", {"HTTP/2 308 \r\n", "location: /a\r\n", "\r\n"}, 308, "/a", "2"},
      {"§5.2: folded", {"HTTP/1.1 307 x\n", "Location: /a\n", "  b\n", "\n"}, 307, "/a b"},
      {"§5: no colon", {"HTTP/1.1 307 x\r\n", "odd\r\n", "Location: /a\r\n", "\r\n"}, 307, "/a"},
      {"§5: no name", {"HTTP/1.1 200 x\r\n", "a b: c\r\n", ": d\r\n", "\r\n"}, 200, "-"},
      {"§5: a bad value", {"HTTP/1.1 200 x\r\n", "X: a\x01\r\n", "\r\n"}, 200, "-"},
      {"417, then again",
       {"HTTP/1.1 417 x\r\n", "A: b\r\n", "\r\n", "HTTP/1.1 200 x\r\n", "\r\n"},
       200,
       "-"},
  };
  for (const Case& row : cases) {
    HeadLines head;
    Taken last = Taken::Part;
    for (const std::string& line : row.lines) last = head.take(line).value_or(Taken::Behind);
    ASSERT_EQ(last, Taken::Whole) << row.spec;
    EXPECT_EQ(head.head().status.code(), row.status) << row.spec;
    EXPECT_EQ(head.head().version, row.version) << row.spec;
    EXPECT_EQ(head.head().fields.view().find("Location").value_or("-"), row.location) << row.spec;
  }
}

TEST(Rfc9112AnswerHead, InterimHeadsAndTrailersAreNotIt) {
  HeadLines head;
  EXPECT_EQ(head.take("HTTP/1.1 103 Early Hints\r\n"), Taken::Part);
  EXPECT_EQ(head.take("Location: /early\r\n"), Taken::Part);
  EXPECT_EQ(head.take("\r\n"), Taken::Interim);
  EXPECT_FALSE(head.is_whole());
  EXPECT_EQ(head.take("HTTP/1.1 200 OK\r\n"), Taken::Part);
  EXPECT_EQ(head.take("\r\n"), Taken::Whole);
  EXPECT_EQ(head.take("Location: /late\r\n"), Taken::Behind);
  EXPECT_FALSE(head.head().fields.view().contains("Location"));
}

TEST(Rfc9112AnswerHead, WhatCannotBeJudgedIsRefused) {
  struct Bad {
    std::vector<std::string> lines;
    ErrorCode code;
  };
  const Bad cases[] = {
      {{"HTTP/1.1 600 x\r\n"}, ErrorCode::HttpStatusInvalid},
      {{"HTTP/9 200 x\r\n"}, ErrorCode::HttpVersionInvalid},
      {{"HTTP/1.1\r\n"}, ErrorCode::HttpVersionInvalid},
      {{"HTTP/1.1 307 x\r\n", "Location: /a\x01\r\n", "\r\n"}, ErrorCode::HttpFieldValueInvalid},
      {{"HTTP/1.1 307 x\r\n", "X: " + std::string(70'000, 'x') + "\r\n", "\r\n"},
       ErrorCode::HttpHeadTooLarge},
  };
  for (const Bad& row : cases) {
    HeadLines head;
    std::optional<ErrorCode> code;
    for (const std::string& line : row.lines) {
      const auto taken = head.take(line);
      if (!taken) code = taken.error().code;
    }
    EXPECT_EQ(code, row.code) << row.lines.back().substr(0, 40);
  }
}

}  // namespace
}  // namespace onward::client
