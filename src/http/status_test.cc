// SPDX-License-Identifier: MIT
// RFC 9110 §15: which numbers are statuses (all are tried), their classes and their phrases; ""
// where none is registered.
#include "onward/http/status.h"

#include <gtest/gtest.h>

namespace onward::http {
namespace {

TEST(Rfc9110Status, ExampleHolds) {
  constexpr onward::http::Status moved(307);
  EXPECT_EQ(moved.reason(), "Temporary Redirect");
  EXPECT_TRUE(moved.is_redirection());
  EXPECT_FALSE(onward::http::Status::parse("600"));
}

TEST(Rfc9110Status, EveryNumber) {
  for (int code = -1; code < 1100; ++code) {
    SCOPED_TRACE(code);
    const auto status = Status::from(code);
    ASSERT_EQ(status.has_value(), code >= 100 && code <= 599);
    if (!status) continue;
    EXPECT_EQ(status->code(), code);
    EXPECT_EQ(Status::parse(std::to_string(code)), status);
    EXPECT_EQ(status->is_informational(), code / 100 == 1);
    EXPECT_EQ(status->is_successful(), code / 100 == 2);
    EXPECT_EQ(status->is_redirection(), code / 100 == 3);
    EXPECT_EQ(status->is_client_error(), code / 100 == 4);
    EXPECT_EQ(status->is_server_error(), code / 100 == 5);
  }
}

TEST(Rfc9110Status, ThreeDigits) {
  for (const char* text : {"", "2", "20", "2000", "20a", "+20", " 200", "099", "600"}) {
    EXPECT_EQ(Status::parse(text).error().code, ErrorCode::HttpStatusInvalid) << text;
  }
}

TEST(Rfc9110Status, Phrases) {
  EXPECT_EQ(Status(100).reason(), "Continue");
  EXPECT_EQ(Status(308).reason(), "Permanent Redirect");
  EXPECT_EQ(Status(413).reason(), "Content Too Large");
  EXPECT_EQ(Status(511).reason(), "Network Authentication Required");
  EXPECT_EQ(Status(299).reason(), "");
  EXPECT_EQ(Status(599).reason(), "");
}

}  // namespace
}  // namespace onward::http
