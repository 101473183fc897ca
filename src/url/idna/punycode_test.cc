// SPDX-License-Identifier: MIT
// Punycode both ways: the samples of RFC 3492 §7.1, the edges of the number format, and the limits.
// A text that must not decode is there with the reason why.
#include "url/idna/punycode.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

struct Case {
  const char* spec;
  std::u32string_view label;
  std::string_view text;
};

// RFC 3492 §7.1. The RFC marks upper-case letters in (H) to (J) with upper-case digits, an option
// that nothing here uses: digits come out in lower case.
const Case kCases[] = {
    {"§7.1 (A) Arabic (Egyptian)",
     U"\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628"
     U"\u064A\u061F",
     "egbpdaj6bu4bxfgehfvwxn"},
    {"§7.1 (B) Chinese (simplified)", U"\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587",
     "ihqwcrb4cv8a8dqg056pqjye"},
    {"§7.1 (C) Chinese (traditional)", U"\u4ED6\u5011\u7232\u4EC0\u9EBD\u4E0D\u8AAA\u4E2D\u6587",
     "ihqwctvzc91f659drss3x8bo0yb"},
    {"§7.1 (D) Czech", U"Pro\u010Dprost\u011Bnemluv\u00ED\u010Desky",
     "Proprostnemluvesky-uyb24dma41a"},
    {"§7.1 (E) Hebrew",
     U"\u05DC\u05DE\u05D4\u05D4\u05DD\u05E4\u05E9\u05D5\u05D8\u05DC\u05D0\u05DE\u05D3\u05D1\u05E8"
     U"\u05D9\u05DD\u05E2\u05D1\u05E8\u05D9\u05EA",
     "4dbcagdahymbxekheh6e0a7fei0b"},
    {"§7.1 (F) Hindi",
     U"\u092F\u0939\u0932\u094B\u0917\u0939\u093F\u0928\u094D\u0926\u0940\u0915\u094D\u092F\u094B"
     U"\u0902\u0928\u0939\u0940\u0902\u092C\u094B\u0932\u0938\u0915\u0924\u0947\u0939\u0948\u0902",
     "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd"},
    {"§7.1 (G) Japanese",
     U"\u306A\u305C\u307F\u3093\u306A\u65E5\u672C\u8A9E\u3092\u8A71\u3057\u3066\u304F\u308C\u306A"
     U"\u3044\u306E\u304B",
     "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"},
    {"§7.1 (J) Spanish", U"Porqu\u00E9nopuedensimplementehablarenEspa\u00F1ol",
     "PorqunopuedensimplementehablarenEspaol-fmd56a"},
    {"§7.1 (K) Vietnamese",
     U"T\u1EA1isaoh\u1ECDkh\u00F4ngth\u1EC3ch\u1EC9n\u00F3iti\u1EBFngVi\u1EC7t",
     "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g"},
    {"§7.1 (L)", U"3\u5E74B\u7D44\u91D1\u516B\u5148\u751F", "3B-ww4c5e180e575a65lsy2b"},
    {"§7.1 (M)", U"\u5B89\u5BA4\u5948\u7F8E\u6075-with-SUPER-MONKEYS",
     "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n"},
    {"§7.1 (N)", U"Hello-Another-Way-\u305D\u308C\u305E\u308C\u306E\u5834\u6240",
     "Hello-Another-Way--fc4qua05auwb3674vfr0b"},
    {"§7.1 (O)", U"\u3072\u3068\u3064\u5C4B\u6839\u306E\u4E0B2", "2-u9tlzr9756bt3uc0v"},
    {"§7.1 (P)", U"Maji\u3067Koi\u3059\u308B5\u79D2\u524D", "MajiKoi5-783gue6qz075azm5e"},
    {"§7.1 (Q)", U"\u30D1\u30D5\u30A3\u30FCde\u30EB\u30F3\u30D0", "de-jg4avhby1noc0d"},
    {"§7.1 (R)", U"\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067", "d9juau41awczczp"},
    {"§7.1 (S), only basic code points", U"-> $1.00 <-", "-> $1.00 <--"},
    {"§6.3, nothing", U"", ""},
    {"§6.2, the last code point", U"\U0010FFFF", "dn32g"},
};

TEST(Rfc3492Punycode, EncodesAndDecodesTheSamples) {
  for (const Case& c : kCases) {
    std::string text;
    ASSERT_TRUE(append_punycode(c.label, text)) << c.spec;
    EXPECT_EQ(text, c.text) << c.spec;
    EXPECT_EQ(decode_punycode(c.text), c.label) << c.spec;
  }
}

TEST(Rfc3492Punycode, DigitsInEitherCase) {
  // §7.1 (I): the RFC's own spelling, with a D that marks a letter.
  EXPECT_EQ(
      decode_punycode("b1abfaaepdrnnbgefbaDotcwatmq2g4l"),
      U"\u043F\u043E\u0447\u0435\u043C\u0443\u0436\u0435\u043E\u043D\u0438\u043D\u0435\u0433"
      U"\u043E\u0432\u043E\u0440\u044F\u0442\u043F\u043E\u0440\u0443\u0441\u0441\u043A\u0438");
}

TEST(Rfc3492Punycode, RefusesWhatEncodesNothing) {
  struct Bad {
    const char* spec;
    std::string text;
  };
  const Bad kBad[] = {
      {"§6.2, an unfinished number", "bcher-kv"},
      {"§6.2, an unfinished number, nothing before", "9"},
      {"§6.2, no digit", "bcher-k_a"},
      {"§6.2, no digit: a delimiter that delimits nothing", "-kva"},
      {"§6.2, a basic code point that is none",
       "b\xFC"
       "cher-kva"},
      {"§6.2, above U+10FFFF", "en32g"},
      {"§6.4, overflow", "99999999"},
      {"§6.4, overflow: 2^32 more than the number for U+00FC", "43902716a"},
      {"§6.4, overflow", "a-" + std::string(1'000, '9')},
      {"a surrogate, U+D800", "ib9b"},
      {"longer than the limit", std::string(kMaxPunycodeBytes, 'a') + "-a"},
  };
  for (const Bad& c : kBad) EXPECT_EQ(decode_punycode(c.text), std::nullopt) << c.spec;
}

TEST(Rfc3492Punycode, LongLabelsEndAtTheLimit) {
  std::string text = "before";
  EXPECT_TRUE(append_punycode(std::u32string(kMaxLabelCodePoints, U'\U0010FFFF'), text));
  EXPECT_EQ(decode_punycode(std::string_view(text).substr(6)),
            std::u32string(kMaxLabelCodePoints, U'\U0010FFFF'));
  text = "before";
  EXPECT_FALSE(append_punycode(std::u32string(kMaxLabelCodePoints + 1, U'a'), text));
  EXPECT_EQ(text, "before");
}

}  // namespace
}  // namespace onward::url
