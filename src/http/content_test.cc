// SPDX-License-Identifier: MIT
// RFC 9112 §7.1: chunks, their extensions and their trailers, whole and byte by byte; and that each
// limit holds at its last byte and not beyond it.
#include "onward/http/content.h"

#include "http/transcript.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

TEST(Rfc9112Chunked, ExampleHolds) {
  std::array<onward::http::FieldSlice, 8> room;
  onward::http::ContentReader content;
  content.start({onward::http::FramingKind::Chunked}, onward::http::kDefaultLimits, room);
  auto event = content.read("5\r\nhello\r\n0\r\n\r\n");
  EXPECT_EQ(event->content, "hello");
  EXPECT_EQ(event->consumed, 8U);
}

constexpr std::string_view kHead =
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

// What is read behind the head, without the head's own lines.
std::string read(const std::string& chunks, std::size_t piece,
                 const Limits& limits = kDefaultLimits) {
  RequestReader reader(limits);
  const std::string text = transcript(reader, std::string(kHead) + chunks, piece);
  const std::string last_of_head = "Transfer-Encoding=chunked\n";
  return text.substr(text.find(last_of_head) + last_of_head.size());
}

std::string read_all_ways(const std::string& chunks, const Limits& limits = kDefaultLimits) {
  std::string whole = read(chunks, kHead.size() + chunks.size(), limits);
  EXPECT_EQ(read(chunks, 1, limits), whole) << "byte by byte";
  EXPECT_EQ(read(chunks, 5, limits), whole) << "in fives";
  return whole;
}

struct Case {
  const char* spec;
  const char* chunks;
  const char* transcript;
};

constexpr Case kCases[] = {
    {"§7.1", "5\r\nhello\r\n0\r\n\r\n", "[hello]\nend\nclosed\n"},
    {"§7.1 CR LF in content", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "[\r\n\r\n]\nend\nclosed\n"},
    {"§7.1 digits", "0000000000000000000A\r\n0123456789\r\n0\r\n\r\n",
     "[0123456789]\nend\nclosed\n"},
    {"§7.1.1 names", "1;a\r\nx\r\n0;b;c\r\n\r\n", "[x]\nend\nclosed\n"},
    {"§7.1.1 values", "1;a=b;c=\"d;\\\"\r\"\r\nx\r\n0\r\n\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 values", "1;a=b;c=\"d;=\\\"\\\\ \x80(\";e\r\nx\r\n0\r\n\r\n", "[x]\nend\nclosed\n"},
    {"§7.1.1 BWS", "1 \t; a = b ;\tc = \"d\" ;e\r\nx\r\n0\r\n\r\n", "[x]\nend\nclosed\n"},
    {"§7.1 no size", "\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1 no size", ";a\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1 no size", "g\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1 sign", "-1\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1 sign", "+1\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1 0x", "0x1\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1 space before", " 1\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1 space behind", "1 \r\nx\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1 2^63", "8000000000000000\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1 2^64 + 1", "10000000000000001\r\n", "error http-chunk-size-invalid\n"},
    {"§7.1.1 no semicolon", "2 erfrferferf\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 no name", "2;\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 no name", "2;=a\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 no value", "2;a=\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 open quote", "2;a=\"\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 behind the quote", "2;a=\"b\"c\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 control", "2;a=\"\x01\"\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§7.1.1 quoted CR", "2;a=\"\\\r\"\r\naa\r\n", "error http-chunk-line-invalid\n"},
    {"§2.2 bare LF", "1\nx\r\n", "error http-line-ending\n"},
    {"§2.2 bare LF in an extension", "1;a\nx\r\n", "error http-line-ending\n"},
    {"§2.2 bare CR", "1\rx\r\n", "error http-line-ending\n"},
    {"§2.2 CR CR", "1\r\r;AB\r\n", "error http-line-ending\n"},
    {"§7.1 content too long", "1\r\nxy\r\n", "[x]\nerror http-chunk-end-invalid\n"},
    {"§7.1 content too short", "3\r\nx\r\n0\r\n\r\n", "[x\r\n]\nerror http-chunk-end-invalid\n"},
    {"§7.1 bare LF behind content", "1\r\nx\n0\r\n\r\n", "[x]\nerror http-chunk-end-invalid\n"},
    {"§7.1 no last chunk", "1\r\nx\r\n\r\n", "[x]\nerror http-chunk-size-invalid\n"},
    {"§8 closed", "1\r\nx", "[x]\nerror http-incomplete\n"},
    {"§7.1.2 obs-fold", "0\r\nA: b\r\n c\r\n\r\n", "error http-field-folded\n"},
    {"§7.1.2 bare LF", "0\r\nA: b\n\r\n", "error http-line-ending\n"},
    {"RFC 9110 §6.5.1", "0\r\ncontent-length: 5\r\n\r\n", "error http-trailer-forbidden\n"},
    {"RFC 9110 §6.5.1", "0\r\nTransfer-Encoding: a\r\n\r\n", "error http-trailer-forbidden\n"},
    {"RFC 9110 §6.5.1", "0\r\nHost: a\r\n\r\n", "error http-trailer-forbidden\n"},
};

TEST(Rfc9112Chunked, Cases) {
  for (const Case& row : kCases) {
    SCOPED_TRACE(std::string(row.spec) + ": " + row.chunks);
    EXPECT_EQ(read_all_ways(row.chunks), row.transcript);
  }
}

std::string line_of(std::size_t bytes) {
  return "1;" + std::string(bytes - 4, 'a') + "\r\nx\r\n0\r\n\r\n";
}

TEST(Rfc9112Chunked, LineLimit) {
  const std::size_t limit = kDefaultLimits.chunk_line_bytes;
  EXPECT_EQ(read_all_ways(line_of(limit)), "[x]\nend\nclosed\n");
  EXPECT_EQ(read_all_ways(line_of(limit + 1)), "error http-chunk-line-too-long\n");
  const std::string zeros(limit - 2, '0');
  EXPECT_EQ(read_all_ways(zeros + "\r\n\r\n"), "end\nclosed\n");
  EXPECT_EQ(read_all_ways("0" + zeros + "\r\n\r\n"), "error http-chunk-line-too-long\n");
}

TEST(Rfc9112Chunked, OverheadLimit) {
  Limits limits;
  limits.chunk_overhead_bytes = 40;
  const std::string line = "1;" + std::string(21, 'a') + "\r\nx\r\n";  // 25: 9 above 16, 2 paid
  std::string chunks;
  for (int i = 0; i < 5; ++i) chunks += line;  // 35
  EXPECT_EQ(read_all_ways(chunks + "0\r\n\r\n", limits), "[xxxxx]\nend\nclosed\n");
  EXPECT_EQ(read_all_ways(chunks + line + "0\r\n\r\n", limits),
            "[xxxxx]\nerror http-chunk-overhead\n");
  const std::string paying = "40;" + std::string(20, 'a') + "\r\n" + std::string(64, 'y') + "\r\n";
  EXPECT_EQ(read_all_ways(chunks + paying + line + "0\r\n\r\n", limits),
            "[xxxxx" + std::string(64, 'y') + "x]\nend\nclosed\n");
}

TEST(Rfc9112Chunked, TrailerLimits) {
  const std::size_t limit = kDefaultLimits.trailer_bytes;
  const std::string value(limit - 7, 'a');  // "A: ", CR LF CR LF
  EXPECT_EQ(read("0\r\nA: " + value + "\r\n\r\n", 1000), "  A=" + value + "\nend\nclosed\n");
  EXPECT_EQ(read("0\r\nA: a" + value + "\r\n\r\n", 1000), "error http-trailers-too-large\n");
  EXPECT_EQ(read("0\r\nA: a" + value + "\r\n\r\n", 100'000), "error http-trailers-too-large\n");
  EXPECT_EQ(read("0\r\nA: aaaa" + value, 1000), "error http-trailers-too-large\n");

  std::string trailers = "0\r\n";
  for (std::size_t i = 0; i < kMaxFields - 2; ++i) trailers += "A:\r\n";  // the head has two
  EXPECT_EQ(read_all_ways(trailers + "\r\n").find("error"), std::string::npos);
  EXPECT_EQ(read_all_ways(trailers + "A:\r\n\r\n"), "error http-too-many-fields\n");
}

}  // namespace
}  // namespace onward::http
