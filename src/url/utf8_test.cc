// SPDX-License-Identifier: MIT
// The Encoding standard's UTF-8 decoder: one U+FFFD for each maximal ill-formed subpart.
// The rows go through every lead byte's own bounds (Unicode table 3-7).
#include "url/utf8.h"

#include "support/exact_buffer.h"

#include <gtest/gtest.h>

namespace onward::url {
namespace {

struct Case {
  const char* what;
  std::string_view input;
  std::string_view output;  // "?" for U+FFFD
};

constexpr Case kCases[] = {
    {"ASCII", "abc", "abc"},
    {"two, three and four bytes", "\xC2\x80\xE0\xA0\x80\xF0\x90\x80\x80",
     "\xC2\x80\xE0\xA0\x80\xF0\x90\x80\x80"},
    {"the last code points", "\xEF\xBF\xBF\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF\xF4\x8F\xBF\xBF"},
    {"a lone continuation", "a\x80z", "a?z"},
    {"overlong, two bytes", "\xC0\xAF", "??"},
    {"overlong, three bytes", "\xE0\x9F\x80", "???"},
    {"overlong, four bytes", "\xF0\x8F\x80\x80", "????"},
    {"a surrogate", "\xED\xA0\x80", "???"},
    {"above U+10FFFF", "\xF4\x90\x80\x80", "????"},
    {"cut off at the end", "\xE2\x82", "?"},
    {"cut off by ASCII", "\xF0\x9F\x92z", "?z"},
    {"cut off by a lead byte", "\xE2\x82\xC3\xA9", "?\xC3\xA9"},
    {"no lead bytes", "\xF5\xFE\xFF", "???"},
};

TEST(EncodingUtf8, ReplacesIllFormedSequences) {
  for (const Case& row : kCases) {
    const test::ExactBuffer input(row.input);
    std::string expected;
    for (const char c : row.output)
      expected += c == '?' ? std::string(kReplacementCharacter) : std::string(1, c);
    EXPECT_EQ(to_well_formed_utf8(input.view()), expected) << row.what;
    EXPECT_EQ(find_ill_formed_utf8(input.view()), row.output.find('?')) << row.what;
  }
}

TEST(EncodingUtf8, DecodesCodePoints) {
  constexpr std::string_view kText =
      "a\xC2\x80\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
  const test::ExactBuffer text(kText);
  std::u32string code_points;
  for (std::size_t at = 0; at < text.view().size();) {
    code_points += next_code_point(text.view(), at);
  }
  EXPECT_EQ(code_points, (std::u32string{U'a', 0x80, 0x800, 0xFFFF, 0x10000, 0x10FFFF}));
}

}  // namespace
}  // namespace onward::url
