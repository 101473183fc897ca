// SPDX-License-Identifier: MIT
// Texts for expressions: each of them is found by the engine that the expression is for, whatever
// the expression is made of.
#include "rules/proof/regex_text.h"

#include "rules/regex.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

struct Case {
  const char* expression;
  const char* text;  ///< of the first variant
  Engine engine = Engine::Re2;
};

constexpr Case kCases[]{
    {"^/a/b$", "/a/b"},
    {"^/a/(.*)$", "/a/q"},
    {"^/a.html$", "/a.html"},
    {"^/a.?b.{2}c$", "/aqbqqc"},
    {"^/a/(.+?)/?$", "/a/q/"},
    {"^/(\\d+)/([^/]+)/?$", "/7/q/"},
    {"^/blog/(?P<year>[0-9]{4})/(?P<slug>[a-z-]+)$", "/blog/7777/q"},
    {"^/(en|fr|de)/docs", "/en/docs"},
    {"^/a(?:b|c)*d$", "/abd"},
    {"(?i)^/About$", "/About"},
    {"^/\\.well-known/x$", "/.well-known/x"},
    {"^/[^a-z]+$", "/7"},
    {"^/a{2,3}b{2}$", "/aabb"},
    {"^/(?!admin)[a-z]+$", "/q", Engine::Pcre2},
    {"^/(a|b)/\\1$", "/a/a", Engine::Pcre2},
    {"^/a++b$", "/ab", Engine::Pcre2},
    {"\\.php$", ".php"},
    {"^/((a|b)/)+c$", "/a/c"},
    {"^/[[:alpha:]]+$", "/q"},
};

TEST(RegexText, IsFoundByTheExpression) {
  for (const Case& c : kCases) {
    EXPECT_EQ(text_for_regex(c.expression, {}).text, c.text) << c.expression;
    auto regex = CompiledRegex::create(c.expression, {c.engine, false});
    auto* const compiled = std::get_if<CompiledRegex>(&regex);
    ASSERT_NE(compiled, nullptr) << c.expression;
    for (unsigned variant = 0; variant < kRegexVariants; ++variant) {
      const std::string text = text_for_regex(c.expression, {variant, {}}).text;
      EXPECT_EQ(compiled->search(text), CompiledRegex::Outcome::Found)
          << c.expression << ": " << text;
    }
  }
}

TEST(RegexText, TakesTheGroupsThatAreWanted) {
  const WantedGroup groups[]{{"1", "2024"}, {"slug", "x/y"}};
  EXPECT_EQ(text_for_regex("^/(\\d+)/(?P<slug>.*)$", {0, groups}).text, "/2024/x/y");
  EXPECT_TRUE(text_for_regex("^/a$", {}).is_anchored_at_start);
  EXPECT_FALSE(text_for_regex("/a$", {}).is_anchored_at_start);
}

TEST(RegexText, EndsWhateverStandsThere) {
  for (const char* text :
       {"(((((", ")))", "[", "[^", "a{", "a{9999}{9999}{9999}", "\\", "(?", "(?<", "(?P<x", "|||",
        "((a{40}){40}){40}", "[a-", "(|)*", "[[:", "a**"}) {
    for (unsigned variant = 0; variant < 4; ++variant) {
      EXPECT_LE(text_for_regex(text, {variant, {}}).text.size(), kMaxRegexText) << text;
    }
  }
}

}  // namespace
}  // namespace onward::rules
