// SPDX-License-Identifier: MIT
// What run_examples() accepts, and what it says of an example that is answered otherwise: message,
// place and who answered.
#include "onward/rules/table.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

struct Case {
  const char* request;
  const char* answer;
  const char* message;  // "" where it holds
};

std::vector<Rule> rules_with(const Case& c) {
  Rule api;
  api.name.value = "orders";
  api.place = {0, 7, 1};
  api.when.match = Text{"/api/v1/*", {}};
  api.action.to = Text{"https://api.example.com/v2/{0}", {}};
  api.examples = {{{c.request, {0, 8, 3}}, {c.answer, {0, 9, 3}}}};
  Rule shop;
  shop.when.match = Text{"https://shop.example/*", {}};
  shop.action.to = Text{"/shop/{0}", {}};
  Rule beta;
  beta.when.match = Text{"/beta", {}};
  beta.when.fields = {{{"X-Beta", {}}, ValueTest::Kind::Equals, {"1", {}}}};
  beta.action.status = http::Status(403);
  return {api, shop, beta};
}

TEST(Examples, AreAnswered) {
  const Case kCases[] = {
      {"POST /api/v1/orders?x=1", "307 https://api.example.com/v2/orders?x=1", ""},
      {"  GET   /api/v1/a  ", " 307   https://api.example.com/v2/a ", ""},
      {"GET /api/v1/a", "307", ""},
      {"GET /elsewhere", "404", ""},
      {"GET https://shop.example/a", "307 /shop/a", ""},
      {"GET https://shop.example?x", "307 /shop/?x", ""},
      {"GET http://shop.example/a", "404", ""},
      {"GET /beta\nX-Beta: 1", "403", ""},
      {"GET /beta\r\nX-Beta: 1\r\n", "403", ""},
      {"GET /beta\nHost: a.example\nX-Beta: 1\n\n", "403", ""},
      {"OPTIONS *", "204", ""},
      {"GET /api/v1/a", "308 https://api.example.com/v2/a",
       "the example is answered '307 https://api.example.com/v2/a', not '308 "
       "https://api.example.com/v2/a'"},
      {"GET /api/v1/a", "307 https://api.example.com/v1/a",
       "the example is answered '307 https://api.example.com/v2/a', not '307 "
       "https://api.example.com/v1/a'"},
      {"GET /x", "307 /y", "the example is answered '404', not '307 /y'"},
      {"GET", "404", "the example's request has no target"},
      {"GET ftp://a/b", "404", "the example's request has no target"},
      {"GET /a b", "404",
       "the request of the example cannot be sent: the message does not name its HTTP version"},
      {"G\"T /a", "404",
       "the request of the example cannot be sent: the request does not begin with a method and a "
       "space"},
      {"GET /a", "moved", "the example's answer does not begin with a status"},
  };
  for (const Case& c : kCases) {
    const auto compiled = compile(rules_with(c));
    ASSERT_TRUE(compiled.table);
    const Diagnostics diagnostics = run_examples(*compiled.table);
    if (*c.message == '\0') {
      EXPECT_TRUE(diagnostics.empty()) << c.request << ": " << diagnostics.front().message;
      continue;
    }
    ASSERT_EQ(diagnostics.size(), 1U) << c.request;
    EXPECT_EQ(diagnostics[0].message, c.message);
    EXPECT_EQ(diagnostics[0].severity, Severity::Error);
    EXPECT_GE(diagnostics[0].place.line, 8U);
  }
}

TEST(Examples, SayWhoAnswered) {
  const auto compiled = compile(rules_with({"GET /api/v1/a", "404", ""}));
  const Diagnostics diagnostics = run_examples(*compiled.table);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].place, (Place{0, 9, 3}));
  EXPECT_EQ(diagnostics[0].hint, "it is answered by rule 1, 'orders', in line 7");
}

TEST(Examples, AreAskedAtATimeAndByAClientThatTheRuleAllows) {
  using namespace std::chrono;
  Rule window;
  window.when.match = Text{"/a", {}};
  window.when.between = {{sys_days{2026y / November / 22}, sys_days{2026y / November / 23}, {}}};
  window.when.clients = {{"10.0.0.0/8", {}}};
  window.action.to = Text{"/b", {}};
  window.examples = {{{"GET /a", {}}, {"307 /b", {}}},
                     {{"GET /a\nDate: Sun, 22 Nov 2026 12:00:00 GMT", {}}, {"307 /b", {}}},
                     {{"GET /a\nDate: Mon, 23 Nov 2026 00:00:00 GMT", {}}, {"404", {}}}};
  const auto compiled = compile({window});
  ASSERT_TRUE(compiled.table);
  for (const Diagnostic& d : run_examples(*compiled.table)) ADD_FAILURE() << d.message;
}

}  // namespace
}  // namespace onward::rules
