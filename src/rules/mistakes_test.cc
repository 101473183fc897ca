// SPDX-License-Identifier: MIT
// What is said about rules that are wrong: where, what, and what to do; and that nothing is said
// about rules that look alike and are right.
#include "onward/rules/table.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

using Kind = ValueTest::Kind;

// Each rule of the tests begins in line 7, its texts in column 10.
constexpr Place kPlace{0, 7, 10};

Text text(std::string value) { return {std::move(value), kPlace}; }

std::string to_text(const Diagnostic& d) {
  std::string all = std::to_string(d.place.line) + ":" + std::to_string(d.place.column) + " ";
  if (d.severity == Severity::Warning) all += "warning: ";
  all += d.message;
  return d.hint.empty() ? all : all + " | " + d.hint;
}

std::vector<std::string> said_about(Conditions when, Comparison comparison = {}) {
  Rule rule;
  rule.place = {0, 7, 1};
  rule.when = std::move(when);
  rule.comparison = comparison;
  rule.action.to = text("https://to.example/");
  const Compiled result = compile({rule});
  std::vector<std::string> said;
  bool is_error = false;
  for (const Diagnostic& d : result.diagnostics) {
    said.push_back(to_text(d));
    is_error = is_error || d.severity == Severity::Error;
  }
  EXPECT_EQ(result.table == nullptr, is_error);
  return said;
}

using Said = std::vector<std::string>;

struct PatternCase {
  const char* pattern;
  const char* said;  // what is said begins with it; "": nothing is
};

template <std::size_t N, class Set>
void expect_said(const PatternCase (&cases)[N], const Set& set) {
  for (const PatternCase& c : cases) {
    Conditions when;
    set(when, text(c.pattern));
    const Said said = said_about(when);
    if (std::string(c.said).empty()) {
      EXPECT_EQ(said, Said{}) << c.pattern;
    } else {
      ASSERT_EQ(said.size(), 1U) << c.pattern;
      EXPECT_EQ(said[0].substr(0, std::string(c.said).size()), c.said);
    }
  }
}

TEST(RuleMistakes, InScheme) {
  const PatternCase cases[] = {
      {"http", ""},
      {"https", ""},
      {"HTTPS", "7:10 no request has the scheme 'HTTPS' | requests have http or https"},
      {"ftp", "7:10 no request has the scheme 'ftp' | requests have http or https"},
      {"", "7:10 no request has the scheme '' | requests have http or https"},
  };
  expect_said(cases, [](Conditions& when, Text scheme) { when.scheme = std::move(scheme); });
}

TEST(RuleMistakes, InMatch) {
  const PatternCase cases[] = {
      {"/users/{id}",
       "7:17 the braces in '/users/{id}' are no group, but the word itself | did you mean "
       "'/users/:id'?"},
      {"/{a}/{b}/x",
       "7:11 the braces in '/{a}/{b}/x' are no group, but the word itself | did you mean "
       "'/:a/:b/x'?"},
      {"/search?q=1",
       "7:17 a path has no query: '/search?q=1' | put the query under query_match, and leave match "
       "= \"/search\""},
      {"/search?q",
       "7:17 a path has no query: '/search?q' | put the query under query_match, and leave match = "
       "\"/search\""},
      {"/*?page=:n",
       "7:12 a path has no query: '/*?page=:n' | put the query under query_match, and leave match "
       "= \"/*\""},
      {"/a#top",
       "7:12 fragments are never sent to a server: '/a#top' | leave out what begins with '#'"},
      {"api/v1/*",
       "7:10 a match begins with '/' or is a whole URL with a scheme: 'api/v1/*' | did you mean "
       "'/api/v1/*'?"},
      {"www.example.com/a",
       "7:10 a match begins with '/' or is a whole URL with a scheme: 'www.example.com/a' | did "
       "you mean 'https://www.example.com/a'?"},
      {"", "7:10 the pattern is empty | every path: \"/*\""},
      {"ftp://h/*", "7:10 no request has the scheme of 'ftp://h/*' | requests have http or https"},
      {"https://h/a#b",
       "7:21 fragments are never sent to a server: 'https://h/a#b' | leave out what begins with "
       "'#'"},
      {"/a/(b", "7:13 in the pattern '/a/(b' "},
      {"/:a/:a", "7:14 in the pattern '/:a/:a' "},
      {"/:a((?=x))", "7:1"},
      // Right as they are.
      {"/colo{u}?r", ""},
      {"/:id?", ""},
      {"/:a/:b?/*", ""},
      {"/a{/:b}?", ""},
      {"/x(a|b)?", ""},
      {"/(\\d{4}#\\?)", ""},
      {"/a\\?b", ""},
      {"http{s}?://*.example.com/a?x=1", ""},
  };
  expect_said(cases, [](Conditions& when, Text pattern) { when.match = std::move(pattern); });
}

TEST(RuleMistakes, InHost) {
  const PatternCase cases[] = {
      {"", "7:10 the host is empty | leave it out to take every host"},
      {"https://h.example",
       "7:10 a host has no scheme: 'https://h.example' | did you mean 'h.example'?"},
      {"h.example:8080",
       "7:19 a host is compared without its port: 'h.example:8080' | did you mean 'h.example'?"},
      {"h.example/a", "7:19 a host has no path: 'h.example/a' | put the path under match"},
      {"a b", "7:1"},
      {"{:shop.}?example.com", ""},
      {"[2001:db8::1]", ""},
      {":tenant.example.com", ""},
  };
  expect_said(cases, [](Conditions& when, Text pattern) { when.hosts = {std::move(pattern)}; });
}

TEST(RuleMistakes, InRegex) {
  struct Case {
    const char* expression;
    Engine engine;
    const char* said;
  };
  const Case cases[] = {
      {"", Engine::Re2, "7:10 the regular expression is empty | it would match everything"},
      {"^/a(b", Engine::Re2, "7:10 in the regular expression '^/a(b': missing )"},
      {"^/[z-a]", Engine::Re2,
       "7:13 in the regular expression '^/[z-a]': invalid character class range"},
      {"^/(?!api)", Engine::Re2,
       "7:12 in the regular expression '^/(?!api)': invalid perl operator | engine = \"pcre2\" has "
       "it, under a match limit"},
      {"(a)\\1", Engine::Re2,
       "7:13 in the regular expression '(a)\\1': invalid escape sequence | engine = \"pcre2\" has "
       "it, under a match limit"},
      {"^/(?<y>\\d+)/\\(?<n", Engine::Re2,
       "7:12 in the regular expression '^/(?<y>\\d+)/\\(?<n': invalid perl operator | RE2 names "
       "groups with (?P<name>…): did you mean '^/(?P<y>\\d+)/\\(?<n'?"},
      {"^/(?<=a)b", Engine::Re2,
       "7:12 in the regular expression '^/(?<=a)b': invalid perl operator | engine = \"pcre2\" has "
       "it, under a match limit"},
      {"^/a(b", Engine::Pcre2,
       "7:15 in the regular expression '^/a(b': missing closing parenthesis"},
      {"^/(?!api)", Engine::Pcre2, ""},
  };
  for (const Case& c : cases) {
    Conditions when;
    when.regex = Regex{text(c.expression), c.engine, Subject::Path};
    EXPECT_EQ(said_about(when), c.said[0] ? Said{c.said} : Said{}) << c.expression;
  }
}

TEST(RuleMistakes, InOtherConditions) {
  Conditions when;
  when.methods = {text("get"), text("GE T"), text("brew")};
  EXPECT_EQ(said_about(when),
            (Said{"7:10 no client sends the method \"get\" | did you mean \"GET\"?",
                  "7:10 'GE T' is no method | a method is a word like GET or POST"}));
  when = {};
  when.clients = {text("10.0.0.0/33"),    text("10.1"),      text("010.0.0.1"),
                  text("2001:db8::/129"), text("h.example"), text("10.0.0.1/8")};
  EXPECT_EQ(said_about(when).size(), 6U);
  EXPECT_EQ(said_about(when).back(),
            "7:10 warning: '10.0.0.1/8' has bits behind its length, which are ignored | did you "
            "mean '10.0.0.0/8'?");
  when = {};
  const std::chrono::sys_seconds now(std::chrono::seconds(100));
  when.between = {{std::nullopt, std::nullopt, kPlace}, {now, now, kPlace}};
  EXPECT_EQ(
      said_about(when),
      (Said{"7:10 a time without a beginning and without an end | give from, until or both",
            "7:10 the time ends before it begins, so that it never holds | until is the first "
            "instant that is too late"}));
  when = {};
  when.share = Share{100.5, Share::Key::Cookie, text("a b"), "", kPlace};
  EXPECT_EQ(said_about(when), (Said{"7:10 a share is from 0 to 100 percent",
                                    "7:10 'a b' is no name of a cookie | letters, digits and "
                                    "hyphens"}));
  when = {};
  when.fields = {{text("X A"), Kind::Present, text("")}, {text("A"), Kind::Prefix, text("")}};
  when.query = {{text("a=b"), Kind::Present, text("")}, {text("a"), Kind::Regex, text("(")}};
  EXPECT_EQ(said_about(when).size(), 4U);
}

TEST(RuleMistakes, GroupsOfWhatIsWrongAreNotMissed) {
  Rule rule;
  rule.when.regex = Regex{text("^/(?<id>[0-9]+)$")};
  rule.action.to = text("/x/{id}");
  EXPECT_EQ(compile({rule}).diagnostics.size(), 1U);
  rule.when.regex = Regex{text("^/([0-9]+)$")};
  EXPECT_EQ(compile({rule}).diagnostics.size(), 1U);
}

TEST(RuleMistakes, NestingHasALimit) {
  Conditions when;
  when.match = text("/a");
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(said_about(when), Said{}) << i;
    Conditions outer;
    outer.place = kPlace;
    (i % 2 == 0 ? outer.any : outer.none).push_back(std::move(when));
    when = std::move(outer);
  }
  EXPECT_EQ(said_about(when), Said{"7:10 conditions nest deeper than 8 levels"});
}

TEST(RuleMistakes, AllAreSaidTogetherInTheOrderOfTheirPlaces) {
  Rule first;
  first.when.match = Text{"/{a}", {0, 9, 1}};
  first.action.to = Text{"/x", {0, 9, 1}};
  Rule second = first;
  second.when.match = Text{"/b#", {0, 3, 1}};
  const Compiled result = compile({first, second});
  ASSERT_EQ(result.diagnostics.size(), 2U);
  EXPECT_EQ(result.diagnostics[0].place.line, 3U);
  EXPECT_EQ(result.diagnostics[1].place.line, 9U);
}

TEST(RuleMistakes, ARowOfAMapRefusesNothingElse) {
  MapSource map;
  map.rows = {{"/a", "/b", 0, 1}, {"/c", "", 0, 2}};
  Rule rule;
  rule.action.map = std::make_shared<const MapSource>(map);
  const Compiled result = compile({rule});
  ASSERT_EQ(result.diagnostics.size(), 1U);
  EXPECT_EQ(result.diagnostics[0].severity, Severity::Error);
  ASSERT_TRUE(result.table);
  EXPECT_TRUE(result.table->rules()[0].action.map->rows.empty());
}

}  // namespace
}  // namespace onward::rules
