// SPDX-License-Identifier: MIT
// RFC 7541: what cannot be decoded, that what others encode is, and that what we encode can be.
// hpack_fuzz.cc holds any bytes against libnghttp2.
#include "gateway/h2/hpack_encoder.h"
#include "gateway/h2/hpack_oracle.h"
#include "gateway/h2/http2_client.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

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

/// What libnghttp2 says is read, whatever was pushed out of the table; among it each symbol of the
/// code, between so many short ones that the code is worth while.
TEST(Rfc7541, WhatOthersEncodeIsRead) {
  for (const std::size_t table_bytes : {0U, 100U, 1000U, 4096U}) {
    nghttp2::Encoder encoder(table_bytes);
    HpackDecoder decoder;
    for (unsigned i = 0; i < 3000; ++i) {
      const std::string number = std::to_string(i / 3);
      const std::string name = "x-" + number;
      const std::string symbol = std::string(20, 'a') + static_cast<char>(i % 256) +
                                 std::string(i % 40, 'e') + static_cast<char>(i / 7 % 256);
      const std::string long_value(i * 7 % 5000, 'v');
      const HpackField fields[] = {{":method", "GET"}, {":path", number}, {name, symbol},
                                   {"x", symbol},      {name, ""},        {"y", long_value}};
      DecodedBlock expected{true, {}};
      for (const HpackField& field : fields) add_line(expected.lines, field.name, field.value);
      ASSERT_EQ(decode(decoder, encoder.encode(fields)), expected) << table_bytes << " " << i;
    }
  }
}

/// What our encoder says is read, whatever was pushed out of the table.
TEST(Rfc7541, EncoderAndDecoderAgree) {
  HpackEncoder encoder;
  HpackDecoder decoder;
  nghttp2::Decoder other;
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
    const std::string block = encode(encoder, fields);
    DecodedBlock expected{true, {}};
    for (const HpackField& field : fields) add_line(expected.lines, field.name, field.value);
    ASSERT_EQ(decode(decoder, block), expected) << i;
    ASSERT_EQ(other.decode(block), expected) << i;
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
