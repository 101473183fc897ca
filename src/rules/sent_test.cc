// SPDX-License-Identifier: MIT
// What of a request is given on as it was sent (docs/decisions/0036), and what becomes of an empty
// query (docs/decisions/0049).
#include "rules/conversation.h"

#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

std::string location(const Rule& rule, std::string_view target) {
  const auto compiled = compile({rule});
  if (!compiled.table) return "no table";
  Workspace workspace;
  const WireRequest request("GET " + std::string(target) + " HTTP/1.1\r\nHost: h.example\r\n");
  if (!request.is_read()) return "not read";
  const Response response = answer(*compiled.table, request.get(), {}, workspace);
  return response.location.empty() ? std::to_string(response.status.code())
                                   : std::string(response.location);
}

Rule rule(const char* match, const char* to, Comparison comparison) {
  Rule rule;
  if (*match != '\0') rule.when.match = Text{match, {}};
  rule.action.to = Text{to, {}};
  rule.comparison = comparison;
  return rule;
}

struct SentCase {
  const char* match;
  const char* to;
  Comparison comparison;
  const char* target;
  const char* location;
};

void expect_locations(std::initializer_list<SentCase> cases) {
  for (const SentCase& c : cases) {
    EXPECT_EQ(location(rule(c.match, c.to, c.comparison), c.target), c.location)
        << c.match << " and " << c.target;
  }
}

TEST(SentEscapes, AreComparedAndGivenOn) {
  constexpr Comparison kKeep{.keep_escapes = true};
  expect_locations({
      {"/a", "/b", {}, "/%61", "/b"},
      {"/a", "/b", kKeep, "/a", "/b"},
      {"/a", "/b", kKeep, "/%61", "404"},
      {"/%61", "/b", kKeep, "/%61", "/b"},
      {"/%61", "/b", kKeep, "/a", "404"},
      {"/%2f", "/b", kKeep, "/%2F", "404"},
      {"/%2f", "/b", {.ignore_case = true, .keep_escapes = true}, "/%2F", "/b"},
      {"/u/*", "/v/{0}", {}, "/u/%7ex%2fy", "/v/~x%2Fy"},
      {"/u/*", "/v/{0}", kKeep, "/u/%7ex%2fy", "/v/%7ex%2fy"},
      {"/u/:id", "/v{request.path}", {}, "/u/%7ex", "/v/u/~x"},
      {"/u/:id", "/v{request.path}", kKeep, "/u/%7ex", "/v/u/%7ex"},
      {"http://h.example/%61", "/b", kKeep, "/%61", "/b"},
      {"http://h.example/%61", "/b", kKeep, "/a", "404"},
      {"/a/b", "/c", {.merge_slashes = true, .keep_escapes = true}, "/a//b", "/c"},
      {"/a/b", "/c", {.ignore_trailing_slash = true, .keep_escapes = true}, "/a/b/", "/c"},
      {"/a/%62", "/c", {false, true, true, true}, "/a//%62/", "/c"},
      // As a URL parser has it otherwise: no dot segments, no braces; "|" it leaves.
      {"/b/*", "/c/{0}", kKeep, "/a/../b/%2e/%2E%2e/b/x", "/c/x"},
      {"/a|b/*", "/c/{0}", kKeep, "/a|b/{x|", "/c/%7Bx|"},
      {"/a|b", "/c", kKeep, "/a%7Cb", "404"},
      {"/*", "/{0}", kKeep, "//evil.example/%61", "/%2Fevil.example/%61"},
  });
}

TEST(SentDots, AreComparedAndNotGivenOn) {
  constexpr Comparison kKeep{.keep_escapes = true, .keep_dots = true};
  expect_locations({
      {"/a", "/b", {.keep_escapes = true}, "/x/../a", "/b"},
      {"/a", "/b", kKeep, "/x/../a", "404"},
      {"/a", "/b", kKeep, "/./a", "404"},
      {"/a", "/b", kKeep, "/a", "/b"},
      {"/x/*", "/b/{0}", kKeep, "/x/../a", "/a"},
      {"/x/*", "/b/{0}", kKeep, "/x/y/%2E%2e/a", "/b/a"},
      {"/x/*", "/b/{0}", kKeep, "/x/{/./c", "/b/%7B/c"},
      {"/x/*", "https://n.example/b{request.path}", kKeep, "/x/../../a", "https://n.example/a"},
      {"/x/*", "/{0}", kKeep, "/x/..//evil.example/", "/%2Fevil.example/"},
      {"http://h.example/x/*", "/b/{0}", kKeep, "/x/./%61", "/b/%61"},
      {"/x/../a", "/b", kKeep, "/x/../a", "/b"},
      {"/x/../a", "/b", kKeep, "/a", "404"},
      {"/x/../a",
       "/b",
       {.ignore_trailing_slash = true, .keep_escapes = true, .keep_dots = true},
       "/x/../a/",
       "/b"},
      {"/x/y",
       "/b",
       {.merge_slashes = true, .keep_escapes = true, .keep_dots = true},
       "/x//y",
       "/b"},
      {"/x/y",
       "/b",
       {.merge_slashes = true, .keep_escapes = true, .keep_dots = true},
       "/x//./y",
       "404"},
      {"/X/*",
       "/b/{0}",
       {.ignore_case = true, .keep_escapes = true, .keep_dots = true},
       "/x/Q/../R",
       "/b/R"},
  });
  Rule decoded = rule("", "/b/{1}", kKeep);
  decoded.when.regex = Regex{{"^/u/(.*)$", {}}, Engine::Re2, Subject::DecodedPath};
  EXPECT_EQ(location(decoded, "/x/../u/%20"), "404");
  EXPECT_EQ(location(decoded, "/u/x/../%20"), "/b/%20");
  Rule map;
  map.comparison = kKeep;
  MapSource source;
  source.rows = {{"/x/../a", "/dots", 0, 1}, {"/a", "/plain", 0, 2}};
  map.action.map = std::make_shared<const MapSource>(std::move(source));
  EXPECT_EQ(location(map, "/x/../a"), "/dots");
  EXPECT_EQ(location(map, "/a"), "/plain");
  EXPECT_EQ(location(map, "/y/../a"), "404");
}

TEST(SentEscapes, OfRegexesAndMaps) {
  const struct {
    Subject subject;
    const char* expression;
    bool keeps;
    const char* target;
    const char* location;
  } kCases[] = {
      {Subject::Path, "^/(.*)$", false, "/%61", "/x/a"},
      {Subject::Path, "^/(.*)$", true, "/%61", "/x/%61"},
      {Subject::Url, "^http://h.example/(.*)$", false, "/%61", "/x/a"},
      {Subject::Url, "^http://h.example/(.*)$", true, "/%61", "/x/%61"},
      {Subject::Target, "^/(.*)$", false, "/%61/../b", "/x/b"},
      {Subject::Target, "^/(%61)$", false, "/%61", "/x/%61"},
      {Subject::DecodedPath, "^/(.*)$", true, "/%61%20", "/x/a%20"},
  };
  for (const auto& c : kCases) {
    Rule one = rule("", "/x/{1}", {.keep_escapes = c.keeps});
    one.when.regex = Regex{{c.expression, {}}, Engine::Re2, c.subject};
    EXPECT_EQ(location(one, c.target), c.location) << c.expression << " and " << c.target;
  }
  Rule map;
  map.comparison.keep_escapes = true;
  MapSource source;
  source.rows = {{"/%61", "/escaped", 0, 1}, {"/a", "/plain", 0, 2}, {"/caf\xC3\xA9", "/c", 0, 3}};
  map.action.map = std::make_shared<const MapSource>(std::move(source));
  EXPECT_EQ(location(map, "/%61"), "/escaped");
  EXPECT_EQ(location(map, "/a"), "/plain");
  EXPECT_EQ(location(map, "/caf%C3%A9"), "/c");
  EXPECT_EQ(location(map, "/caf%c3%a9"), "404");
}

TEST(SentTarget, IsTheRequestTarget) {
  const struct {
    const char* to;
    const char* target;
    const char* location;
  } kCases[] = {
      {"https://n.example{request.target}", "/%61?%62", "https://n.example/%61?%62"},
      {"https://n.example{request.target}", "/a?", "https://n.example/a?"},
      {"https://n.example{request.target}", "/{a|", "https://n.example/%7Ba|"},
      {"https://n.example{request.target}", "/a/%2e%2e/b", "https://n.example/b"},
      {"https://n.example{request.target}", "http://h.example?x", "https://n.example/?x"},
      {"https://n.example{request.target}", "http://h.example", "https://n.example/"},
      {"https://n.example{request.target}", "http://h.example/%61", "https://n.example/%61"},
      {"https://n.example{request.target}", "//evil.example/", "https://n.example//evil.example/"},
      {"{request.target}#x", "//evil.example/?y", "/%2Fevil.example/?y#x"},
      {"{request.target}#x", "/.//evil.example/", "/%2Fevil.example/#x"},
      {"{request.target}#x", "/%2e//evil.example/", "/%2Fevil.example/#x"},
      {"/in?to={request.target}", "/%61?b", "/in?to=/%61?b"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(location(rule("", c.to, {}), c.target), c.location) << c.to << " and " << c.target;
  }
}

TEST(SentTarget, BehindARewriteIsWhatThatWrote) {
  Rule rewrite = rule("/a/*", "", {.keep_escapes = true});
  rewrite.action.to.reset();
  rewrite.action.rewrite = Text{"/b/{0}", {}};
  const auto compiled = compile({rewrite, rule("/b/*", "/c{request.target}", {})});
  ASSERT_TRUE(compiled.table);
  Workspace workspace;
  const WireRequest request("GET /a/%7e?x HTTP/1.1\r\nHost: h\r\n");
  EXPECT_EQ(answer(*compiled.table, request.get(), {}, workspace).location, "/c/b/%7e?x");
}

TEST(EmptyQueries, AreKeptOrNotAsTheRuleSays) {
  using enum QueryPolicy;
  const struct {
    const char* to;
    QueryPolicy policy;
    const char* bare;   // to "/a"
    const char* empty;  // to "/a?"
    const char* full;   // to "/a?x"
  } kCases[] = {
      {"/b", Keep, "/b", "/b?", "/b?x"},
      {"/b", KeepNonempty, "/b", "/b", "/b?x"},
      {"/b", Drop, "/b", "/b", "/b"},
      {"/b", AsWritten, "/b", "/b", "/b"},
      {"/b#c", Keep, "/b#c", "/b?#c", "/b?x#c"},
      {"/b?y", Keep, "/b?y", "/b?y", "/b?y&x"},
      {"/b?y", KeepNonempty, "/b?y", "/b?y", "/b?y&x"},
      {"/b?", Keep, "/b?", "/b?", "/b?x"},
      {"/b?", Drop, "/b?", "/b?", "/b?"},
      {"/b?{request.query}", Keep, "/b", "/b?", "/b?x"},
      {"/b?{request.query}", KeepNonempty, "/b", "/b", "/b?x"},
      {"/b?{request.query}", Drop, "/b", "/b", "/b?x"},
      {"/b?{request.query}", AsWritten, "/b?", "/b?", "/b?x"},
      {"/b?{query.z}", Drop, "/b", "/b", "/b"},
      {"/b?{query.z}", AsWritten, "/b?", "/b?", "/b?"},
      {"/b?{query.z}", Keep, "/b", "/b?", "/b?x"},
      {"/b{request.target}", Keep, "/b/a", "/b/a?", "/b/a?x"},
      {"/b{request.target}", KeepNonempty, "/b/a", "/b/a", "/b/a?x"},
      {"/b{request.target}", Drop, "/b/a", "/b/a?", "/b/a?x"},
  };
  for (const auto& c : kCases) {
    Rule one = rule("/a", c.to, {});
    one.action.query = c.policy;
    EXPECT_EQ(location(one, "/a"), c.bare) << c.to;
    EXPECT_EQ(location(one, "/a?"), c.empty) << c.to;
    EXPECT_EQ(location(one, "/a?x"), c.full) << c.to;
  }
}

TEST(EmptyQueries, OfRows) {
  using enum QueryPolicy;
  const struct {
    QueryPolicy policy;
    const char* target;
    const char* location;
  } kCases[] = {
      {Keep, "/a?", "/b?"},  {KeepNonempty, "/a?", "/b"}, {Drop, "/a?", "/b"},
      {Keep, "/c?", "/d?y"}, {Keep, "/c?x", "/d?y&x"},    {Keep, "/e?x", "/f?x"},
      {Drop, "/e?x", "/f?"}, {Keep, "/a", "/b"},
  };
  for (const auto& c : kCases) {
    Rule map;
    map.action.query = c.policy;
    MapSource source;
    source.rows = {{"/a", "/b", 0, 1}, {"/c", "/d?y", 0, 2}, {"/e", "/f?", 0, 3}};
    map.action.map = std::make_shared<const MapSource>(std::move(source));
    EXPECT_EQ(location(map, c.target), c.location) << c.target;
  }
}

}  // namespace
}  // namespace onward::rules
