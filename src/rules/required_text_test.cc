// SPDX-License-Identifier: MIT
// What expressions and patterns require of a subject: tables of both, and what is required of
// nothing.
#include "rules/required_text.h"

#include "url/pattern/encode.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

// "a|b & c": one of two, and a third.
std::string to_text(const std::vector<OneOf>& all) {
  std::string text;
  for (const OneOf& texts : all) {
    if (!text.empty()) text += " & ";
    for (const std::string& each : texts) {
      if (&each != &texts.front()) text += "|";
      text += each;
    }
  }
  return text;
}

struct Case {
  const char* expression;
  const char* required;
};

TEST(RequiredText, OfExpressions) {
  constexpr Case kCases[] = {
      {"^/old/(\\d+)\\.html$", "/old/ & .html"},
      {"^/Old/page$", "/old/page"},
      {"abc*def", "def"},  // "ab" is too short
      {"abcd*efg", "abc & efg"},
      {"abcd+efg", "abcd & efg"},
      {"abcd{0}efg", "abc & efg"},
      {"abcd{2,3}efg", "abcd & efg"},
      {"abcd??efg", "abc & efg"},
      {"(abc)(def)?(ghi){2}", "abc & ghi"},
      {"(?:abc|defg)", "abc|defg"},
      {"(abc|)", ""},
      {"(abc|d)x", ""},
      {"abc|def", "abc|def"},
      {"/(en|de)/doc-123", "/doc-123"},
      {"((abc|def)x|ghi)", "abc|def|ghi"},
      {"(?i)/Shop/", "/shop/"},
      {"(?i:/Shop/)", "/shop/"},
      {"[^/]+/abc[]x]def", "/abc & def"},
      {"[[:alpha:]]abc", "abc"},
      {"[\\]]abc", "abc"},
      {"a\\.b\\.c", "a.b.c"},
      {"\\bfoo\\b", "foo"},
      {"(?=abc)def", "def"},
      {"(?!abc)def", "def"},
      {"(?<!abc)def", "def"},
      {"(?<name>abc)(?P<other>def)", "abc & def"},
      {"(?>abc)++", "abc"},
      {"\\x41bc", ""},
      {"\\Qabc\\E", ""},
      {"(?x)a b c", ""},
      {"(*UTF)abc", ""},
      {"(abc)\\1", ""},
      {"(?R)abc", ""},
      {"abc\\p{Lu}def", ""},
      {"abc{,3}", ""},
      {"ab\xC3\xA9\x63\x64\x65", "cde"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(to_text(required_texts(c.expression, {.is_subject_ascii = true})), c.required)
        << c.expression;
  }
}

TEST(RequiredText, LettersThatOthersFoldToCountInAsciiAlone) {
  const auto required = [](const char* expression, ExpressionTraits traits) {
    return to_text(required_texts(expression, traits));
  };
  EXPECT_EQ(required("/shop", {.ignore_case = true, .is_subject_ascii = true}), "/shop");
  EXPECT_EQ(required("/shop", {.ignore_case = true, .is_subject_ascii = false}), "hop");
  EXPECT_EQ(required("(?i)/shop", {.ignore_case = false, .is_subject_ascii = false}), "hop");
  EXPECT_EQ(required("/shop", {.ignore_case = false, .is_subject_ascii = false}), "/shop");
}

TEST(RequiredText, Anchors) {
  for (const char* const anchored : {"^", "^/a", "(?i)^/a", "^(/a|/b)c$", "^[|]a"}) {
    EXPECT_TRUE(is_anchored_at_start(anchored)) << anchored;
  }
  for (const char* const free : {"", "a", "/a$", "^/a|/b", "(^/a)", "^*a", "^?a", "^{0}a", "(?m)^a",
                                 "^a(?m:^b)", "\\^a", "^a\\x41"}) {
    EXPECT_FALSE(is_anchored_at_start(free)) << free;
  }
}

TEST(RequiredText, IsCutAndCounted) {
  const std::string text(kMaxRequiredBytes, 'a');
  EXPECT_EQ(to_text(required_texts(text + "bcd", {})), text + " & bcd");
  std::string many = "abc";
  for (std::size_t i = 0; i < kMaxRequiredAlternatives; ++i) many += "|abc";
  EXPECT_EQ(to_text(required_texts(many, {})), "");
}

TEST(RequiredText, OfPatterns) {
  constexpr Case kCases[] = {
      {"/a/:x/edit", "/a/ & /edit"},
      {"/shop-1/*", "/shop-1/"},
      {"/:lang/shop-7/:id/edit", "/shop-7/ & /edit"},
      {"/abc{def}?/ghi", "/abc & /ghi"},
      {"/abc{def}+/ghi", "/abc & def & /ghi"},
      {"/abc{/:x}*", "/abc"},
      {"/ABC-:x", "/abc-"},
      {"/(\\d+)-abc.html", "-abc.html"},
  };
  for (const Case& c : kCases) {
    auto component =
        url::compile_component(c.expression, url::kPathnameOptions, url::encode_pathname);
    ASSERT_TRUE(component) << c.expression;
    const ComponentMatcher matcher(std::move(*component));
    EXPECT_EQ(to_text(required_texts(matcher)), c.required) << c.expression;
  }
}

}  // namespace
}  // namespace onward::rules
