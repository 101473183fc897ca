// SPDX-License-Identifier: MIT
// explain(): the steps of one request, and the advice of each status and of CORS. Advice is prose:
// its beginning or some of its words are asked for, not all of it.
#include "onward/rules/explain.h"

#include "rules/conversation.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

using Outcome = Step::Outcome;

Rule rule(const char* match, const char* to) {
  Rule rule;
  rule.when.match = Text{match, {}};
  if (*to != '\0') rule.action.to = Text{to, {}};
  return rule;
}

TEST(Explain, TellsEachStep) {
  auto source = std::make_shared<MapSource>();
  source->rows = {{"/one", "/1", 0, 3}, {"/two", "/2", 308, 4}};
  Rule posts = rule("/two", "/posted");
  posts.when.methods = {{"POST", {}}};
  Rule first_map;
  first_map.action.map = std::make_shared<MapSource>();
  Rule rewrite = rule("/old/:page", "");
  rewrite.action.rewrite = Text{"/{page}", {}};
  Rule map;
  map.action.map = source;
  const auto compiled = compile({posts, first_map, rewrite, map, rule("/*", "/never")});
  ASSERT_TRUE(compiled.table);

  Workspace workspace;
  const WireRequest request("GET /%6Fld/two?x HTTP/1.1\r\nHost: A.example:8307\r\n");
  const Explanation explanation = explain(*compiled.table, request.get(), {}, workspace);
  EXPECT_EQ(explanation.url, "http://a.example:8307/old/two?x");
  EXPECT_EQ(explanation.map_line, 4U);
  EXPECT_EQ(spelled(explanation.response), "308 Location: /2?x; Cache-Control: max-age=86400");
  const struct {
    std::size_t rule;
    Outcome outcome;
    const char* reason;
  } kSteps[] = {
      {0, Outcome::Failed, "method GET is not among POST"},
      {1, Outcome::NotInMap, "the map has no row for the request"},
      {2, Outcome::Rewrote, "rewrites '/old/two': page = 'two'"},
      {3, Outcome::Matched, "matches: line 4 of its map"},
  };
  ASSERT_EQ(explanation.steps.size(), std::size(kSteps));
  for (std::size_t i = 0; i < std::size(kSteps); ++i) {
    EXPECT_EQ(explanation.steps[i].rule, kSteps[i].rule);
    EXPECT_EQ(explanation.steps[i].outcome, kSteps[i].outcome) << i;
    EXPECT_EQ(explanation.steps[i].reason, kSteps[i].reason);
  }
}

TEST(Explain, WhatNoRuleIsAskedAbout) {
  const auto compiled = compile({rule("/a", "/b")});
  Workspace workspace;
  const WireRequest request("TRACE /a HTTP/1.1\r\nHost: a\r\n");
  const Explanation explanation = explain(*compiled.table, request.get(), {}, workspace);
  EXPECT_EQ(explanation.response.status, 405);
  EXPECT_EQ(explanation.url, "http://a/a");
  EXPECT_TRUE(explanation.steps.empty());
  EXPECT_EQ(explanation.status_advice + explanation.cors_advice, "");
}

TEST(Explain, TellsThatARulePasses) {
  Rule pass = rule("/app/*", "");
  pass.action.pass = true;
  const auto compiled = compile({pass, rule("/*", "/new")});
  ASSERT_TRUE(compiled.table);
  Workspace workspace;
  const WireRequest request(
      "OPTIONS /app/x HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\n"
      "Access-Control-Request-Method: PUT\r\n");
  const Explanation explanation = explain(*compiled.table, request.get(), {}, workspace);
  EXPECT_EQ(explanation.response.status, 404);
  EXPECT_EQ(explanation.response.rule, 0U);
  ASSERT_EQ(explanation.steps.size(), 1U);
  EXPECT_EQ(explanation.steps[0].outcome, Outcome::Passed);
  EXPECT_EQ(explanation.steps[0].reason, "passes: matching ends here: 0 = 'x'");
  EXPECT_EQ(explanation.status_advice + explanation.cors_advice, "");
}

TEST(Rfc9110StatusAdvice, NamesTheStatusThatFits) {
  const struct {
    http::Status status;
    std::vector<Text> methods;
    const char* match;
    const char* begin;
    const char* has;
  } kCases[] = {
      {http::Status(301), {}, "/a", "308 fits better than 301", "§15.4.2"},
      {http::Status(302), {}, "/a", "307 fits better than 302", "§15.4.3"},
      {http::Status(303), {}, "/a", "307 fits better than 303", "§15.4.4"},
      {http::Status(307), {}, "/a", "307 fits:", "§15.4.8"},
      {http::Status(308), {}, "/a", "308 fits:", "§15.4.9"},
      {http::Status(301), {{"GET", {}}}, "/a", "301 fits:", "§15.4.2"},
      {http::Status(302), {{"GET", {}}, {"HEAD", {}}}, "/a", "302 fits:", "§15.4.3"},
      {http::Status(303), {{"GET", {}}}, "/a", "302 or 307 fits better", "§15.4.4"},
      {http::Status(307), {{"GET", {}}}, "/a", "307 fits:", "§15.4.8"},
      {http::Status(308), {{"GET", {}}}, "/a", "308 fits:", "§15.4.9"},
      {http::Status(301),
       {{"GET", {}}, {"POST", {}}},
       "/a",
       "308 fits better",
       "methods that write"},
      {http::Status(307), {}, "/OAuth/authorize", "307 fits:", "RFC 9700 §4.12"},
      {http::Status(303), {{"POST", {}}}, "/login", "307 fits better than 303 for a move", "form"},
  };
  for (const auto& c : kCases) {
    Rule moved = rule(c.match, "/b");
    moved.action.status = c.status;
    moved.when.methods = c.methods;
    const auto compiled = compile({moved});
    Workspace workspace;
    const std::string method = c.methods.empty() ? "GET" : c.methods[0].value;
    const WireRequest request(method + " " + c.match + " HTTP/1.1\r\nHost: a\r\n");
    const std::string advice = explain(*compiled.table, request.get(), {}, workspace).status_advice;
    EXPECT_TRUE(advice.starts_with(c.begin)) << advice;
    EXPECT_NE(advice.find(c.has), std::string::npos) << advice;
    EXPECT_EQ(advice.find("9700") != std::string::npos, std::string_view(c.has).starts_with("RFC"));
  }
}

struct CorsCase {
  const char* spec;
  const char* origins;  // of cors; "" without
  const char* to;
  const char* fields;
  std::vector<const char*> has;
};

const CorsCase kCorsCases[] = {
    {"no cors",
     "",
     "https://c.example/",
     "POST /a HTTP/1.1\r\nOrigin: https://a.example\r\n",
     {"A page of https://a.example", "network error",
      "cors = { origins = [\"https://a.example\"]"}},
    {"no Origin was sent", "", "/b", "GET /a HTTP/1.1\r\n", {"of another origin", "app.example"}},
    {"not listed",
     "https://x.example",
     "/b",
     "GET /a HTTP/1.1\r\nOrigin: https://a.example\r\n",
     {"network error", "to the origins of the rule's cors"}},
    {"to a third origin",
     "https://a.example",
     "https://c.example/",
     "PUT /a HTTP/1.1\r\nOrigin: https://a.example\r\n",
     {"may fetch this", "\"Origin: null\" there", "second preflight", "Authorization"}},
    {"back home",
     "https://a.example",
     "https://a.example/",
     "POST /a HTTP/1.1\r\nOrigin: https://a.example\r\n",
     {"the page's own origin", "JSON"}},
    {"within",
     "*",
     "/b",
     "GET /a HTTP/1.1\r\nOrigin: https://a.example\r\n",
     {"within the same origin"}},
    {"a preflight",
     "",
     "/b",
     "OPTIONS /a HTTP/1.1\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: PUT\r\n",
     {"preflight", "without permission"}},
    {"a preflight",
     "*",
     "/b",
     "OPTIONS /a HTTP/1.1\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: PUT\r\n",
     {"answered with permission"}},
    {"the same origin", "", "/b", "GET /a HTTP/1.1\r\nOrigin: http://b.example\r\n", {}},
};

TEST(FetchCorsAdvice, SaysWhatABrowserDoes) {
  for (const CorsCase& c : kCorsCases) {
    Rule moved = rule("/a", c.to);
    if (*c.origins != '\0') {
      moved.action.cors.emplace();
      moved.action.cors->origins = {{c.origins, {}}};
    }
    const auto compiled = compile({moved});
    ASSERT_TRUE(compiled.table);
    Workspace workspace;
    const WireRequest request(std::string(c.fields) + "Host: b.example\r\n");
    const std::string advice = explain(*compiled.table, request.get(), {}, workspace).cors_advice;
    EXPECT_EQ(advice.empty(), c.has.empty()) << c.spec;
    for (const char* piece : c.has) EXPECT_NE(advice.find(piece), std::string::npos) << advice;
  }
}

}  // namespace
}  // namespace onward::rules
