// SPDX-License-Identifier: MIT
// Fetch, "CORS protocol": preflights, which are matched with the method they ask for and never
// redirected, and what a redirect says to the page that asked.
#include "rules/conversation.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

Rule moved(const char* methods, const char* origin) {
  Rule rule;
  rule.when.match = Text{"/a", {}};
  rule.action.to = Text{"/b", {}};
  if (*methods != '\0') rule.when.methods = {{methods, {}}};
  if (*origin != '\0') {
    rule.action.cors.emplace();
    rule.action.cors->origins = {{origin, {}}};
  }
  return rule;
}

std::string ask(const std::vector<Rule>& rules, const std::string& head) {
  const auto compiled = compile(rules);
  if (!compiled.table) return compiled.diagnostics.front().message;
  Workspace workspace;
  const WireRequest request(head + "Host: b.example\r\n");
  return spelled(answer(*compiled.table, request.get(), {}, workspace));
}

const std::string kVary =
    "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

TEST(FetchPreflight, IsNeverRedirected) {
  const std::string put = "OPTIONS /a HTTP/1.1\r\nAccess-Control-Request-Method: PUT\r\n";
  const std::string from_a = put + "Origin: https://a.example\r\n";
  const struct {
    const char* spec;
    std::vector<Rule> rules;
    std::string head;
    std::string answer;
  } kCases[] = {
      {"without cors: no permission", {moved("", "")}, from_a, "204 " + kVary},
      {"with",
       {moved("", "https://a.example")},
       from_a,
       "204 " + kVary +
           "; Access-Control-Allow-Origin: https://a.example; "
           "Access-Control-Allow-Methods: PUT"},
      {"any origin",
       {moved("", "*")},
       from_a,
       "204 " + kVary + "; Access-Control-Allow-Origin: *; Access-Control-Allow-Methods: PUT"},
      {"another origin", {moved("", "https://x.example")}, from_a, "204 " + kVary},
      {"fields that are asked for",
       {moved("", "*")},
       from_a + "Access-Control-Request-Headers: content-type,x-a\r\n",
       "204 " + kVary +
           "; Access-Control-Allow-Origin: *; Access-Control-Allow-Methods: PUT; "
           "Access-Control-Allow-Headers: content-type,x-a"},
      {"the requested method chooses the rule",
       {moved("POST", ""), moved("PUT", "*")},
       from_a,
       "204 " + kVary + "; Access-Control-Allow-Origin: *; Access-Control-Allow-Methods: PUT"},
      {"no rule has it", {moved("POST", "*")}, from_a, "404"},
      {"OPTIONS is no preflight without Origin",
       {moved("", "*")},
       put,
       "307 Location: /b; Cache-Control: no-store; Access-Control-Allow-Origin: *"},
      {"nor without a method",
       {moved("", "")},
       "OPTIONS /a HTTP/1.1\r\nOrigin: https://a.example\r\n",
       "307 Location: /b; Cache-Control: no-store"},
  };
  for (const auto& c : kCases) EXPECT_EQ(ask(c.rules, c.head), c.answer) << c.spec;
}

TEST(FetchPreflight, SaysAllThatIsConfigured) {
  Rule rule = moved("", "https://a.example");
  Cors cors;
  cors.origins = {{"https://a.example", {}}};
  cors.methods = {{"PUT", {}}, {"PATCH", {}}};
  cors.fields = {{"X-Api-Key", {}}};
  cors.credentials = true;
  cors.max_age = std::chrono::seconds{600};
  rule.action.cors = cors;
  EXPECT_EQ(ask({rule},
                "OPTIONS /a HTTP/1.1\r\nOrigin: https://a.example\r\n"
                "Access-Control-Request-Method: PUT\r\n"),
            "204 " + kVary +
                "; Access-Control-Allow-Origin: https://a.example; "
                "Access-Control-Allow-Credentials: true; Access-Control-Allow-Methods: PUT, PATCH; "
                "Access-Control-Allow-Headers: X-Api-Key; Access-Control-Max-Age: 600");
}

TEST(FetchCors, OfRedirects) {
  Rule open = moved("", "*");
  open.action.cors->expose = {{"X-Id", {}}};
  Rule named = moved("", "https://a.example");
  Rule secret = named;
  secret.action.cors->credentials = true;
  Rule gone = moved("", "https://a.example");
  gone.action.to.reset();
  gone.action.status = http::Status(410);
  Rule sandbox = moved("", "null");
  const std::string from_a = "POST /a HTTP/1.1\r\nOrigin: https://a.example\r\n";
  const std::string redirect = "307 Location: /b; Cache-Control: no-store";
  const struct {
    const char* spec;
    Rule rule;
    std::string head;
    std::string answer;
  } kCases[] = {
      {"no cors", moved("", ""), from_a, redirect},
      {"any", open, from_a,
       redirect + "; Access-Control-Allow-Origin: *; Access-Control-Expose-Headers: X-Id"},
      {"one", named, from_a,
       redirect + "; Access-Control-Allow-Origin: https://a.example; Vary: Origin"},
      {"credentials", secret, from_a,
       redirect + "; Access-Control-Allow-Origin: https://a.example; "
                  "Access-Control-Allow-Credentials: true; Vary: Origin"},
      {"another", named, "POST /a HTTP/1.1\r\nOrigin: https://a.example.evil\r\n",
       redirect + "; Vary: Origin"},
      {"none", named, "POST /a HTTP/1.1\r\n", redirect + "; Vary: Origin"},
      {"two", named, from_a + "Origin: https://a.example\r\n", redirect + "; Vary: Origin"},
      {"null is not any of them", named, "POST /a HTTP/1.1\r\nOrigin: null\r\n",
       redirect + "; Vary: Origin"},
      {"null", sandbox, "POST /a HTTP/1.1\r\nOrigin: null\r\n",
       redirect + "; Access-Control-Allow-Origin: null; Vary: Origin"},
      {"a status", gone, from_a,
       "410 Access-Control-Allow-Origin: https://a.example; Vary: Origin"},
  };
  for (const auto& c : kCases) EXPECT_EQ(ask({c.rule}, c.head), c.answer) << c.spec;
}

}  // namespace
}  // namespace onward::rules
