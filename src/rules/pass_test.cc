// SPDX-License-Identifier: MIT
// Rules that let a request pass, and targets whose host is made of the request's: answers as tables
// would have them, one rule file each.
#include "onward/rules/answer.h"
#include "rules/conversation.h"
#include "rules/testing.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

std::string ask(const Table& table, std::string_view head) {
  Workspace workspace;
  const WireRequest request(head);
  return request.is_read() ? spelled(answer(table, request.get(), {}, workspace)) : "not read";
}

std::string get(const Table& table, const std::string& target) {
  return ask(table, "GET " + target + " HTTP/1.1\r\nHost: old.example\r\n");
}

TEST(Targets, GroupsOfTheHostMayMakeTheHost) {
  Rule bare = rule("", "https://{1}/{rest}");
  bare.when.regex = Regex{{"^www\\.(.+)$", {}}, Engine::Re2, Subject::Host};
  bare.when.all.emplace_back().regex =
      Regex{{"^/(?P<rest>.*)$", {}}, Engine::Re2, Subject::DecodedPath};
  bare.action.to_hosts = {{"*", {}}};
  const auto table = table_of({bare});
  ASSERT_TRUE(table);
  EXPECT_EQ(ask(*table, "GET /a%20b HTTP/1.1\r\nHost: www.a.example\r\n"),
            "307 Location: https://a.example/a%20b; Cache-Control: no-store");
  EXPECT_EQ(ask(*table, "GET /a HTTP/1.1\r\nHost: a.example\r\n"), "404");
}

TEST(Passing, EndsMatchingAsIfNoRuleHadMatched) {
  Rule pass = rule("/app/*", "");
  pass.action.pass = true;
  Rule gone = rule("/app/gone", "");
  gone.action.status = http::Status(410);
  Rule all = rule("/*", "/new/{0}");
  all.action.cors = Cors{{{"*", {}}}, {}, {}, {}, false, {}, {}};
  const auto table = table_of({gone, pass, all});
  ASSERT_TRUE(table);
  EXPECT_EQ(get(*table, "/app/gone"), "410");
  EXPECT_EQ(get(*table, "/app/x"), "404");
  EXPECT_EQ(get(*table, "/x").substr(0, 23), "307 Location: /new/x; C");
  const std::string preflight =
      " HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\nAccess-Control-Request-Method: PUT\r\n";
  EXPECT_EQ(ask(*table, "OPTIONS /app/x" + preflight), "404");
  EXPECT_EQ(ask(*table, "OPTIONS /x" + preflight).substr(0, 3), "204");
  Workspace workspace;
  const WireRequest request("GET /app/x HTTP/1.1\r\nHost: a\r\n");
  EXPECT_EQ(answer(*table, request.get(), {}, workspace).rule, 1U);
}

}  // namespace
}  // namespace onward::rules
