// SPDX-License-Identifier: MIT
// Every fault of an action, with what is said about it: message and hint in full, as people read
// them.
#include "onward/rules/table.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

Rule moved(const char* to) {
  Rule rule;
  rule.when.match = Text{"/old/:id/*", {}};
  rule.action.to = Text{to, {}};
  return rule;
}

struct TargetFault {
  const char* to;
  const char* message;
  const char* hint;  // how it begins
};

constexpr const char* kThereAre = "there are 'id' and '0', and request.path,";

TEST(Templates, SayWhatIsWrong) {
  const TargetFault kCases[] = {
      {"/new/{ID}", "there is no '{ID}'", "did you mean {id}? there are 'id' and '0'"},
      {"/new/{}", "there is no '{}'", kThereAre},
      {"/new/{1}", "there is no '{1}'", kThereAre},
      {"/new/{reqest.path}", "there is no '{reqest.path}'", "did you mean {request.path}?"},
      {"/new/{query.}", "there is no '{query.}'", ""},
      {"/new/{id", "there is a '{' without a '}' behind it", "a brace itself is '{{'"},
      {"/new/id}", "there is a '}' without a '{' before it", "a brace itself is '}}'"},
      {"/new/:id", "':id' is not filled in here", "captures are written {id}"},
      {"/new/$1", "'$1' is not filled in here", "captures are written {1}"},
      {"/new/*", "'*' is not filled in here", "captures are written {0}"},
      {"/new/\n", "the target has a control character", "remove it"},
      {"", "the target is empty", "write a path"},
      {"//new.example/{0}", "a target that begins with '//' would name another host",
       "write the scheme: 'https://new.example/{0}'"},
      {"new.example/x", "'new.example/x' is neither a path nor an http or https URL",
       "begin it with '/' or with 'https://'"},
      {"{0}", "'{0}' is neither a path nor an http or https URL",
       "begin it with '/' or with 'https://'; what is filled in cannot make the scheme"},
      {"{id}://a/", "'{id}://a/' is neither a path nor an http or https URL", "begin it"},
      {"{query.url}", "'{query.url}' is neither a path nor an http or https URL", "begin it"},
      {"app://{0}", "'app://{0}' is neither a path nor an http or https URL", "begin it"},
      {"javascript:alert(1)", "no browser follows a redirect to 'javascript:'", "redirect to"},
      {"https://u:p@new.example/", "a target has no user name or password", "remove what stands"},
      {"https://new example/",
       "'new example' is not a host: the host has a character that no host may have", "write"},
      {"https://new.example{0}",
       "what is filled in right behind the host would become part of the host",
       "add a slash: 'new.example/{…}'"},
      {"https://{0}/", "a host that is filled in needs the list of hosts that it may be",
       "add to_hosts = "},
      {"https://{request.host}{request.path}",
       "a host that is filled in needs the list of hosts that it may be", "add to_hosts = "},
      {"https://{request.query}/", "only a group or {request.host} can be filled into a host", ""},
  };
  for (const TargetFault& c : kCases) {
    const auto compiled = compile({moved(c.to)});
    EXPECT_FALSE(compiled.table) << c.to;
    ASSERT_FALSE(compiled.diagnostics.empty()) << c.to;
    EXPECT_EQ(compiled.diagnostics[0].message, c.message);
    EXPECT_TRUE(compiled.diagnostics[0].hint.starts_with(c.hint)) << compiled.diagnostics[0].hint;
  }
}

TEST(Templates, OfHosts) {
  const struct {
    const char* to;
    const char* host;
    const char* message;  // "" where it is right
  } kCases[] = {
      {"https://{0}/", "a.example", ""},
      {"https://{0}/", "*.example", ""},
      {"https://{0}/", "*",
       "every host is allowed, and what is filled in is no part of the request's host"},
      {"https://{query.h}/", "*",
       "every host is allowed, and what is filled in is no part of the request's host"},
      {"https://{request.host}.{id}/", "*",
       "every host is allowed, and what is filled in is no part of the request's host"},
      {"https://{request.host}/{0}", "*", ""},
      {"https://www.{request.host}:8443/{0}", "*", ""},
      {"/new/{0}", "*", "to_hosts has no effect: no host is filled in"},
      {"https://{0}/", "*.", "'*.' is not a host that a redirect may lead to"},
      {"https://{0}/", "a b", "'a b' is not a host that a redirect may lead to"},
      {"https://{0}/", "a.example/x", "'a.example/x' is not a host that a redirect may lead to"},
      {"https://a.example:{0}/", "a.example", "the port of a target is a number"},
      {"https://{0}:{id}/", "a.example", "the port of a target is a number"},
      {"https://{0}:99999/", "a.example", "the port of a target is a number"},
      {"https://{0}@{id}/", "a.example", "a target has no user name or password"},
      {"https://a.example{0}/", "a.example",
       "what is filled in right behind the host would become part of the host"},
      {"/new/{0}", "a.example", "to_hosts has no effect: no host is filled in"},
  };
  for (const auto& c : kCases) {
    Rule rule = moved(c.to);
    rule.action.to_hosts = {{c.host, {}}};
    const auto compiled = compile({rule});
    if (*c.message == '\0') {
      EXPECT_TRUE(compiled.diagnostics.empty()) << c.to << compiled.diagnostics[0].message;
      continue;
    }
    ASSERT_FALSE(compiled.diagnostics.empty()) << c.to;
    EXPECT_EQ(compiled.diagnostics[0].message, c.message);
  }
}

TEST(Templates, RequestTargetIsThePathsEnd) {
  const struct {
    const char* to;
    bool is_right;
  } kCases[] = {
      {"{request.target}", true},
      {"{request.target}#top", true},
      {"/x{request.target}", true},
      {"https://new.example{request.target}", true},
      {"/x?to={request.target}&y", true},
      {"/x#{request.target}", true},
      {"{request.target}/", false},
      {"{request.target}?x", false},
      {"/x{request.target}{request.target}", false},
  };
  for (const auto& c : kCases) {
    const auto compiled = compile({moved(c.to)});
    EXPECT_EQ(compiled.table != nullptr, c.is_right) << c.to;
    if (c.is_right) continue;
    EXPECT_EQ(compiled.diagnostics[0].message,
              "{request.target} has a query, and only a fragment can follow it");
  }
}

struct ActionFault {
  std::function<void(Action&)> change;
  const char* message;
  const char* hint;
};

const ActionFault kActionFaults[] = {
    {[](Action& a) { a.status = http::Status(304); }, "a redirect cannot have the status 304",
     "304 answers a conditional request and leads nowhere; use 301, 302, 303, 307 or 308"},
    {[](Action& a) { a.status = http::Status(410); }, "a redirect cannot have the status 410",
     "use 301, 302, 303, 307 or 308"},
    {[](Action& a) { a.to.reset(); }, "the rule does nothing", "add to = "},
    {[](Action& a) {
       a.rewrite = Text{"/x", {}};
     },
     "the rule does more than one thing", ""},
    {[](Action& a) { a.to.reset(), a.status = http::Status(307); }, "a redirect needs a target",
     "add to = "},
    {[](Action& a) { a.to.reset(), a.status = http::Status(200); },
     "a rule cannot answer 200 by itself", "use a status such as 404"},
    {[](Action& a) { a.to.reset(), a.status = http::Status(401); },
     "a rule cannot answer 401 by itself", "401 needs a challenge"},
    {[](Action& a) {
       a.to.reset(), a.rewrite = Text{"x", {}};
     },
     "a rewrite is a path", ""},
    {[](Action& a) {
       a.to.reset(), a.rewrite = Text{"/x#y", {}};
     },
     "a rewrite has no fragment", ""},
    {[](Action& a) {
       a.to.reset(), a.rewrite = Text{"/x", {}}, a.status = http::Status(307);
     },
     "a rewrite has no status: matching goes on below", ""},
    {[](Action& a) {
       a.cache = Text{"a\r\nSet-Cookie: b", {}};
     },
     "the value of cache is not a field value", ""},
    {[](Action& a) { a.retry_after = std::chrono::seconds{-1}; },
     "retry_after is not between 0 seconds and a year", ""},
    {[](Action& a) { a.retry_after = std::chrono::hours{9000}; },
     "retry_after is not between 0 seconds and a year", ""},
    {[](Action& a) { a.pass = true; }, "the rule does more than one thing", ""},
    {[](Action& a) { a.to.reset(), a.pass = true, a.status = http::Status(404); },
     "a rule that passes answers nothing: the request is answered as if no rule had matched", ""},
    {[](Action& a) { a.to.reset(), a.pass = true, a.query = QueryPolicy::Drop; },
     "a rule that passes answers nothing: the request is answered as if no rule had matched", ""},
    {[](Action& a) {
       a.to.reset(), a.pass = true, a.cache = Text{"no-store", {}};
     },
     "a rule that passes answers nothing: the request is answered as if no rule had matched", ""},
    {[](Action& a) { a.cors.emplace(); }, "cors names no origins", ""},
    {[](Action& a) {
       a.cors = Cors{{{"*", {}}}, {}, {}, {}, true, {}, {}};
     },
     "cors allows every origin (\"*\") together with credentials", "browsers refuse that"},
    {[](Action& a) {
       a.cors = Cors{{{"a.example", {}}}, {}, {}, {}, false, {}, {}};
     },
     "'a.example' is not an origin", "an origin is a scheme and a host: 'https://a.example'"},
    {[](Action& a) {
       a.cors = Cors{{{"https://a.example/x", {}}}, {}, {}, {}, false, {}, {}};
     },
     "'https://a.example/x' is more than an origin", "write 'https://a.example'"},
    {[](Action& a) {
       a.cors = Cors{{{"mailto:a", {}}}, {}, {}, {}, false, {}, {}};
     },
     "'mailto:a' is not an origin", ""},
    {[](Action& a) {
       a.cors = Cors{{{"*", {}}}, {{"A B", {}}}, {}, {}, false, {}, {}};
     },
     "'A B' is not a method", ""},
    {[](Action& a) {
       a.cors = Cors{{{"*", {}}}, {}, {}, {}, false, std::chrono::seconds{-5}, {}};
     },
     "max_age of cors is not between 0 seconds and a day", ""},
};

TEST(Actions, SayWhatIsWrong) {
  for (const ActionFault& c : kActionFaults) {
    Rule rule = moved("/new");
    rule.place = {0, 3, 1};
    c.change(rule.action);
    const auto compiled = compile({rule});
    EXPECT_FALSE(compiled.table) << c.message;
    ASSERT_FALSE(compiled.diagnostics.empty()) << c.message;
    EXPECT_EQ(compiled.diagnostics[0].message, c.message);
    EXPECT_TRUE(compiled.diagnostics[0].hint.starts_with(c.hint)) << compiled.diagnostics[0].hint;
  }
}

}  // namespace
}  // namespace onward::rules
