// SPDX-License-Identifier: MIT
// The limits of a head: each holds at its last byte and is an error at the next one, however the
// bytes are cut; and what a reader keeps across a head that arrives slowly.
#include "http/transcript.h"
#include "onward/http/reader.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

std::string verdict(const std::string& wire, const Limits& limits = kDefaultLimits) {
  const auto read = [&](std::size_t piece) {
    RequestReader reader(limits);
    const std::string text = transcript(reader, wire, piece);
    return text.ends_with("end\nclosed\n") ? "read" : text;
  };
  std::string whole = read(wire.size());
  EXPECT_EQ(read(wire.size() < 2000 ? 1 : 997), whole) << "in pieces";
  return whole;
}

TEST(Rfc9112ReaderLimits, Target) {
  const std::size_t limit = kDefaultLimits.target_bytes;
  const auto wire = [](std::size_t bytes, std::string_view end) {
    return "GET /" + std::string(bytes - 1, 'a') + std::string(end);
  };
  EXPECT_EQ(verdict(wire(limit, " HTTP/1.1\r\nHost: h\r\n\r\n")), "read");
  EXPECT_EQ(verdict(wire(limit + 1, " HTTP/1.1\r\nHost: h\r\n\r\n")),
            "error http-target-too-long\n");
  EXPECT_EQ(verdict(wire(limit + 1, "")), "error http-target-too-long\n");
  EXPECT_EQ(verdict(wire(limit, "\x01")), "error http-target-invalid\n");
  EXPECT_EQ(verdict(wire(limit + 9, "\x01")), "error http-target-too-long\n");
  Limits limits;
  limits.target_bytes = 2;
  EXPECT_EQ(verdict("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", limits), "read");
  EXPECT_EQ(verdict("GET /ab HTTP/1.1\r\nHost: h\r\n\r\n", limits), "error http-target-too-long\n");
  EXPECT_EQ(status_hint(ErrorCode::HttpTargetTooLong), 414);
}

TEST(Rfc9112ReaderLimits, Head) {
  const std::size_t limit = kDefaultLimits.head_bytes;
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
  const std::string value(limit - start.size() - 4, 'a');
  EXPECT_EQ(verdict(start + value + "\r\n\r\n"), "read");
  EXPECT_EQ(verdict(start + value + "a\r\n\r\n"), "error http-head-too-large\n");
  EXPECT_EQ(verdict(start + value + value), "error http-head-too-large\n");
  EXPECT_EQ(verdict(start + value + "\r\n"), "error http-incomplete\n");
  EXPECT_EQ(verdict(start + value + "aaaa"), "error http-head-too-large\n") << "no byte too late";
  Limits limits;
  limits.head_bytes = 26;
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: h\r\n\r\n", limits), "error http-head-too-large\n");
  limits.head_bytes = 27;
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: h\r\n\r\n", limits), "read");
  limits.head_bytes = 1'000'000;  // more than offsets can say: kMaxFieldBytes holds
  EXPECT_EQ(verdict(start + std::string(100'000, 'a'), limits), "error http-head-too-large\n");
  EXPECT_EQ(status_hint(ErrorCode::HttpHeadTooLarge), 431);
}

TEST(Rfc9112ReaderLimits, Fields) {
  std::string wire = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (std::size_t i = 1; i < kMaxFields; ++i) wire += "A:\r\n";
  EXPECT_EQ(verdict(wire + "\r\n"), "read");
  EXPECT_EQ(verdict(wire + "A:\r\n\r\n"), "error http-too-many-fields\n");
  EXPECT_EQ(verdict(wire + "A"), "error http-too-many-fields\n");
  Limits limits;
  limits.fields = 1;
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: h\r\n\r\n", limits), "read");
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: h\r\nA:\r\n\r\n", limits),
            "error http-too-many-fields\n");
  limits.fields = 1000;  // more than there is room for: kMaxFields holds
  EXPECT_EQ(verdict(wire + "A:\r\n\r\n", limits), "error http-too-many-fields\n");
  EXPECT_EQ(status_hint(ErrorCode::HttpTooManyFields), 431);
}

TEST(Rfc9112ReaderLimits, StatusHints) {
  EXPECT_EQ(status_hint(ErrorCode::HttpVersionUnsupported), 505);
  EXPECT_EQ(status_hint(ErrorCode::HttpCodingUnsupported), 501);
  EXPECT_EQ(status_hint(ErrorCode::HttpMethodTooLong), 501);  // RFC 9112 §3
  EXPECT_EQ(status_hint(ErrorCode::HttpHostMissing), 400);
  EXPECT_EQ(status_hint(ErrorCode::HttpLengthAndCoding), 400);
}

TEST(Rfc9112ReaderLimits, AReaderIsSmall) {
  EXPECT_LE(sizeof(RequestReader), 1280U);
  EXPECT_LE(sizeof(ResponseReader), 1280U);
}

// Each way to cut two requests in two.
TEST(Rfc9112Reader, EveryCut) {
  const std::string wire =
      "POST http://h/a HTTP/1.1\r\nHost: H:80\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4;a=\"b\"\r\nabcd\r\n0\r\nT: 1\r\n\r\n\r\nGET /b HTTP/1.0\r\n\r\n";
  RequestReader whole_reader;
  const std::string whole = transcript(whole_reader, wire, wire.size());
  EXPECT_NE(whole.find("GET /b"), std::string::npos);
  for (std::size_t cut = 0; cut <= wire.size(); ++cut) {
    RequestReader reader;
    Transcript<RequestReader> reading(reader);
    reading.feed(wire.substr(0, cut));
    reading.feed(wire.substr(cut));
    EXPECT_EQ(reading.finish(), whole) << cut;
  }
}

// Views are made when the head is whole: it does not matter that the buffer moved before.
TEST(Rfc9112Reader, TheBufferMayMoveWhileAHeadArrives) {
  const std::string wire = "GET /abc HTTP/1.1\r\nHost: example.com\r\n\r\n";
  RequestReader reader;
  std::string first = wire.substr(0, 20);
  ASSERT_EQ(reader.read(first), Event{});
  first.assign(first.size(), '!');
  ASSERT_EQ(reader.read(wire)->kind, EventKind::Head);
  EXPECT_EQ(reader.head().target.text, "/abc");
  EXPECT_EQ(reader.head().target.text.data(), wire.data() + 4);
  EXPECT_EQ(reader.head().authority, "example.com");
}

}  // namespace
}  // namespace onward::http
