// SPDX-License-Identifier: MIT
// That ICU and the delta table together are Unicode 17.0, for every code point, and that NFC over
// them is right where old and new characters meet.
#include "url/idna/unicode.h"

#include "url/idna/nfc.h"
#include "url/idna/unicode_delta.h"

#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

constexpr char32_t kLastCodePoint = 0x10FFFF;

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

// FNV-1a, 32 bits, of little-endian 32-bit numbers, as in unicode_delta.mjs.
class Digest {
 public:
  void add(std::uint32_t number) {
    for (int i = 0; i < 4; ++i) {
      hash_ = (hash_ ^ ((number >> (8 * i)) & 0xFF)) * 0x01000193U;
    }
  }
  std::uint32_t value() const { return hash_; }

 private:
  std::uint32_t hash_ = 0x811C9DC5;
};

// If this fails: with another ICU, its Unicode is newer than 17.0, or changed an old character. Run
// unicode_delta.mjs for that version.
TEST(Unicode17, EveryCodePointIsAsTheGeneratorSaw) {
  Digest digest;
  for (char32_t c = 0x80; c <= kLastCodePoint; ++c) {
    if (is_surrogate(c)) continue;
    digest.add(c);
    std::u32string mapped;
    if (!append_mapped(c, mapped)) {
      digest.add(0xFFFFFFFF);
      continue;
    }
    compose_to_nfc(mapped);
    digest.add(static_cast<std::uint32_t>(mapped.size()));
    for (const char32_t m : mapped) digest.add(m);
    if (mapped != std::u32string(1, c)) continue;
    digest.add(is_mark(c) ? 1 : 0);
    digest.add(combining_class(c));
    digest.add(static_cast<std::uint32_t>(bidi_class(c)));
    digest.add(static_cast<std::uint32_t>(joining_type(c)));
  }
  EXPECT_EQ(digest.value(), delta::kUnicodeDigest);
}

TEST(Unicode17, DeltaIsSorted) {
  char32_t end = 0;
  for (const auto& range : delta::kDeltaRanges) {
    EXPECT_LE(end, range.first);
    EXPECT_LE(range.first, range.last);
    if (range.mapping == delta::Text) {
      EXPECT_LE(static_cast<std::size_t>(range.value) + range.size, std::size(delta::kDeltaText));
    }
    end = range.last + 1;
  }
  std::pair<char32_t, char32_t> before = {0, 0};
  for (const auto& pair : delta::kDeltaPairs) {
    EXPECT_LT(before, std::pair(pair.first, pair.second));
    before = {pair.first, pair.second};
  }
}

std::u32string nfc(std::u32string text) {
  compose_to_nfc(text);
  return text;
}

TEST(Uax15Nfc, ComposesAndOrders) {
  struct Case {
    const char* spec;
    std::u32string decomposed;
    std::u32string composed;
  };
  const Case kCases[] = {
      {"nothing", U"", U""},
      {"D117, a pair", U"e\u0301", U"\u00E9"},
      {"D109, order by class", U"q\u0307\u0323", U"q\u0323\u0307"},
      {"D109, equal classes keep their order", U"q\u0301\u0300", U"q\u0301\u0300"},
      {"D117, over a mark of a lower class", U"a\u0327\u0301", U"\u00E1\u0327"},
      {"D115, blocked by a mark of the same class", U"a\u0346\u0301", U"a\u0346\u0301"},
      {"D115, blocked by a starter", U"a\u2044\u0301", U"a\u2044\u0301"},
      {"D117, twice", U"u\u0308\u0304", U"\u01D6"},
      {"D114, exclusions do not compose", U"\u0915\u093C", U"\u0915\u093C"},
      {"§3.12, Hangul LV", U"\u1100\u1161", U"\uAC00"},
      {"§3.12, Hangul LVT", U"\u1111\u1171\u11B6", U"\uD4DB"},
      {"a mark at the start", U"\u0301e\u0301", U"\u0301\u00E9"},
      {"starter with starter", U"\u0B47\u0B3E", U"\u0B4B"},
      {"Unicode 16.0, new base and old mark", U"\U000105DA\u0307", U"\U000105E4"},
      {"Unicode 16.0, three marks of class 0", U"\U0001611E\U0001611E\U0001611F", U"\U00016126"},
      {"Unicode 16.0, old mark and new mark", U"a\U0001E5EE\U0001E5EF", U"a\U0001E5EF\U0001E5EE"},
      {"Unicode 17.0, a new mark does not block", U"a\u1ADD\u0301", U"\u00E1\u1ADD"},
      {"Unicode 17.0, a new mark blocks", U"a\u1ACF\u0301", U"a\u1ACF\u0301"},
  };
  for (const Case& c : kCases) EXPECT_EQ(nfc(c.decomposed), c.composed) << c.spec;
}

}  // namespace
}  // namespace onward::url
