// SPDX-License-Identifier: MIT
// The percent-encode sets (URL standard, "Percent-encoded bytes"), each byte of each set, and
// decoding: what is an escape, what is not, and that the component set loses nothing.
#include "onward/url/percent_encode.h"

#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

using enum PercentEncodeSet;

TEST(PercentEncodeHeader, ExampleHolds) {
  EXPECT_EQ(percent_encode("a b/c", PercentEncodeSet::Path), "a%20b/c");
  EXPECT_EQ(percent_encode("a b/c", PercentEncodeSet::Component), "a%20b%2Fc");
  EXPECT_EQ(percent_decode("a%20b%2Fc%ZZ"), "a b/c%ZZ");
}

struct SetCase {
  PercentEncodeSet set;
  std::string_view printable;  // all of 0x20 to 0x7E that is encoded
};

constexpr SetCase kSets[] = {
    {C0Control, ""},
    {Fragment, " \"<>`"},
    {Query, " \"#<>"},
    {SpecialQuery, " \"#'<>"},
    {Path, " \"#<>?^`{}"},
    {Userinfo, " \"#/:;<=>?@[\\]^`{|}"},
    {Component, " \"#$%&+,/:;<=>?@[\\]^`{|}"},
};

TEST(WhatwgPercentEncode, EverySetHasExactlyItsBytes) {
  for (const SetCase& row : kSets) {
    for (int c = 0; c < 256; ++c) {
      const bool printable = c >= 0x20 && c <= 0x7E;
      const bool listed = row.printable.find(static_cast<char>(c)) != std::string_view::npos;
      EXPECT_EQ(is_encoded(static_cast<char>(c), row.set), !printable || listed) << c;
    }
  }
}

TEST(WhatwgPercentEncode, EncodesBytes) {
  EXPECT_EQ(percent_encode(std::string_view("\0\x7F\xE2\x89\xA1", 5), C0Control),
            "%00%7F%E2%89%A1");
  EXPECT_EQ(percent_encode("Say what\xE2\x80\xBD", Userinfo), "Say%20what%E2%80%BD");
  EXPECT_EQ(percent_encode("", Component), "");
}

struct DecodeCase {
  std::string_view input;
  std::string_view output;
};

constexpr DecodeCase kDecode[] = {
    {"%25%s%1G", "%%s%1G"},
    {"\xE2\x80\xBD%25%2E", "\xE2\x80\xBD%."},
    {"%", "%"},
    {"%4", "%4"},
    {"%4a%4A", "JJ"},
    {"%%34", "%4"},
    {"%00", {"\0", 1}},
    {"%FF", "\xFF"},
};

TEST(WhatwgPercentDecode, DecodesWhatIsAnEscape) {
  for (const DecodeCase& row : kDecode) {
    EXPECT_EQ(percent_decode(test::ExactBuffer(row.input).view()), row.output) << row.input;
  }
}

TEST(WhatwgPercentDecode, UndoesTheComponentSet) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all, Component)), all);
}

}  // namespace
}  // namespace onward::url
