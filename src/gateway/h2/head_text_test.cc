// SPDX-License-Identifier: MIT
// RFC 9113 §8.2, §8.3: the head that a request's fields become; RFC 7541: what cannot be decoded,
// and that what we encode can be.
#include "gateway/h2/head_text.h"

#include "gateway/h2/http2_client.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

std::string text_of(const FieldList& fields) {
  const http::Limits limits;
  HeadText head(limits);
  head.begin(false);
  for (const auto& [name, value] : fields) head.take({name, value});
  return head.end() == HeadText::Verdict::Good ? head.text() : "no";
}

TEST(Rfc9113Fields, AreThoseOfHttp11) {
  struct Case {
    const char* section;
    FieldList fields;
    const char* text;
  };
  const Case cases[] = {
      {"§8.3.1",
       {{":method", "POST"},
        {":scheme", "https"},
        {":authority", "a:1"},
        {":path", "/b?c"},
        {"x-y", "z"}},
       "POST /b?c HTTP/1.1\r\nhost: a:1\r\nx-y: z\r\n\r\n"},
      {"§8.3: in any order",
       {{":path", "/"}, {":authority", "a"}, {":method", "GET"}, {":scheme", "HTTP"}},
       "GET / HTTP/1.1\r\nhost: a\r\n\r\n"},
      {"§8.3.1: Host in place of :authority",
       {{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {"x", ""}, {"host", "a"}},
       "GET / HTTP/1.1\r\nx: \r\nhost: a\r\n\r\n"},
      {"§8.3.1: beside it, once",
       {{":method", "GET"},
        {":scheme", "https"},
        {":authority", "a"},
        {":path", "/"},
        {"host", "A:443"}},
       "GET / HTTP/1.1\r\nhost: a\r\n\r\n"},
      {"§8.2.3",
       {{":method", "GET"},
        {":scheme", "http"},
        {":authority", "a"},
        {":path", "/"},
        {"cookie", "a=1"},
        {"x", "y"},
        {"cookie", "b=2"},
        {"cookie", "c=3"}},
       "GET / HTTP/1.1\r\nhost: a\r\nx: y\r\ncookie: a=1; b=2; c=3\r\n\r\n"},
      {"§8.2.1: a tab inside",
       {{":method", "GET"},
        {":scheme", "http"},
        {":authority", "a"},
        {":path", "/"},
        {"x", "y\tz"}},
       "GET / HTTP/1.1\r\nhost: a\r\nx: y\tz\r\n\r\n"},
      {"§8.5",
       {{":method", "CONNECT"}, {":authority", "a:443"}},
       "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n"},
      {"§8.3.1",
       {{":method", "OPTIONS"}, {":scheme", "http"}, {":authority", "a"}, {":path", "*"}},
       "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n"},
      {"§8.3.1", {}, "no"},
  };
  for (const Case& row : cases) EXPECT_EQ(text_of(row.fields), row.text) << row.section;
}

TEST(Rfc7541, WhatCannotBeDecoded) {
  const std::string good(
      "\x82\x86\x84\x41\x01"
      "a",
      6);
  struct Case {
    const char* section;
    std::string block;
  };
  const Case cases[] = {
      {"§2.3.3: an index beyond both tables", good + "\xBF"},
      {"§4.2: a change of size behind a field", good + "\x20"},
      {"§5.1: a number without end", good + std::string(12, '\xFF')},
      {"§5.2: a string longer than the block", good + std::string("\x00\x01"
                                                                  "a\x05"
                                                                  "b",
                                                                  5)},
      {"§5.2: padding of more than 7 bits", good + std::string("\x00\x01"
                                                               "a\x82\xFF\xFF",
                                                               6)},
      {"§5.2: padding that is not EOS", good + std::string("\x00\x01"
                                                           "a\x81\x00",
                                                           5)},
      {"§5.2: EOS", good + std::string("\x00\x01"
                                       "a\x84\xFF\xFF\xFF\xFC",
                                       8)},
      {"§6.1: index 0", good + "\x80"},
      {"§6.2: a name of index beyond both tables", good + "\x7F\x20\x01"
                                                          "a"},
      {"§6.3: a table larger than was granted", "\x3F\xE2\x1F" + good},
  };
  EXPECT_EQ(Http2Client().say(frame(FrameType::Headers, kWhole, 1, good)).outcome(),
            "1:307. | read");
  EXPECT_EQ(
      Http2Client().say(frame(FrameType::Headers, kWhole, 1, "\x3F\xE1\x1F" + good)).outcome(),
      "1:307. | read")
      << "§6.3";
  for (const Case& row : cases) {
    EXPECT_EQ(Http2Client().say(frame(FrameType::Headers, kWhole, 1, row.block)).outcome(),
              "GOAWAY 1 COMPRESSION_ERROR | drain")
        << row.section;
  }
}

/// What the encoder says, a decoder of others reads, whatever was pushed out of the table.
TEST(Rfc7541, EncoderAndDecoderAgree) {
  struct Fields final : FieldSink {
    void take(const HpackField& field) override {
      text.append(field.name).append(": ").append(field.value).append("\n");
    }
    std::string text;
  };
  HpackEncoder encoder;
  HpackDecoder decoder;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    if (i % 500 == 100) encoder.limit_table(0);
    if (i % 500 == 101 || i % 500 == 100) encoder.limit_table(i % 1000 == 100 ? 100 : 65'536);
    const std::string number = std::to_string(i / 3);
    const std::string size(i % 300, 'v');
    const std::string name = "x-" + number;
    const HpackField fields[] = {{":status", i % 7 == 0 ? "404" : "307"},
                                 {"date", number},
                                 {"location", number},
                                 {"x-a", "b"},
                                 {"x-b", "a"},
                                 {name, ""},
                                 {"vary", size},
                                 {"x-c", "b"}};
    std::string block(HpackEncoder::most_bytes(fields), '\0');
    block.resize(encoder.encode(fields, block));
    Fields read;
    ASSERT_TRUE(decoder.decode(block, true, read)) << i;
    Fields expected;
    for (const HpackField& field : fields) expected.take(field);
    ASSERT_EQ(read.text, expected.text) << i;
  }
}

/// The tables stay the same on both sides whatever becomes of the stream (RFC 9113 §4.3).
TEST(Rfc7541, TablesOutliveStreams) {
  const std::string adds(
      "\x82\x86\x84\x41\x01"
      "a\x40\x01x\x01y",
      11);  // :authority, then x: y
  const std::string uses("\x82\x86\x84\xBF\xBE", 5);
  const std::string bad(
      "\x82\x82\x40\x01x\x01y\x41\x01"
      "a",
      10);  // the method twice
  Http2Client client;
  EXPECT_EQ(client
                .say(frame(FrameType::Headers, kWhole, 1, adds) +
                     frame(FrameType::Headers, kWhole, 3, uses))
                .news(),
            "1:307. 3:307. | read");
  EXPECT_EQ(client
                .say(frame(FrameType::Headers, kWhole, 5, bad) +
                     frame(FrameType::Headers, kWhole, 7, "\x82\x86\x84\xBE"))
                .news(),
            "5:RST PROTOCOL_ERROR 7:307. | read");
}

}  // namespace
}  // namespace onward::gateway
