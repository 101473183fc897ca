// SPDX-License-Identifier: MIT
// Expressions as patterns, where they are texts; what is asked of those that are not; and the slash
// that goes out of a group behind a host.
#include "config/nginx/expression.h"

#include "config/nginx/glue.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace onward::config::nginx {
namespace {

struct Case {
  const char* expression;
  const char* match;  ///< "": a regular expression
  const char* groups = "";
};

TEST(NginxExpression, Reduced) {
  constexpr std::array kCases{
      Case{"^/a/b$", "/a/b"},
      Case{"^/a/b\\.html$", "/a/b.html"},
      Case{"^\\/a\\-b$", "/a-b"},
      Case{"^/a/b.html$", ""},
      Case{"^/a", "/a*"},
      Case{"^/a/(.*)$", "/a/*", "{0}"},
      Case{"^/a/(?<rest>.*)", "/a/*", "{0}"},
      Case{"^/a/.*$", "/a/*"},
      Case{"^/a/?$", "/a{/}?"},
      Case{"^/a/([^/]+)$", "/a/:p1", "{p1}"},
      Case{"^/a/([^/]+)/b/(.*)$", "/a/:p1/b/*", "{p1}{0}"},
      Case{"^(.*)$", "/*", "/{0}"},
      Case{"^/(.*)$", "/*", "{0}"},
      Case{"^", "/*"},
      Case{"/a", ""},
      Case{"^/a/(.+)$", ""},
      Case{"^/a+$", ""},
      Case{"^/a|/b$", ""},
      Case{"^/(a|b)$", ""},
      Case{"^/a/(\\d+)$", ""},
      Case{"^/a,b$", ""},
      Case{"^/.well-known/", ""},
      Case{"^a$", ""},
  };
  for (const Case& one : kCases) {
    const auto simple = reduced(one.expression, false);
    std::string groups;
    for (const auto& group : simple.value_or(Reduced{}).groups) groups += group;
    EXPECT_EQ(simple.value_or(Reduced{}).match, one.match) << one.expression;
    EXPECT_EQ(groups, one.groups) << one.expression;
  }
  EXPECT_TRUE(reduced("(?i)^/a$", false).value_or(Reduced{}).ignore_case);
}

TEST(NginxExpression, Begins) {
  EXPECT_EQ(literal_begin("^/a/b.html", false), "/a/b");
  EXPECT_EQ(literal_begin("^/a/b*", false), "/a/");
  EXPECT_EQ(literal_begin("^/a|/b", false), "");
  EXPECT_EQ(literal_begin("^/a(b|c)", false), "/a");
  EXPECT_TRUE(may_begin_with("^/A/b", true, "/a/"));
  EXPECT_FALSE(may_begin_with("^/A/b", true, "/c/"));
}

TEST(NginxExpression, Groups) {
  const auto groups = groups_of(R"(^/(a[)(]\()(?:b)(?<name>c(d))?$)");
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[1].name, "name");
  EXPECT_EQ(groups[1].quantifier, "?");
  EXPECT_FALSE(groups[2].is_top);
  EXPECT_EQ(with_named_groups("^/(a)/(?<b>c)", "g1_"), "^/(?P<g1_1>a)/(?P<g1_2>c)");
}

TEST(NginxExpression, Engines) {
  EXPECT_EQ(compilable("^/(?<a>b)$", false).value_or(Compilable{}).expression, "^/(?P<a>b)$");
  EXPECT_EQ(compilable("^/(?!b)", false).value_or(Compilable{}).engine, rules::Engine::Pcre2);
  EXPECT_FALSE(compilable("^/(", false).has_value());
}

struct Split {
  const char* expression;
  std::size_t group;
  const char* variants;
  bool leaves_rest = false;
};

TEST(NginxExpression, SlashOutOfGroup) {
  constexpr std::array kCases{
      Split{"^(.*)$", 1, "^/(.*)$ "},
      Split{"^(/.*)$", 1, "^/(.*)$ "},
      Split{"^/a(/.*)$", 1, "^/a/(.*)$ "},
      Split{"^/a(/.*)?$", 1, "^/a/(.*)$ ^/a$- "},
      Split{"^/a(|/.*)$", 1, "^/a/(.*)$ ^/a$- "},
      Split{"^/a(.*)$", 1, "^/a/(.*)$ ^/a$- ", true},
      Split{"^/a/(.*)$", 1, ""},
      Split{"^/a([0-9]+)$", 1, ""},
      Split{"^/(a|/b)$", 1, ""},
  };
  for (const Split& one : kCases) {
    const SlashVariants split = slash_out_of_group(one.expression, one.group);
    std::string text;
    for (const SlashVariant& variant : split.variants) {
      text += variant.expression + (variant.has_group ? " " : "- ");
    }
    EXPECT_EQ(text, one.variants) << one.expression;
    EXPECT_EQ(split.leaves_rest, one.leaves_rest) << one.expression;
  }
}

}  // namespace
}  // namespace onward::config::nginx
