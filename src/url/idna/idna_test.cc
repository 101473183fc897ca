// SPDX-License-Identifier: MIT
// UTS 46 ToASCII: rows of our own by section (of UTS 46 where none else is named), then the long
// and the hostile, then the web platform tests' tables through the rule of the URL standard's
// caller.
#include "url/idna/idna.h"

#include "support/corpora.h"
#include "url/idna/punycode.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

std::optional<std::string> to_ascii(std::string_view domain) {
  std::string out;
  if (!append_domain_to_ascii(domain, out)) return std::nullopt;
  return out;
}

struct Case {
  const char* spec;
  const char* domain;
  std::optional<std::string> ascii;
};

const Case kCases[] = {
    {"§4 step 1, map: case", "BÜCHER.De", "xn--bcher-kva.de"},
    {"§4 step 1, map: deviation characters stay", "faß.βόλος", "xn--fa-hia.xn--nxasmm1c"},
    {"§4 step 1, map: capital sharp s (since 15.1)", "STRAẞE", "xn--strae-oqa"},
    {"§4 step 1, map: ignored", "a\u00ADb", "ab"},
    {"§4 step 1, map: nothing is left", "\u00AD", ""},
    {"§4 step 1, map: fullwidth to ASCII", "Ｇｏ．ｃｏｍ", "go.com"},
    {"§4 step 1, map: every full stop", "a。b．c｡ü", "a.b.c.xn--tda"},
    {"§4 step 1, map: U+2260 is valid (since 15.1)", "a\u2260", "xn--a-ufo"},
    {"§4 step 1, map: forbidden ones are the caller's", "a\u2100", "aa/c"},
    {"§4 step 2, normalize: composes", "u\u0308", "xn--tda"},
    {"§4 step 2, normalize: orders marks", "a\u0301\u0323", "xn--lsa752l"},
    {"§4 step 2, normalize: Hangul", "\u1100\u1161\u11A8", "xn--p39a"},
    {"§4 step 2, normalize: across an ignored one", "=\u00AD\u0338", "xn--1ch"},
    {"§4 step 3, break: empty labels stay", ".ü..", ".xn--tda.."},
    {"§4 step 4, convert: Punycode beside non-ASCII", "xn--tda.ü", "xn--tda.xn--tda"},
    {"§4 step 4, convert: prefix in any case", "XN--TDA.ü", "xn--tda.xn--tda"},
    {"§4 step 4, convert: prefix that mapping makes", "ｘn--tda", "xn--tda"},
    {"§4 step 4, convert: non-ASCII after the prefix", "xn--tešla", std::nullopt},
    {"§4 step 4, convert: no Punycode", "xn--a.ü", std::nullopt},
    {"§4 step 4, convert: empty", "xn--.ü", std::nullopt},
    {"§4 step 4, convert: only ASCII", "xn--ab-.ü", std::nullopt},
    {"§4 step 4, convert: a surrogate", "xn--ib9b.ü", std::nullopt},
    {"§4.1 criterion 1, NFC", "xn--u-ccb.ü", std::nullopt},
    {"§4.1 criteria 2 and 3, CheckHyphens is false", "-ü.ü-.ab--ü",
     "xn----eha.xn----dha.xn--ab---3ra"},
    {"§4.1 criterion 4, xn-- once more", "xn--xn---3ra.ü", std::nullopt},
    {"§4.1 criterion 6, begins with a mark", "\u0308u", std::nullopt},
    {"§4.1 criterion 6, a decoded label", "xn--u-bcb.ü", std::nullopt},
    {"§4.1 criterion 7, disallowed", "a\u0080", std::nullopt},
    {"§4.1 criterion 7, U+FFFD", "a\uFFFD", std::nullopt},
    {"§4.1 criterion 7, unassigned", "a\u0378", std::nullopt},
    {"§4.1 criterion 7, a decoded label that maps", "xn--ab-9ea.ü", std::nullopt},
    {"§4.1 criterion 7, a decoded deviation", "xn--fa-hia.ü", "xn--fa-hia.xn--tda"},
    {"RFC 5892 A.1, after a virama", "क\u094D\u200Cष", "xn--11b2ezcs70k"},
    {"RFC 5892 A.1, between joining letters", "ن\u200Cا", "xn--mgb5d845h"},
    {"RFC 5892 A.1, through transparent marks", "ن\u064E\u200C\u064Eا", "xn--mgb5dyaa3604a"},
    {"RFC 5892 A.1, nothing that joins before", "ا\u200Cن", std::nullopt},
    {"RFC 5892 A.1, nothing that joins after", "ن\u200C", std::nullopt},
    {"RFC 5892 A.1, first", "\u200Cن", std::nullopt},
    {"RFC 5892 A.1, twice in a row", "ن\u200C\u200Cا", std::nullopt},
    {"RFC 5892 A.2, after a virama", "क\u094D\u200Dष", "xn--11b2ezcw70k"},
    {"RFC 5892 A.2, elsewhere", "ن\u200Dا", std::nullopt},
    {"RFC 5892 A.2, in a decoded label", "xn--1ug.ü", std::nullopt},
    {"RFC 5893 §2, a Bidi domain name", "א.a", "xn--4db.a"},
    {"RFC 5893 §2 condition 1, first is a digit", "1א", std::nullopt},
    {"RFC 5893 §2 condition 1, in another label", "1a.א", std::nullopt},
    {"RFC 5893 §2 condition 1, holds in Bidi domain names only", "1a.ü", "1a.xn--tda"},
    {"RFC 5893 §2 condition 1, Arabic number first", "\u0661ا", std::nullopt},
    {"RFC 5893 §2 condition 2, L in an RTL label", "אaא", std::nullopt},
    {"RFC 5893 §2 condition 3, end", "א-", std::nullopt},
    {"RFC 5893 §2 condition 3, NSM after the end", "א1\u05B0", "xn--1-6fc8g"},
    {"RFC 5893 §2 condition 4, both kinds of number", "ا1\u0661ا", std::nullopt},
    {"RFC 5893 §2 condition 5, R in an LTR label", "aא", std::nullopt},
    {"RFC 5893 §2 condition 6, end", "a-.א", std::nullopt},
    {"RFC 5893 §2 condition 6, EN and NSM", "a1\u0301.א", "xn--a1-9tb.xn--4db"},
    {"RFC 5893 §1.4, a decoded label makes the domain Bidi", "1ü.xn--4db", std::nullopt},
    {"Unicode 15.1, ideograph", "\U0002EBF0", "xn--8g0n"},
    {"Unicode 16.0, Garay maps", "\U00010D50", "xn--dh0d"},
    {"Unicode 16.0, Garay is R", "a\U00010D70", std::nullopt},
    {"Unicode 16.0, composes with an old mark", "\U000105D2\u0307", "xn--ev8c"},
    {"Unicode 16.0, composes new with new", "\U00011382\U000113C9", "xn--sq1d"},
    {"Unicode 16.0, composes thrice", "\U00016D63\U00016D67\U00016D67", "xn--dj0f"},
    {"Unicode 16.0, a decomposed label", "xn--rsa5163k.ü", std::nullopt},
    {"Unicode 16.0, a new virama", "\U00011392\U000113CE\u200D\U00011392", "xn--1ugy307gba2v"},
    {"Unicode 17.0, a new mark is ordered", "a\u1ACF\u0323", "xn--prf49o"},
    {"Unicode 17.0, begins with a new mark", "\u1ACFa", std::nullopt},
    {"Unicode 16.0, formerly disallowed maps", "\u2183.\u10A0.\u04C0", "xn--r5g.xn--rkj.xn--s5a"},
};

TEST(Uts46ToAscii, Rows) {
  for (const Case& c : kCases) {
    EXPECT_EQ(to_ascii(c.domain), c.ascii) << c.spec << ": " << c.domain;
  }
}

TEST(Uts46ToAscii, AppendsAndLeavesTheRestOnError) {
  std::string out = "https://";
  ASSERT_TRUE(append_domain_to_ascii("ü.de", out));
  EXPECT_EQ(out, "https://xn--tda.de");
  const auto refused = append_domain_to_ascii("ok.\uFFFD", out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::HostIdna);
  EXPECT_EQ(out, "https://xn--tda.de");
}

TEST(Uts46ToAscii, MalformedUtf8IsRefused) {
  EXPECT_EQ(to_ascii("\xC3"), std::nullopt);
  EXPECT_EQ(to_ascii("a\xFFü"), std::nullopt);
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Uts46ToAscii, LabelsEndAtTheLimit) {
  EXPECT_TRUE(to_ascii(repeat("ü", kMaxLabelCodePoints)));
  EXPECT_FALSE(to_ascii(repeat("ü", kMaxLabelCodePoints + 1)));
  // What counts is the label that is encoded: after mapping and NFC.
  EXPECT_TRUE(to_ascii(repeat("ü\u00AD", kMaxLabelCodePoints)));
  EXPECT_TRUE(to_ascii(repeat("u\u0308\u0304", kMaxLabelCodePoints)));
  EXPECT_FALSE(to_ascii(repeat("u\u0308\u0304", kMaxLabelCodePoints + 1)));
  // Labels are many, and ASCII ones of any length.
  EXPECT_TRUE(to_ascii(repeat("ü.", 10'000)));
  EXPECT_TRUE(to_ascii(repeat("a", 100'000) + ".ü"));
}

// Each took seconds or more with an algorithm that is quadratic in the whole input.
TEST(Uts46ToAscii, LongInputsAreNotSlow) {
  constexpr std::size_t kMany = 300'000;
  EXPECT_FALSE(to_ascii("a" + repeat("\u0301\u0323", kMany)));
  EXPECT_FALSE(to_ascii(repeat("\uFDFA", kMany)));
  EXPECT_FALSE(to_ascii(repeat("ن\u200C", kMany)));
  EXPECT_FALSE(to_ascii("ü.xn--" + repeat("z", kMany)));
  EXPECT_TRUE(to_ascii(repeat(repeat("\U00010D71", 300) + "\U00010D70.", 1'000)));
}

// --- The web platform tests' tables -------------------------------------------------------------

bool is_forbidden(char c) {  // URL standard, "forbidden domain code point"
  return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F ||
         std::string_view("#/:<>?@[\\]^|%").find(c) != std::string_view::npos;
}

// URL standard, "domain to ASCII" with beStrict false, as the host parser calls it.
std::optional<std::string> host(std::string_view domain) {
  std::optional<std::string> ascii;
  if (std::all_of(domain.begin(), domain.end(), [](char c) { return c >= 0; })) {
    ascii.emplace(domain);
    for (char& c : *ascii) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  } else {
    ascii = to_ascii(domain);
  }
  if (!ascii || ascii->empty() || std::any_of(ascii->begin(), ascii->end(), is_forbidden)) {
    return std::nullopt;
  }
  return ascii;
}

void expect_table(std::string_view path, std::size_t at_least) {
  const auto rows = test::corpus(path);
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t count = 0;
  for (const auto& row : rows->as_array()) {
    if (!row.is_object()) continue;  // a comment
    const auto& input = row.at("input").as_string();
    const auto& output = row.at("output");
    const auto expected = output.is_null()
                              ? std::nullopt
                              : std::optional<std::string>(std::string_view(output.as_string()));
    EXPECT_EQ(host(std::string_view(input)), expected) << boost::json::serialize(row);
    ++count;
  }
  EXPECT_GE(count, at_least);
}

TEST(WptIdna, IdnaTestV2) { expect_table("wpt-url/IdnaTestV2.json", 1'000); }
TEST(WptIdna, ToAscii) { expect_table("wpt-url/toascii.json", 40); }

}  // namespace
}  // namespace onward::url
