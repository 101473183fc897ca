// SPDX-License-Identifier: MIT
// W3C Trace Context, the rules of traceparent as a table: those of the Recommendation, and what its
// own test suite sends.
#include "gateway/traceparent.h"

#include "onward/http/reader.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

constexpr std::string_view kTrace = "0af7651916cd43dd8448eb211c80319c";
constexpr std::string_view kParent = "b7ad6b7169203331";

TEST(W3cTraceContext, Traceparent) {
  const struct {
    const char* section;
    std::string value;
    bool is_valid;
  } cases[] = {
      {"3.2.3", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true},
      {"3.2.3", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", true},
      // Of the flags only one has a meaning; the others may be set.
      {"3.2.2.5", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff", true},
      {"3.2.2.5", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-FF", false},
      {"3.2.2.5", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g", false},
      {"3.2.2.5", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1", false},
      {"3.2.2.5", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-", false},
      {"3.2.2.5", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-.0", false},
      // Capitals are not allowed.
      {"3.2.2", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false},
      {"3.2.2", "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01", false},
      {"3.2.2.1", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.1", "FF-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.1", "0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.1", "000-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.1", "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.1", ".0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.3", "00-00000000000000000000000000000000-b7ad6b7169203331-01", false},
      {"3.2.2.3", "00-00000000000000000000000000000001-b7ad6b7169203331-01", true},
      {"3.2.2.3", "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01", false},
      {"3.2.2.3", "00-0af7651916cd43dd8448eb211c80319ca-b7ad6b7169203331-01", false},
      {"3.2.2.3", "00-.af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.4", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false},
      {"3.2.2.4", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01", false},
      {"3.2.2.4", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b71692033311-01", false},
      {"3.2.2.2", "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
      {"3.2.2.2", "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01", false},
      {"3.2.2.2", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01", false},
      {"3.2.2.2", "", false},
      {"3.2.2.2", "-", false},
      // Version 00 has this length; a later one may have more, behind a dash.
      {"3.2.4", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-", false},
      {"3.2.4", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what", false},
      {"3.2.4", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.", false},
      {"3.2.4", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true},
      {"3.2.4", "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future", true},
      {"3.2.4", "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-", true},
      {"3.2.4", "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what", false},
      {"3.2.4", "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01what", false},
      {"3.2.4", "CC-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
  };
  for (const auto& row : cases) {
    const auto parsed = parse_traceparent(row.value);
    EXPECT_EQ(parsed.has_value(), row.is_valid) << row.section << ": " << row.value;
    // No prefix of version 00 is one, and nothing is read behind the end.
    for (std::size_t size = 0; size < 55 && size < row.value.size(); ++size) {
      const std::string exact = row.value.substr(0, size);
      EXPECT_EQ(parse_traceparent(exact), std::nullopt) << exact;
    }
  }
}

std::optional<Traceparent> of_request(const std::string& fields) {
  static std::string wire;  // the result is views into it
  http::RequestReader reader;
  wire = "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  EXPECT_TRUE(reader.read(wire).has_value());
  return traceparent_of(reader.head().fields);
}

TEST(W3cTraceContext, TheFieldOfARequest) {
  const std::string value = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";
  const Traceparent expected{kTrace, kParent};
  EXPECT_EQ(of_request("traceparent: " + value), expected);
  // §3.2.1: names are compared without case; whitespace around a value is none of it.
  EXPECT_EQ(of_request("TraceParent:\t " + value), expected);
  EXPECT_EQ(of_request(""), std::nullopt);
  EXPECT_EQ(of_request("trace-parent: " + value), std::nullopt);
  EXPECT_EQ(of_request("traceparent: " + value + "traceparent: " + value), std::nullopt);
  EXPECT_EQ(of_request("traceparent: x\r\ntraceparent: " + value), std::nullopt);
}

}  // namespace
}  // namespace onward::gateway
