// SPDX-License-Identifier: MIT
// What patterns match and which groups they take out: by component, by URL, with and without case.
// Each row names the algorithm of the standard, or of ECMA-262, that it shows.
#include "onward/url/pattern.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

/// name=value of each group; "name" alone where it took no part; "-" for no match.
std::string spell(const std::optional<PatternMatch>& match, PatternComponent component) {
  if (!match) return "-";
  std::string result;
  for (const auto& group : (*match)[component].groups) {
    if (!result.empty()) result += ' ';
    result += group.name;
    if (group.value) result += '=' + *group.value;
  }
  return result;
}

struct Matched {
  const char* rule;
  const char* pathname;
  const char* subject;
  const char* groups;  // "-" for no match
};

constexpr Matched kMatched[] = {
    {"fixed text", "/a", "/a", ""},
    {"fixed text, whole", "/a", "/a/", "-"},
    {"segment wildcard", "/:a", "/x", "a=x"},
    {"segment wildcard, not empty", "/:a", "/", "-"},
    {"segment wildcard, one segment", "/:a", "/x/y", "-"},
    {"segment wildcard, shortest", ":a-:b", "x-y-z", "a=x b=y-z"},
    {"full wildcard, longest", "*/*", "a/b/c", "0=a/b 1=c"},
    {"full wildcard, empty", "/a/*", "/a/", "0="},
    {"full wildcard behind a segment", "{:a}(.*)", "xyz", "a=x 0=yz"},
    {"optional group takes its prefix", "/a/:b?", "/a", "b"},
    {"optional group, matched", "/a/:b?", "/a/x", "b=x"},
    {"optional group, prefix alone", "/a/:b?", "/a/", "-"},
    {"one or more", "/:a+", "/x/y", "a=x/y"},
    {"one or more, none", "/:a+", "", "-"},
    {"zero or more, none", "/a/:b*", "/a", "b"},
    {"zero or more, with a suffix", "{a:x(\\d)b}*", "a1ba2b", "x=1ba2"},
    {"braces, optional text", "/a{/b}?", "/a", ""},
    {"braces, repeated text", "/a{/b}+", "/a/b/b", ""},
    {"regexp", "/(\\d+)-:a([a-f]+)", "/12-cafe", "0=12 a=cafe"},
    {"regexp, v-mode subtraction", "/([[a-z]--a])", "/b", "0=b"},
    {"regexp, v-mode subtraction, no match", "/([[a-z]--a])", "/a", "-"},
    {"regexp, v-mode intersection", "/([\\d&&[0-1]])", "/3", "-"},
    {"regexp, first alternative that leads to a match", "(a|ab)(c|bcd)(d*)", "abcd",
     "0=a 1=bcd 2="},
    {"regexp, named group at the end", "/:foo((?<x>a))", "/a", "foo=a"},
    // RepeatMatcher: an optional group that would match "" takes no part instead.
    {"optional wildcard, empty", "a{*}?", "a", "0"},
    {"optional regexp, empty", "a{(b*)}?", "a", "0"},
    {"optional regexp, not empty", "a{(b*)}?", "abb", "0=bb"},
    {"repeated regexp, empty", "a{(b*)}*", "a", "0="},
    {"optional with a prefix, empty inside", "/a/(b*)?", "/a/", "0="},
};

TEST(WhatwgUrlPattern, Matches) {
  for (const Matched& row : kMatched) {
    SCOPED_TRACE(std::string(row.rule) + ": " + row.pathname + " on " + row.subject);
    const auto pattern = Pattern::create({.pathname = row.pathname});
    ASSERT_TRUE(pattern) << message(pattern.error().code);
    const PatternInit subject{.pathname = row.subject};
    EXPECT_EQ(spell(pattern->exec(subject), PatternComponent::Pathname), row.groups);
    EXPECT_EQ(pattern->test(subject), row.groups != std::string("-"));
  }
}

struct Subject {
  const char* rule;
  PatternInit pattern;
  PatternInit subject;
  bool matches;
};

TEST(WhatwgUrlPattern, SubjectsByComponent) {
  const Subject rows[] = {
      {"match: absent is empty", {.hostname = ""}, {}, true},
      {"match: base lends the username", {.username = "u"}, {.base_url = "https://u:p@h"}, true},
      {"match: not next to a hostname",
       {.username = "u"},
       {.hostname = "h", .base_url = "https://u:p@h"},
       false},
      {"match: bad base", {}, {.base_url = "h"}, false},
      {"match: bad port", {}, {.port = "x"}, false},
      {"match: default port is empty", {.port = ""}, {.protocol = "http", .port = "80"}, true},
      {"match: port stops at other characters", {.port = "80"}, {.port = "80?x"}, true},
      {"match: IDNA", {.hostname = "xn--caf-dma.com"}, {.hostname = "caf\xC3\xA9.com"}, true},
      {"match: dot segments", {.pathname = "/c"}, {.pathname = "/a/../c"}, true},
      {"match: relative pathname",
       {.pathname = "/a/c"},
       {.pathname = "c", .base_url = "https://h/a/b"},
       true},
      {"match: opaque pathname stops at ?",
       {.protocol = "data", .pathname = "a"},
       {.protocol = "data", .pathname = "a?b"},
       true},
      {"match: search without ?", {.search = "a"}, {.search = "?a"}, true},
      {"case: host is folded", {.hostname = "EXAMPLE.com"}, {.hostname = "example.COM"}, true},
      {"case: path is not", {.pathname = "/a"}, {.pathname = "/A"}, false},
  };
  for (const Subject& row : rows) {
    SCOPED_TRACE(row.rule);
    const auto pattern = Pattern::create(row.pattern);
    ASSERT_TRUE(pattern);
    EXPECT_EQ(pattern->test(row.subject), row.matches);
    EXPECT_EQ(pattern->exec(row.subject).has_value(), row.matches);
  }
}

TEST(WhatwgUrlPattern, UrlsAndStringsAlike) {
  const auto pattern = Pattern::create("https://*.example.com/:a?*");
  const auto url = parse("https://x.example.com/y?z#w");
  EXPECT_TRUE(pattern->test(*url));
  EXPECT_TRUE(pattern->test("https://x.example.com/y?z#w"));
  EXPECT_TRUE(pattern->test("y?z", "https://x.example.com"));
  EXPECT_FALSE(pattern->test("y?z"));
  EXPECT_FALSE(pattern->test("y?z", "data:x"));
  const auto match = pattern->exec(*url);
  if (!match) FAIL() << "no match";
  EXPECT_EQ(match->protocol().input, "https");
  EXPECT_EQ(match->hostname().group("0"), "x");
  EXPECT_EQ(match->pathname().group("a"), "y");
  EXPECT_EQ(match->search().input, "z");
  EXPECT_EQ(match->hash().group("0"), "w");
}

TEST(WhatwgUrlPattern, IgnoreCaseIsForPathnameSearchAndHash) {
  const PatternOptions loose{.ignore_case = true};
  EXPECT_TRUE(Pattern::create({.pathname = "/a/:b"}, loose)->test("https://h/A/x"));
  EXPECT_TRUE(Pattern::create({.pathname = "/a/([b-c]+)"}, loose)->test("https://h/A/BC"));
  EXPECT_TRUE(Pattern::create({.pathname = "{/a}+/:b"}, loose)->test("https://h/A/a/x"));
  EXPECT_TRUE(Pattern::create({.search = "a"}, loose)->test("https://h/?A"));
  EXPECT_TRUE(Pattern::create({.hash = "a"}, loose)->test("https://h/#A"));
  EXPECT_FALSE(Pattern::create({.username = "a"}, loose)->test("https://A@h/"));
}

TEST(WhatwgUrlPattern, HasRegexpGroups) {
  EXPECT_FALSE(Pattern::create({.pathname = "/:a/*/(.*)/([^\\/]+?)"})->has_regexp_groups());
  EXPECT_TRUE(Pattern::create({.port = "(8.)"})->has_regexp_groups());
}

TEST(WhatwgUrlPattern, ManyGroups) {
  std::string pathname;
  std::string subject;
  for (std::size_t i = 0; i < kMaxPatternGroups; ++i) {
    pathname += "/(a+)";
    subject += "/aa";
  }
  const auto pattern = Pattern::create({.pathname = pathname});
  ASSERT_TRUE(pattern);
  const auto match = pattern->exec(PatternInit{.pathname = subject});
  if (!match) FAIL() << "no match";
  EXPECT_EQ(match->pathname().groups.size(), kMaxPatternGroups);
  EXPECT_EQ(match->pathname().group("99"), "aa");

  const auto one_more = Pattern::create({.pathname = pathname + "/*"});
  ASSERT_FALSE(one_more);
  EXPECT_EQ(one_more.error().code, ErrorCode::PatternTooComplex);
}

}  // namespace
}  // namespace onward::url
