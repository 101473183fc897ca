// SPDX-License-Identifier: MIT
// What each condition asks, as tables; each row says why where the answer is no. Whether it holds
// and why it does not are asked apart, and must agree.
#include "rules/conditions.h"

#include "rules/compile_conditions.h"
#include "rules/question.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

using Kind = ValueTest::Kind;

Text text(std::string value) { return {std::move(value), {}}; }

CompiledConditions compiled(const Conditions& when, Comparison comparison = {}) {
  Diagnostics diagnostics;
  CompiledConditions conditions = compile_conditions(when, comparison, diagnostics);
  for (const Diagnostic& d : diagnostics) ADD_FAILURE() << d.message;
  return conditions;
}

// "" where the conditions hold, else why not.
std::string ask(const CompiledConditions& conditions, const Question& question) {
  SelectionBuffer buffer;
  Asked asked(question, buffer);
  std::string why = why_not(conditions, asked);
  EXPECT_EQ(holds(conditions, asked), why.empty()) << why;
  return why;
}

TEST(RuleConditions, Methods) {
  struct Case {
    std::vector<Text> methods;
    const char* method;
    const char* why;
  };
  const Case cases[] = {
      {{}, "BREW", ""},
      {{text("GET")}, "GET", ""},
      {{text("GET")}, "HEAD", ""},
      {{text("HEAD")}, "GET", "method GET is not among HEAD"},
      {{text("POST"), text("PUT")}, "PUT", ""},
      {{text("POST"), text("BREW")}, "BREW", ""},
      {{text("POST"), text("BREW")}, "GET", "method GET is not among POST, BREW"},
      {{text("BREW")}, "STEW", "method STEW is not among those of the rule"},
      {{text("POST")}, "post", "method post is not among POST"},
  };
  for (const Case& c : cases) {
    Conditions when;
    when.methods = c.methods;
    EXPECT_EQ(ask(compiled(when), TestQuestion(c.method, "http://h/").get()), c.why) << c.method;
  }
}

TEST(RuleConditions, Hosts) {
  struct Case {
    const char* host;
    const char* url;
    bool holds;
  };
  const Case cases[] = {
      {"shop.example", "http://shop.example/", true},
      {"SHOP.example", "http://Shop.Example:8080/", true},
      {"shop.example", "http://a.shop.example/", false},
      {"*.example", "http://a.b.example/", true},
      {"*.example", "http://example/", false},
      {"{:shop.}?example.com", "http://example.com/", true},
      {"b\xC3\xBC"
       "cher.example",
       "http://xn--bcher-kva.example/", true},
      {"[::1]", "http://[::1]:8307/", true},
      {"127.0.0.1", "http://127.0.0.1:8307/", true},
  };
  for (const Case& c : cases) {
    Conditions when;
    when.hosts = {text(c.host)};
    EXPECT_EQ(ask(compiled(when), TestQuestion("GET", c.url).get()).empty(), c.holds)
        << c.host << " and " << c.url;
  }
}

TEST(RuleConditions, Schemes) {
  Conditions when;
  when.scheme = text("https");
  EXPECT_EQ(ask(compiled(when), TestQuestion("GET", "https://h/").get()), "");
  EXPECT_EQ(ask(compiled(when), TestQuestion("GET", "http://h/").get()),
            "the scheme is http, and the rule is for https");
  when.scheme = text("http");
  when.match = text("http://h/*");
  EXPECT_EQ(ask(compiled(when), TestQuestion("GET", "http://h/").get()), "");
  EXPECT_EQ(ask(compiled(when), TestQuestion("GET", "https://h/").get()),
            "the scheme is https, and the rule is for http");
}

TEST(RuleConditions, OneOfSeveralHosts) {
  Conditions when;
  when.hosts = {text("a.example"), text("*.b.example")};
  const CompiledConditions conditions = compiled(when);
  EXPECT_EQ(ask(conditions, TestQuestion("GET", "http://a.example/").get()), "");
  EXPECT_EQ(ask(conditions, TestQuestion("GET", "http://x.b.example/").get()), "");
  EXPECT_EQ(ask(conditions, TestQuestion("GET", "http://c.example/").get()),
            "the host 'c.example' does not match 'a.example', '*.b.example'");
}

struct ValueCase {
  const char* name;
  Kind kind;
  const char* value;
  const char* why;
};

void expect_values(std::vector<ValueTest> Conditions::*place, std::span<const ValueCase> cases,
                   const TestQuestion& question) {
  for (const ValueCase& c : cases) {
    Conditions when;
    (when.*place).push_back({text(c.name), c.kind, text(c.value)});
    EXPECT_EQ(ask(compiled(when), question.get()), c.why) << c.name << " " << c.value;
  }
}

TEST(RuleConditions, Fields) {
  const TestQuestion question("GET", "http://h/",
                              {{"Accept", "text/html"}, {"X-A", "one"}, {"x-a", "two"}});
  const ValueCase cases[] = {
      {"accept", Kind::Present, "", ""},
      {"X-B", Kind::Present, "", "there is no field 'X-B'"},
      {"X-B", Kind::Absent, "", ""},
      {"X-A", Kind::Absent, "", "there is a field 'X-A'"},
      {"X-A", Kind::Equals, "two", ""},
      {"X-A", Kind::Equals, "Two", "the field 'X-A' is not 'Two'"},
      {"X-B", Kind::Equals, "", "there is no field 'X-B'"},
      {"Accept", Kind::Prefix, "text/", ""},
      {"Accept", Kind::Prefix, "html", "the field 'Accept' does not begin with 'html'"},
      {"Accept", Kind::Contains, "html", ""},
      {"Accept", Kind::Contains, "json", "the field 'Accept' does not contain 'json'"},
      {"X-A", Kind::Regex, "^t.o$", ""},
      {"X-A", Kind::Regex, "^w", "the field 'X-A' does not match its regular expression"},
  };
  expect_values(&Conditions::fields, cases, question);
}

TEST(RuleConditions, QueryParametersAreComparedAsSent) {
  const TestQuestion question("GET", "http://h/?a=1&b&&a=2&c=%20x&d=x+y&=z&e=f=g");
  const ValueCase cases[] = {
      {"a", Kind::Equals, "2", ""},
      {"a", Kind::Equals, "3", "the query parameter 'a' is not '3'"},
      {"b", Kind::Equals, "", ""},
      {"b", Kind::Present, "", ""},
      {"z", Kind::Absent, "", ""},
      {"c", Kind::Equals, " x", ""},
      {"c", Kind::Equals, "%20x", ""},
      {"d", Kind::Equals, "x+y", ""},
      {"d", Kind::Equals, "x y", "the query parameter 'd' is not 'x%20y'"},
      {"e", Kind::Equals, "f=g", ""},
  };
  expect_values(&Conditions::query, cases, question);
}

TEST(Rfc6265Cookies, AsAServerReadsThem) {
  const TestQuestion question("GET", "http://h/",
                              {{"Cookie", "a=1; b=\"q\";c= x ;d"}, {"cookie", "e=a=b; a=2"}});
  const ValueCase cases[] = {
      {"a", Kind::Equals, "1", ""},
      {"a", Kind::Equals, "2", ""},
      {"A", Kind::Present, "", "there is no cookie 'A'"},
      {"b", Kind::Equals, "\"q\"", ""},
      {"c", Kind::Equals, "x", ""},
      {"d", Kind::Absent, "", ""},
      {"e", Kind::Equals, "a=b", ""},
  };
  expect_values(&Conditions::cookies, cases, question);
}

TEST(RuleConditions, Clients) {
  struct Case {
    const char* network;
    const char* client;
    bool holds;
  };
  const Case cases[] = {
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"192.0.2.128/25", "192.0.2.200", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.8", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "203.0.113.9", true},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/33", "2001:db8:8000::", false},
      {"::ffff:10.0.0.0/104", "10.1.2.3", true},
      {"10.0.0.0/8", "::ffff:10.1.2.3", true},
  };
  for (const Case& c : cases) {
    Conditions when;
    when.clients = {text("198.51.100.1"), text(c.network)};
    TestQuestion question("GET", "http://h/");
    question.set_client(c.client);
    EXPECT_EQ(ask(compiled(when), question.get()),
              c.holds ? "" : "the client's address is in none of the networks")
        << c.network << " and " << c.client;
  }
}

TEST(RuleConditions, Between) {
  using std::chrono::seconds;
  using std::chrono::sys_seconds;
  const auto at = [](int n) { return sys_seconds(seconds(n)); };
  Conditions when;
  when.between = {{at(10), at(20), {}}, {at(30), std::nullopt, {}}};
  const CompiledConditions conditions = compiled(when);
  for (const auto& [now, is_time] : std::vector<std::pair<int, bool>>{
           {9, false}, {10, true}, {19, true}, {20, false}, {29, false}, {30, true}, {99, true}}) {
    TestQuestion question("GET", "http://h/");
    question.set_now(at(now));
    EXPECT_EQ(ask(conditions, question.get()), is_time ? "" : "it is not the time") << now;
  }
}

bool is_chosen(Share share, const std::string& user) {
  Conditions when;
  when.share = std::move(share);
  const std::string cookie = "user=" + user;
  return ask(compiled(when), TestQuestion("GET", "http://h/", {{"Cookie", cookie}}).get()).empty();
}

TEST(RuleConditions, ShareOnlyGrowsAndIsAsLargeAsAskedFor) {
  Share share{10, Share::Key::Cookie, text("user"), "v2", {}};
  constexpr int kUsers = 2'000;
  std::vector<bool> before(kUsers, false);
  for (const double percent : {0.0, 1.0, 10.0, 50.0, 99.0, 100.0}) {
    share.percent = percent;
    int chosen = 0;
    for (int user = 0; user < kUsers; ++user) {
      const bool now = is_chosen(share, std::to_string(user));
      EXPECT_TRUE(now || !before[static_cast<std::size_t>(user)]) << user << " left at " << percent;
      before[static_cast<std::size_t>(user)] = now;
      chosen += now ? 1 : 0;
    }
    EXPECT_NEAR(chosen, kUsers * percent / 100, kUsers * 0.03) << percent;
  }
}

TEST(RuleConditions, ShareDependsOnKeyAndSeedAlone) {
  Share share{50, Share::Key::Cookie, text("user"), "v2", {}};
  // Written down once: what a client gets does not change with a release.
  std::string first;
  for (int user = 0; user < 16; ++user) first += is_chosen(share, std::to_string(user)) ? '1' : '0';
  EXPECT_EQ(first, "1010010011001001");
  share.seed = "v3";
  std::string second;
  for (int user = 0; user < 16; ++user) {
    second += is_chosen(share, std::to_string(user)) ? '1' : '0';
  }
  EXPECT_NE(first, second);

  Conditions when;
  when.share = share;
  EXPECT_EQ(ask(compiled(when), TestQuestion("GET", "http://h/").get()),
            "the request has no 'user' to be chosen by");
}

TEST(RuleConditions, Regex) {
  struct Case {
    const char* expression;
    Subject subject;
    Engine engine;
    const char* url;
    bool holds;
    Comparison comparison = {};
  };
  const Case cases[] = {
      {"^/a/(.*)$", Subject::Path, Engine::Re2, "http://h/a/b", true},
      {"^/A", Subject::Path, Engine::Re2, "http://h/a", false},
      {"^/A", Subject::Path, Engine::Re2, "http://h/a", true, {.ignore_case = true}},
      {"^/a/b$", Subject::Path, Engine::Re2, "http://h//a//b", true, {.merge_slashes = true}},
      {"^/a b$", Subject::Path, Engine::Re2, "http://h/a%20b", false},
      {"^/a b\xC3\xA9$", Subject::DecodedPath, Engine::Re2, "http://h/a%20b%c3%a9", true},
      {"^/a b\xC3\xA9$", Subject::DecodedPath, Engine::Pcre2, "http://h/a%20b%c3%a9", true},
      {"^/.$", Subject::DecodedPath, Engine::Pcre2, "http://h/%ff", false},
      {"^/d/(.*)", Subject::DecodedPath, Engine::Re2, "http://h/d/caf%E9/menu", false},
      {"^/d/(.*)", Subject::DecodedPath, Engine::Pcre2, "http://h/d/caf%E9/menu", false},
      {"^/a$", Subject::DecodedPath, Engine::Re2, "http://h/a%0a", false},
      {"^/a$", Subject::DecodedPath, Engine::Pcre2, "http://h/a%0a", false},
      {"^http://h:81/a\\?x$", Subject::Url, Engine::Re2, "http://H:81/a?x", true},
      {"(^|&)id=7(&|$)", Subject::Query, Engine::Re2, "http://h/?a&id=7", true},
      {"^$", Subject::Query, Engine::Re2, "http://h/", true},
      {"^$", Subject::Query, Engine::Pcre2, "http://h/", true},
      {"^/(?!api/)", Subject::Path, Engine::Pcre2, "http://h/web", true},
      {"^/(?!api/)", Subject::Path, Engine::Pcre2, "http://h/api/x", false},
      {"^/(a)/\\1$", Subject::Path, Engine::Pcre2, "http://h/a/a", true},
      // The match limit: an exponential expression gives up.
      {"^/(a+)+$", Subject::Path, Engine::Pcre2, "http://h/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
       false},
  };
  for (const Case& c : cases) {
    Conditions when;
    when.regex = Regex{text(c.expression), c.engine, c.subject};
    EXPECT_EQ(ask(compiled(when, c.comparison), TestQuestion("GET", c.url).get()).empty(), c.holds)
        << c.expression << " and " << c.url;
  }
}

Conditions of_method(std::string method) {
  Conditions when;
  when.methods = {text(std::move(method))};
  return when;
}

TEST(RuleConditions, AllAnyNone) {
  const TestQuestion post("POST", "http://h/a");
  Conditions when;
  when.any = {of_method("PUT"), of_method("POST")};
  when.none = {of_method("GET")};
  when.all = {of_method("POST")};
  when.all[0].match = text("/a");
  EXPECT_EQ(ask(compiled(when), post.get()), "");
  when.none.push_back(of_method("POST"));
  EXPECT_EQ(ask(compiled(when), post.get()), "something under none holds");
  when.any.pop_back();
  EXPECT_EQ(ask(compiled(when), post.get()), "none under any holds: method POST is not among PUT");
  when.all[0].match = text("/b");
  EXPECT_EQ(ask(compiled(when), post.get()), "the path '/a' does not match '/b'");
}

/// The same in one step.
void expect_captured_at_once(const CompiledConditions& conditions, const Question& question,
                             const SelectionBuffer& expected) {
  SelectionBuffer buffer;
  Asked asked(question, buffer);
  EXPECT_TRUE(holds_and_captures(conditions, asked));
  ASSERT_EQ(buffer.path.size(), expected.path.size());
  for (std::size_t i = 0; i < expected.path.size(); ++i) {
    EXPECT_EQ(buffer.path[i].value, expected.path[i].value);
    EXPECT_EQ(buffer.path[i].took_part, expected.path[i].took_part);
  }
  EXPECT_EQ(buffer.host.size(), expected.host.size());
}

std::string captures(const Conditions& when, std::string_view url) {
  const CompiledConditions conditions = compiled(when);
  const TestQuestion question("GET", url);
  const Question asking = question.get();
  SelectionBuffer buffer;
  Asked asked(asking, buffer);
  if (!holds(conditions, asked)) {
    EXPECT_FALSE(holds_and_captures(conditions, asked));
    return "no";
  }
  capture(conditions, asked);
  const CaptureNames names = capture_names(conditions);
  EXPECT_EQ(names.path.size(), buffer.path.size());
  std::string all;
  for (std::size_t i = 0; i < names.path.size() && i < buffer.path.size(); ++i) {
    all.append(all.empty() ? "" : " ").append(names.path[i].name).append("=");
    all.append(buffer.path[i].took_part ? buffer.path[i].value : "-");
  }
  expect_captured_at_once(conditions, asking, buffer);
  return all;
}

TEST(RuleConditions, GroupsOfMatchRegexAndAll) {
  Conditions when;
  when.match = text("/:a/*");
  when.regex = Regex{text("x=(?P<x>\\d+)(y)?"), Engine::Re2, Subject::Query};
  when.all.emplace_back().regex = Regex{text("z=(.)"), Engine::Pcre2, Subject::Query};
  EXPECT_EQ(captures(when, "http://h/1/2?x=34&z=5"), "a=1 0=2 0=x=34 1=34 2=- x=34 0=z=5 1=5");
  when.regex = Regex{text("^/(?<n>.*)$"), Engine::Pcre2, Subject::DecodedPath};
  when.all.emplace_back().regex = Regex{text("^www\\.(.*)"), Engine::Re2, Subject::Host};
  EXPECT_EQ(captures(when, "http://www.h/a%20b/c?z=1"),
            "a=a%20b 0=c 0=/a b/c 1=a b/c n=a b/c 0=z=1 1=1 0=www.h 1=h");
}

}  // namespace
}  // namespace onward::rules
