// SPDX-License-Identifier: MIT
// ASCII classes against the sets spelled out, for all 256 bytes: a class is its list, no more.
// Bytes above 0x7F are in no class, and char may be signed: both are in every loop.
#include "base/ascii.h"

#include <string_view>

#include <gtest/gtest.h>

namespace onward::base {
namespace {

constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigit = "0123456789";
constexpr std::string_view kHex = "0123456789ABCDEFabcdef";

bool stands_in(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

TEST(BaseAscii, ClassesOfEveryByte) {
  for (int value = 0; value < 256; ++value) {
    SCOPED_TRACE(value);
    const char c = static_cast<char>(value);
    EXPECT_EQ(byte(c), static_cast<unsigned>(value));
    EXPECT_EQ(is_ascii(c), value < 128);
    EXPECT_EQ(is_upper(c), stands_in(kUpper, c));
    EXPECT_EQ(is_lower(c), stands_in(kLower, c));
    EXPECT_EQ(is_digit(c), stands_in(kDigit, c));
    EXPECT_EQ(is_alpha(c), stands_in(kUpper, c) || stands_in(kLower, c));
    EXPECT_EQ(is_alnum(c), is_alpha(c) || is_digit(c));
    EXPECT_EQ(is_hex_digit(c), stands_in(kHex, c));
    EXPECT_EQ(is_control(c), value < 32 || value == 127);
  }
}

TEST(BaseAscii, CaseOfEveryByte) {
  for (int value = 0; value < 256; ++value) {
    SCOPED_TRACE(value);
    const char c = static_cast<char>(value);
    const std::size_t upper = kUpper.find(c);
    const std::size_t lower = kLower.find(c);
    EXPECT_EQ(to_lower(c), upper == std::string_view::npos ? c : kLower[upper]);
    EXPECT_EQ(to_upper(c), lower == std::string_view::npos ? c : kUpper[lower]);
  }
}

TEST(BaseAscii, HexValueOfEveryByte) {
  constexpr std::string_view kDigitsUpper = "0123456789ABCDEF";
  constexpr std::string_view kDigitsLower = "0123456789abcdef";
  for (int value = 0; value < 256; ++value) {
    SCOPED_TRACE(value);
    const char c = static_cast<char>(value);
    int expected = -1;
    if (const auto at = kDigitsUpper.find(c); at != std::string_view::npos)
      expected = static_cast<int>(at);
    if (const auto at = kDigitsLower.find(c); at != std::string_view::npos)
      expected = static_cast<int>(at);
    EXPECT_EQ(hex_value(c), expected);
  }
}

TEST(BaseAscii, EqualsIgnoreCase) {
  struct Case {
    std::string_view a;
    std::string_view b;
    bool equal;
  };
  for (const Case& c : {
           Case{"", "", true},
           Case{"Host", "hOST", true},
           Case{"Host", "Hosts", false},
           Case{"Host", "Hast", false},
           Case{"@", "`", false},                 // 0x40 and 0x60 differ by the case bit alone
           Case{"[", "{", false},                 // so do 0x5B and 0x7B
           Case{"\xC3\x84", "\xC3\xA4", false},   // "Ä" and "ä": not ASCII, so not equal
           Case{"\xE2\x84\xAA", "k", false},      // U+212A KELVIN SIGN lower-cases to "k"
           Case{{"a\0b", 3}, {"A\0B", 3}, true},  // NUL is a byte like others
           Case{{"a\0b", 3}, {"a\0c", 3}, false},
       }) {
    EXPECT_EQ(equals_ignore_case(c.a, c.b), c.equal) << c.a << " and " << c.b;
    EXPECT_EQ(equals_ignore_case(c.b, c.a), c.equal) << c.b << " and " << c.a;
  }
}

TEST(BaseAscii, Strings) {
  EXPECT_EQ(to_lower(std::string_view("X-Forwarded-\xC3\x84")), "x-forwarded-\xC3\x84");
  EXPECT_TRUE(is_ascii(std::string_view()));
  EXPECT_TRUE(is_ascii(std::string_view("\x7F")));
  EXPECT_FALSE(
      is_ascii(std::string_view("b\xC3\xBC"
                                "cher")));
}

static_assert(hex_value('f') == 15 && equals_ignore_case("GET", "get"), "usable in constants");

}  // namespace
}  // namespace onward::base
