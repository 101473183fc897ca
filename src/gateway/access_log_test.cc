// SPDX-License-Identifier: MIT
// Lines of the access log, whole; and no byte that a request may hold gets out of its quotes, into
// a line of its own or to a terminal.
#include "gateway/access_log.h"

#include "gateway/log_sample.h"
#include "onward/http/date.h"
#include "onward/http/reader.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using Format = config::AccessLog::Format;

constexpr rules::Address kLoopback{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1}};

std::string line(std::string_view wire, Format format) {
  http::RequestReader reader;
  const bool is_head = reader.read(wire).has_value();
  Moment now;
  now.wall = *http::parse_date("Sun, 01 Feb 2026 03:04:05 GMT", {});
  std::string lines;
  write_log_line(lines, format, {is_head ? &reader.head() : nullptr, kLoopback, 307, 12, now});
  return lines;
}

TEST(AccessLogCombined, Line) {
  EXPECT_EQ(line("GET /a?b HTTP/1.1\r\nHost: a\r\nReferer: https://r.example/\r\nUser-Agent: "
                 "curl/7\r\n\r\n",
                 Format::Combined),
            "127.0.0.1 - - [01/Feb/2026:03:04:05 +0000] \"GET /a?b HTTP/1.1\" 307 12 "
            "\"https://r.example/\" \"curl/7\"\n");
  EXPECT_EQ(line("GET /a HTTP/1.1\r\n\r\n", Format::Combined),
            "127.0.0.1 - - [01/Feb/2026:03:04:05 +0000] \"-\" 307 12 \"-\" \"-\"\n");
}

TEST(AccessLogJson, Line) {
  EXPECT_EQ(line("GET /a?b HTTP/1.0\r\nHost: a:80\r\nUser-Agent: curl/7\r\n\r\n", Format::Json),
            R"({"time":"2026-02-01T03:04:05Z","client":"127.0.0.1","method":"GET","host":"a:80",)"
            R"("target":"/a?b","version":"HTTP/1.0","user_agent":"curl/7","status":307,"bytes":12})"
            "\n");
  EXPECT_EQ(
      line("nonsense\r\n\r\n", Format::Json),
      "{\"time\":\"2026-02-01T03:04:05Z\",\"client\":\"127.0.0.1\",\"status\":307,\"bytes\":12}\n");
}

// A field may hold any byte but controls; a line of the log holds printable ASCII.
TEST(AccessLogEscapes, EveryByteOfAField) {
  for (int byte = 0x20; byte < 0x100; ++byte) {
    if (byte == 0x7F) continue;
    const std::string value = "x" + std::string(1, static_cast<char>(byte)) + "x";
    const std::string wire = "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: " + value + "\r\n\r\n";
    for (const Format format : {Format::Combined, Format::Json}) {
      const std::string text = line(wire, format);
      SCOPED_TRACE(text);
      EXPECT_EQ(text.find('\n'), text.size() - 1);
      for (const char c : text.substr(0, text.size() - 1)) EXPECT_TRUE(c >= 0x20 && c < 0x7F);
      EXPECT_EQ(std::count(text.begin(), text.end(), '"'), format == Format::Combined ? 6 : 32);
    }
    const auto parsed = boost::json::parse(line(wire, Format::Json));
    EXPECT_EQ(parsed.at("user_agent").as_string().size(), byte < 0x80 ? 3U : 4U);
  }
}

// What else a line says, and what of it is there only where it is true.
TEST(AccessLogJson, Remarks) {
  http::RequestReader reader;
  ASSERT_TRUE(reader
                  .read("GET / HTTP/1.1\r\nHost: a\r\nTraceparent: "
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n")
                  .has_value());
  std::string lines;
  const Moment now;
  write_log_line(lines, Format::Json, {&reader.head(), kLoopback, 307, 0, now},
                 {.rule = "orders \"2\"\n", .sample = 100});
  EXPECT_THAT(lines, testing::HasSubstr(
                         R"("version":"HTTP/1.1","trace_id":"0af7651916cd43dd8448eb211c80319c",)"
                         R"("parent_id":"b7ad6b7169203331","rule":"orders \u00222\u0022\u000a",)"
                         R"("status":307,"bytes":0,"sample":100})"));
  Exchange refused{nullptr, kLoopback, 400, 0, now};
  refused.cause.refusal = Refusal::Read;
  refused.cause.reason = ErrorCode::HttpHostMissing;
  lines.clear();
  write_log_line(lines, Format::Json, refused);
  EXPECT_THAT(lines, testing::EndsWith(R"("status":400,"bytes":0,"reason":"http-host-missing"})"
                                       "\n"));
  refused.cause.refusal = Refusal::HeadTooSlow;
  lines.clear();
  write_log_line(lines, Format::Json, refused);
  EXPECT_THAT(lines, testing::HasSubstr("\"reason\":\"head-too-slow\""));
}

TEST(AccessLogSample, IsOneOfSoManyOnAverage) {
  LogSample all(1, 7);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(all.takes_next());
  for (const std::uint32_t one_of : {2U, 10U, 1000U}) {
    LogSample sample(one_of, 42);
    constexpr int kLines = 1'000'000;
    int taken = 0;
    for (int i = 0; i < kLines; ++i) taken += sample.takes_next() ? 1 : 0;
    EXPECT_NEAR(taken * static_cast<double>(one_of) / kLines, 1, 0.05) << one_of;
  }
}

TEST(AccessLogSample, KnowsRefusals) {
  http::RequestReader reader;
  ASSERT_TRUE(reader.read("GET / HTTP/1.1\r\nHost: a\r\n\r\n").has_value());
  const Moment now;
  const auto is = [&](int status, std::optional<std::size_t> rule, Refusal refusal = {}) {
    return is_refusal({&reader.head(), kLoopback, status, 0, now, rule, false, {refusal, {}}});
  };
  EXPECT_FALSE(is(307, 0));
  EXPECT_FALSE(is(204, std::nullopt));
  EXPECT_FALSE(is(404, std::nullopt));
  EXPECT_FALSE(is(403, 0));
  EXPECT_TRUE(is(421, std::nullopt));
  EXPECT_TRUE(is(405, std::nullopt));
  EXPECT_TRUE(is(503, 0));
  EXPECT_TRUE(is(400, std::nullopt, Refusal::Read));
  EXPECT_TRUE(is_refusal({nullptr, kLoopback, 400, 0, now}));
}

TEST(AccessLogAddress, Text) {
  EXPECT_EQ(to_text(kLoopback), "127.0.0.1");
  EXPECT_EQ(to_text(rules::Address{{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}),
            "2001:db8::1");
}

}  // namespace
}  // namespace onward::gateway
