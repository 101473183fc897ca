// SPDX-License-Identifier: MIT
// answer() as tables: what no rule is asked about, redirects with their defaults, rewrites,
// statuses, and what the content is. Requests are read from bytes, as the gateway reads them.
#include "onward/rules/answer.h"

#include "rules/conversation.h"
#include "rules/testing.h"

#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds{1'795'348'800}};

std::string ask(const Table& table, std::string_view head, const Origin& origin = {}) {
  Workspace workspace;
  const WireRequest request(head, origin);
  if (!request.is_read()) return "not read";
  return spelled(answer(table, request.get(), kNow, workspace));
}

std::string get(const Table& table, std::string_view target, const Origin& origin = {}) {
  return ask(table, "GET " + std::string(target) + " HTTP/1.1\r\nHost: old.example\r\n", origin);
}

struct HeadCase {
  const char* spec;
  const char* head;
  const char* answer;
};

TEST(Rfc9110Answers, WithoutARule) {
  const auto table = table_of({rule("/a", "/b")});
  const HeadCase kCases[] = {
      {"§9.3.6", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n", "501"},
      {"§9.3.8", "TRACE /a HTTP/1.1\r\nHost: a\r\n",
       "405 Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
      {"§9.3.7", "OPTIONS * HTTP/1.1\r\nHost: a\r\n", "204"},
      {"§10.1.1", "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 200-maybe\r\n", "417"},
      {"§10.1.1: known", "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n",
       "307 Location: /b; Cache-Control: no-store"},
      {"§15.5.5", "GET /c HTTP/1.1\r\nHost: a\r\n", "404"},
      {"a method like any other", "OPTIONS /a HTTP/1.1\r\nHost: a\r\n",
       "307 Location: /b; Cache-Control: no-store"},
      {"unknown methods are served", "BREW /a HTTP/1.1\r\nHost: a\r\n",
       "307 Location: /b; Cache-Control: no-store"},
      {"without Host", "GET /a HTTP/1.0\r\n", "307 Location: /b; Cache-Control: no-store"},
  };
  for (const HeadCase& c : kCases) EXPECT_EQ(ask(*table, c.head), c.answer) << c.spec;
}

TEST(Rfc9110Expect, IsAnsweredWithoutContent) {
  const auto table = table_of({rule("/a", "/b")});
  Workspace workspace;
  const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\n";
  const Origin origin;
  const WireRequest waiting(head + "Expect: 100-continue\r\n", origin);
  EXPECT_EQ(answer(*table, waiting.get(), kNow, workspace).content_length, 0U);
  const WireRequest other(head, origin);
  EXPECT_NE(answer(*table, other.get(), kNow, workspace).content_length, 0U);
}

TEST(Rfc9110MisdirectedRequest, IsAnswered421) {
  const auto table = table_of({rule("/a", "/b")});
  const std::string moved = "307 Location: /b; Cache-Control: no-store";
  const struct {
    const char* host;
    Origin origin;
    std::string answer;
  } kCases[] = {
      {"any.example", {}, moved},
      {"shop.example", {"http", "", {"shop.example"}}, moved},
      {"SHOP.example:8307", {"http", "", {"shop.example"}}, moved},
      {"shop.example", {"http", "", {"Shop.Example"}}, moved},
      {"evil.example", {"http", "", {"shop.example"}}, "421"},
      {"a.shop.example", {"http", "", {"shop.example"}}, "421"},
      {"a.shop.example", {"http", "", {"*.shop.example"}}, moved},
      {"a.b.shop.example", {"http", "", {"*.shop.example"}}, moved},
      {"shop.example", {"http", "", {"*.shop.example"}}, "421"},
      {"evilshop.example", {"http", "", {"*.shop.example"}}, "421"},
      {"evil.example", {"https", "shop.example", {"shop.example"}}, "421"},
      {"Shop.example", {"https", "shop.example", {"shop.example"}}, moved},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ask(*table, "GET /a HTTP/1.1\r\nHost: " + std::string(c.host) + "\r\n", c.origin),
              c.answer)
        << c.host;
  }
}

// RFC 9112 §3.3: "the server can reject the request or determine whether a configured default
// applies".
TEST(Rfc9110MisdirectedRequest, WithoutAnyHost) {
  const auto table = table_of({rule("/a", "/b")});
  const std::string moved = "307 Location: /b; Cache-Control: no-store";
  const struct {
    Origin origin;
    std::string answer;
  } kCases[] = {
      {{}, moved},
      {{"http", "", {"shop.example"}}, "421"},
      {{"http", "", {"*.shop.example"}}, "421"},
      {{"https", "shop.example", {"shop.example"}}, moved},
      {{"https", "shop.example:8443", {"shop.example"}}, moved},
      {{"https", "evil.example", {"shop.example"}}, "421"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ask(*table, "GET /a HTTP/1.0\r\n", c.origin), c.answer) << c.origin.authority;
  }
}

struct TargetCase {
  const char* spec;
  const char* match;
  const char* to;
  const char* target;
  const char* location;
};

TEST(Targets, AreFilledIn) {
  const TargetCase kCases[] = {
      {"a path", "/a", "/b", "/a", "/b"},
      {"a URL", "/a", "https://new.example/b", "/a", "https://new.example/b"},
      {"a host alone", "/a", "https://new.example", "/a", "https://new.example/"},
      {"canonical", "/a", "HTTPS://New.Example:443/s\xC3\xBC\xC3\x9F/./x y", "/a",
       "https://new.example/s%C3%BC%C3%9F/x%20y"},
      {"a wildcard", "/api/v1/*", "https://api.example.com/v2/{0}", "/api/v1/orders/7",
       "https://api.example.com/v2/orders/7"},
      {"a name", "/u/:id/:what", "/{what}/{id}", "/u/7/posts", "/posts/7"},
      {"braces", "/a", "/{{x}}", "/a", "/%7Bx%7D"},
      {"an optional group that took no part", "/a/:b?", "/x/{b}", "/a", "/x/"},
      {"as it stands in the normal form", "/a/*", "/b/{0}", "/a/%7ex%2fy%c3%bc", "/b/~x%2Fy%C3%BC"},
      {"the request's path", "/a/*", "https://new.example{request.path}", "/a/b",
       "https://new.example/a/b"},
      {"a slash behind it", "/a", "{request.path}/", "/a", "/a/"},
      {"the request's query", "/a", "/b?from={request.query}", "/a?x=1&y", "/b?from=x=1&y"},
      {"a parameter", "/a", "/b/{query.id}", "/a?x=1&id=7&id=8", "/b/7?x=1&id=7&id=8"},
      {"a parameter that is not there", "/a", "/b/{query.id}/c", "/a", "/b//c"},
      {"an asterisk", "/a/*", "/b/{0}/{*}", "/a/x", "/b/x/*"},
      {"scheme and method", "/a", "/{request.scheme}/{request.method}", "/a", "/http/GET"},
      {"the query is kept", "/a", "/b", "/a?x=1", "/b?x=1"},
      {"behind the target's own", "/a", "/b?y=2", "/a?x=1", "/b?y=2&x=1"},
      {"before the fragment", "/a", "/b#top", "/a?x=1", "/b?x=1#top"},
      {"all three", "/a", "https://new.example?y#top", "/a?x", "https://new.example/?y&x#top"},
      {"byte for byte", "/a", "/b", "/a?x=%41%2f&&", "/b?x=%41%2f&&"},
      {"a fragment is filled in", "/a/:b", "/x#{b}", "/a/top", "/x#top"},
      {"another scheme", "/a", "mailto:a@example.com", "/a?x", "mailto:a@example.com"},
      {"a space in another scheme", "/a", "mailto:a@example.com?subject=a b", "/a",
       "mailto:a@example.com?subject=a%20b"},
      {"a space in an opaque path", "/a", "urn:a b", "/a", "urn:a%20b"},
      {"never another host", "/a*", "{request.path}", "/a/..//evil.example/", "404"},
      {"never another host", "/*", "/{0}", "//evil.example/x", "/%2Fevil.example/x"},
      {"never another host", "/*", "{request.path}", "//evil.example/x", "/%2Fevil.example/x"},
      {"dots that meet", "/x*", "/docs/{0}", "/x..//evil.example/", "/%2Fevil.example/"},
      {"dots in a parameter", "/a", "/d/{query.p}", "/a?p=%2e%2e//evil", "/%2Fevil?p=%2e%2e//evil"},
      {"the request's target", "/a", "https://new.example{request.target}", "/a?x=1",
       "https://new.example/a?x=1"},
      {"the request's target, without a query", "/a", "https://new.example{request.target}", "/a",
       "https://new.example/a"},
      {"the request's target, with an empty query", "/a", "/b{request.target}#c", "/a?", "/b/a?#c"},
      {"the request's target in the query", "/*", "/login?to={request.target}", "/%61?x=1&y='",
       "/login?to=/%61?x=1&y=%27"},
      {"the request's target in the fragment", "/a", "/b#{request.target}", "/a?x", "/b?x#/a?x"},
      {"never another host", "/*", "{request.target}", "//evil.example/?x", "/%2Fevil.example/?x"},
      {"a question mark in a parameter", "/a", "/b/{query.p}/c", "/a?p=1?2", "/b/1%3F2/c?p=1?2"},
  };
  for (const TargetCase& c : kCases) {
    const auto table = table_of({rule(c.match, c.to)});
    ASSERT_TRUE(table) << c.to;
    const std::string answer = get(*table, c.target);
    const std::string expected =
        std::string(c.location) == "404"
            ? "404"
            : "307 Location: " + std::string(c.location) + "; Cache-Control: no-store";
    EXPECT_EQ(answer, expected) << c.spec << ": " << c.to;
  }
}

TEST(Targets, WithAHostThatIsFilledIn) {
  const struct {
    const char* host;  // the rule's
    const char* to;
    std::vector<const char*> hosts;
    const char* sent;      // Host
    const char* location;  // "" for 404
  } kCases[] = {
      {"",
       "https://{request.host}{request.path}",
       {"a.example"},
       "A.example:80",
       "https://a.example/p"},
      {"", "https://{request.host}{request.path}", {"a.example"}, "evil.example", ""},
      {"", "https://{request.host}:8443/x", {"*.example"}, "a.example", "https://a.example:8443/x"},
      {"",
       "{request.scheme}://{request.host}:80/x",
       {"a.example"},
       "a.example",
       "http://a.example/x"},
      {"*.old.example",
       "https://{host.0}.new.example/",
       {"*.new.example"},
       "shop.old.example",
       "https://shop.new.example/"},
      {":shop.old.example",
       "https://{host.shop}.new.example/",
       {"uk.new.example"},
       "de.old.example",
       ""},
      {"",
       "https://www.{request.host}/",
       {"www.a.example", "www.b.example"},
       "b.example",
       "https://www.b.example/"},
      {"", "https://{query.to}/", {"a.example"}, "x", ""},
      {"",
       "https://{request.host}{request.target}",
       {"*"},
       "any.Example:81",
       "https://any.example/p"},
      {"", "https://www.{request.host}:8443/", {"*"}, "a.example", "https://www.a.example:8443/"},
      {"", "https://{request.host}/", {"*"}, "[::1]:81", "https://[::1]/"},
      {"www.:name", "https://{host.name}/", {"*"}, "www.com", "https://com/"},
  };
  for (const auto& c : kCases) {
    Rule moved = rule("", c.to);
    moved.when.match = Text{"/p", {}};
    if (*c.host != '\0') moved.when.hosts = {Text{c.host, {}}};
    for (const char* host : c.hosts) moved.action.to_hosts.push_back({host, {}});
    const auto table = table_of({moved});
    ASSERT_TRUE(table) << c.to;
    const std::string expected = *c.location == '\0' ? "404"
                                                     : "307 Location: " + std::string(c.location) +
                                                           "; Cache-Control: no-store";
    EXPECT_EQ(ask(*table, "GET /p HTTP/1.1\r\nHost: " + std::string(c.sent) + "\r\n"), expected)
        << c.to << " from " << c.sent;
  }
}

TEST(Targets, ADecodedCaptureIsEncodedAgain) {
  Rule decoded = rule("", "/new/{1}?q={1}");
  decoded.when.regex = Regex{{"^/old/(.*)$", {}}, Engine::Re2, Subject::DecodedPath};
  decoded.action.query = QueryPolicy::Drop;
  const auto table = table_of({decoded});
  ASSERT_TRUE(table);
  EXPECT_EQ(get(*table, "/old/a%20b%26c%2Fd%25%3F"),
            "307 Location: /new/a%20b&c/d%25%3F?q=a%20b%26c/d%25%3F; Cache-Control: no-store");
}

TEST(Targets, LocationAbsolute) {
  Rule absolute = rule("/a", "/b");
  absolute.action.location = LocationForm::Absolute;
  const auto table = table_of({absolute});
  ASSERT_TRUE(table);
  const std::string rest = "/b; Cache-Control: no-store";
  EXPECT_EQ(get(*table, "/a", {"https", "api.example:8443", {}}),
            "307 Location: https://api.example:8443" + rest);
  EXPECT_EQ(get(*table, "/a", {"https", "", {"old.example"}}),
            "307 Location: https://old.example" + rest);
  // Nobody vouches for the Host.
  EXPECT_EQ(get(*table, "/a"), "307 Location: " + rest);
}

TEST(Targets, TooLong) {
  const auto table = table_of({rule("/*", "/{0}/{0}/{0}")});
  ASSERT_TRUE(table);
  EXPECT_EQ(get(*table, "/" + std::string(6000, 'a')), "414");
  EXPECT_EQ(get(*table, "/" + std::string(5000, 'a')).substr(0, 3), "307");
}

TEST(Defaults, OfEachStatus) {
  const struct {
    http::Status status;
    const char* cache;
  } kCases[] = {
      {http::Status(301), "max-age=86400"}, {http::Status(302), "no-store"},
      {http::Status(303), "no-store"},      {http::Status(307), "no-store"},
      {http::Status(308), "max-age=86400"},
  };
  for (const auto& c : kCases) {
    Rule moved = rule("/a", "/b");
    moved.action.status = c.status;
    const std::string code = std::to_string(c.status.code());
    EXPECT_EQ(get(*table_of({moved}), "/a"), code + " Location: /b; Cache-Control: " + c.cache);
    moved.action.cache = Text{"private, max-age=1", {}};
    EXPECT_EQ(get(*table_of({moved}), "/a"),
              code + " Location: /b; Cache-Control: private, max-age=1");
    moved.action.cache = Text{"", {}};
    moved.action.retry_after = std::chrono::seconds{30};
    EXPECT_EQ(get(*table_of({moved}), "/a"), code + " Location: /b; Retry-After: 30");
  }
}

TEST(Defaults, QueryDrop) {
  Rule moved = rule("/a", "/b?y");
  moved.action.query = QueryPolicy::Drop;
  EXPECT_EQ(get(*table_of({moved}), "/a?x"), "307 Location: /b?y; Cache-Control: no-store");
}

TEST(Rfc9110Vary, NamesWhatChooses) {
  Rule moved = rule("/a", "/b");
  moved.when.fields = {{{"Accept-Language", {}}, ValueTest::Kind::Prefix, {"de", {}}}};
  moved.when.cookies = {{{"beta", {}}, ValueTest::Kind::Present, {}}};
  EXPECT_EQ(ask(*table_of({moved}),
                "GET /a HTTP/1.1\r\nHost: a\r\nAccept-Language: de-AT\r\nCookie: beta=1\r\n"),
            "307 Location: /b; Cache-Control: no-store; Vary: Accept-Language, Cookie");
}

TEST(StatusAlone, IsAnswered) {
  Rule gone = rule("/a", "");
  gone.action.status = http::Status(410);
  Rule later = rule("/b", "");
  later.action.status = http::Status(503);
  later.action.retry_after = std::chrono::seconds{120};
  const auto table = table_of({gone, later});
  ASSERT_TRUE(table);
  EXPECT_EQ(get(*table, "/a"), "410");
  EXPECT_EQ(get(*table, "/b"), "503 Retry-After: 120");
}

TEST(Rewrites, GoOnBelow) {
  Rule first = rule("/old/*", "");
  first.action.rewrite = Text{"/new/{0}", {}};
  const auto table = table_of({rule("/new/hidden", "/no"), first, rule("/new/:page", "/p/{page}"),
                               rule("/old/*", "/never")});
  ASSERT_TRUE(table);
  EXPECT_EQ(get(*table, "/old/x?q"), "307 Location: /p/x?q; Cache-Control: no-store");
  EXPECT_EQ(get(*table, "/old/hidden"), "307 Location: /p/hidden; Cache-Control: no-store");
  EXPECT_EQ(get(*table, "/old/x/y"), "404");
}

TEST(Rewrites, AreBounded) {
  for (const int count : {10, 11}) {
    std::vector<Rule> rules;
    for (int i = 0; i < count; ++i) {
      rules.push_back(rule("/*", ""));
      rules.back().action.rewrite = Text{"/a{request.path}?n={query.n}", {}};
      rules.back().action.query = QueryPolicy::Drop;
    }
    rules.push_back(rule("/*", "/end/{0}"));
    const std::string answer = get(*table_of(rules), "/x?n=7");
    EXPECT_EQ(answer, count == 10
                          ? "307 Location: /end/a/a/a/a/a/a/a/a/a/a/x?n=7; Cache-Control: no-store"
                          : "500");
  }
}

TEST(Content, IsAShortPageWithALink) {
  const auto table = table_of({rule("/a/*", "/b/{0}?x='1'&y"), rule("/c", "/d")});
  ASSERT_TRUE(table);
  for (const char* method : {"GET", "HEAD", "POST"}) {
    Workspace workspace;
    const WireRequest request(std::string(method) + " /a/'&' HTTP/1.1\r\nHost: a\r\n");
    const Response response = answer(*table, request.get(), kNow, workspace);
    const std::string page =
        "<!DOCTYPE html>\n<title>307 Temporary Redirect</title>\n<p>Temporary Redirect: "
        "<a href=\"/b/&#39;&amp;&#39;?x=%271%27&amp;y\">/b/&#39;&amp;&#39;?x=%271%27&amp;y</a>"
        "</p>\n";
    EXPECT_EQ(response.location, "/b/'&'?x=%271%27&y");
    EXPECT_EQ(response.content_length, page.size());
    EXPECT_EQ(response.content, std::string_view(method) == "HEAD" ? "" : page);
    EXPECT_EQ(response.fields.back().value.text(), "text/html; charset=utf-8");
    EXPECT_EQ(response.rule, 0U);
  }
}

TEST(Content, None) {
  Rule moved = rule("/a", "/b");
  moved.action.body = BodyKind::None;
  Workspace workspace;
  const auto table = table_of({moved});
  const WireRequest request("GET /a HTTP/1.1\r\nHost: a\r\n");
  const Response response = answer(*table, request.get(), kNow, workspace);
  EXPECT_EQ(response.content_length, 0U);
  EXPECT_EQ(spelled(response), "307 Location: /b; Cache-Control: no-store");
  EXPECT_EQ(response.fields.size(), 2U);
}

}  // namespace
}  // namespace onward::rules
