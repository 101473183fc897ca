// SPDX-License-Identifier: MIT
// What the matrix does not hold: Location, fragments, fields, limits, loops and chains. Each row
// names its section of RFC 9110, or the words of the standard.
#include "redirect/testing.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

using testing::names_of;
using testing::request_of;
using testing::step_of;
using testing::text_of;

struct Case {
  const char* section;
  const char* from;
  std::vector<std::string> answer;
  const char* step;
};

void expect_steps(const Policy& policy, const std::vector<Case>& cases) {
  for (const Case& row : cases) {
    Chain chain(policy);
    EXPECT_EQ(text_of(step_of(request_of("GET", row.from), 307, row.answer, chain)), row.step)
        << row.section << ": " << row.from << " " << (row.answer.empty() ? "" : row.answer[0]);
  }
}

TEST(Rfc9110Redirects, Location) {
  expect_steps(
      Policy::onward(),
      {
          {"§10.2.2: a URI-reference", "https://a/d/1?q", {"Location: /x"}, "GET https://a/x none"},
          {"§10.2.2", "https://a/d/1?q", {"location: ../x?y"}, "GET https://a/x?y none"},
          {"§10.2.2", "https://a/d/1?q", {"Location: ?y"}, "GET https://a/d/1?y none"},
          {"§10.2.2", "https://a/d/1?q", {"Location: //b/x"}, "GET https://b/x none"},
          {"§10.2.2: fragment inherited",
           "https://a/1#f",
           {"Location: /x"},
           "GET https://a/x#f none"},
          {"§10.2.2: its own", "https://a/1#f", {"Location: /x#g"}, "GET https://a/x#g none"},
          {"§10.2.2: an empty one is one",
           "https://a/1#f",
           {"Location: /x#"},
           "GET https://a/x# none"},
          {"URL: \\ is /", "https://a/1", {"Location: /\\b/x"}, "GET https://b/x none"},
          {"§10.2.2", "https://a/1", {}, "no-location"},
          {"URL", "https://a/1", {"Location: https://b:99999/"}, "bad-location"},
          {"URL", "https://a/1", {"Location: http://"}, "bad-location"},
          {"§5.3", "https://a/1", {"Location: /x", "Location: /y"}, "locations-differ"},
          {"§5.3", "https://a/1", {"Location: /x", "location: /x"}, "GET https://a/x none"},
          {"§5.3",
           "https://a/1",
           {"Location: /x", "Location: /x", "Location: /y"},
           "locations-differ"},
          {"Fetch: HTTP(S) scheme",
           "https://a/1",
           {"Location: file:///etc/passwd"},
           "unsupported-scheme"},
          {"Fetch", "https://a/1", {"Location: data:text/plain,x"}, "unsupported-scheme"},
          {"Fetch", "https://a/1", {"Location: mailto:a@b"}, "unsupported-scheme"},
          {"Fetch", "https://a/1", {"Location: javascript:alert(1)"}, "unsupported-scheme"},
          {"Fetch", "https://a/1", {"Location: ftp://a/"}, "unsupported-scheme"},
          {"§4.2.2", "https://a/1", {"Location: http://a/1"}, "downgrade"},
          {"§4.2.4: user information",
           "https://a/1",
           {"Location: https://u:p@b/"},
           "credentials-in-location"},
          {"§4.2.4", "https://a/1", {"Location: https://u@a/2"}, "credentials-in-location"},
          {"§4.2.4: the caller's own",
           "https://u:p@a/1",
           {"Location: /2"},
           "GET https://u:p@a/2 none"},
          {"§4.2.4", "https://u:p@a/1", {"Location: https://u:q@a/2"}, "credentials-in-location"},
          {"URL: not inherited",
           "https://u:p@a/1",
           {"Location: https://a/2"},
           "GET https://a/2 none"},
          {"§15.4: a loop of one", "https://a/1", {"Location: /1"}, "loop"},
          {"§15.4: fragments are not sent", "https://a/1", {"Location: #f"}, "loop"},
          {"§15.4: a cookie makes it another question",
           "https://a/1",
           {"Location: /1", "Set-Cookie: seen=1"},
           "GET https://a/1 none"},
      });
}

TEST(FetchRedirects, WhereFetchDiffers) {
  expect_steps(Policy::fetch(),
               {
                   {"\"allows a single header\"",
                    "https://a/1",
                    {"Location: /x", "Location: /x"},
                    "locations-differ"},
                   {"no check", "https://a/1", {"Location: http://a/2"}, "GET http://a/2 none"},
                   {"no check", "https://a/1", {"Location: /1"}, "GET https://a/1 none"},
                   {"\"includes credentials\"",
                    "https://a/1",
                    {"Location: https://u:p@b/"},
                    "credentials-in-location"},
                   {"\"includes credentials\", same origin",
                    "https://a/1",
                    {"Location: https://u:p@a/"},
                    "GET https://u:p@a/ none"},
               });
}

TEST(Policies, StrictKeepsMethods) {
  const Policy policy = Policy::strict();
  for (const int status : {301, 302}) {
    Chain chain(policy);
    EXPECT_EQ(text_of(step_of(request_of("POST", "https://a/1", {}, ContentSource::File), status,
                              {"Location: /2"}, chain)),
              "POST https://a/2 resent");
  }
  Chain chain(policy);
  EXPECT_EQ(text_of(step_of(request_of("POST", "https://a/1", {}, ContentSource::File), 303,
                            {"Location: /2"}, chain)),
            "GET https://a/2 dropped");
}

TEST(Policies, AreFoundByName) {
  for (const char* const name : {"onward", "fetch", "strict"}) {
    const Policy* policy = Policy::find(name);
    ASSERT_NE(policy, nullptr) << name;
    EXPECT_EQ(policy->name, name);
  }
  EXPECT_EQ(Policy::find("lax"), nullptr);
}

const std::vector<std::string> kAllFields = {
    "Host: a",
    "Origin: https://a",
    "Referer: https://a/",
    "Authorization: Basic x",
    "Cookie: s=1",
    "Proxy-Authorization: x",
    "X-Api-Key: k",
    "Accept: */*",
    "Connection: x-hop",
    "X-Hop: 1",
    "TE: trailers",
    "Content-Type: a/b",
    "Content-Length: 3",
    "Expect: 100-continue",
    "If-None-Match: \"1\"",
    "If-Range: \"1\"",
    "Range: bytes=1-",
    "If-Match: \"1\"",
};

struct FieldCase {
  const char* section;
  const char* method;
  const char* location;
  int status;
  const char* sent;
};

TEST(Rfc9110Redirects, Fields) {
  const FieldCase cases[] = {
      {"§15.4 item 2: connection; conditions of an unsafe method stay, and content's own", "PUT",
       "/2", 307,
       "Host Origin Referer Authorization Cookie Proxy-Authorization X-Api-Key Accept Content-Type "
       "Content-Length Expect If-None-Match If-Range If-Match"},
      {"§15.4 item 2: validators of a safe one", "GET", "/2", 307,
       "Host Origin Referer Authorization Cookie Proxy-Authorization X-Api-Key Accept Content-Type "
       "Content-Length Expect"},
      {"§15.4 item 5: content fields", "POST", "/2", 303,
       "Host Origin Referer Authorization Cookie Proxy-Authorization X-Api-Key Accept"},
      {"§15.4 item 3: another origin", "PUT", "https://b/", 307,
       "X-Api-Key Accept Content-Type Content-Length Expect If-None-Match If-Range If-Match"},
  };
  const Policy policy = Policy::onward();
  for (const FieldCase& row : cases) {
    Chain chain(policy);
    const Request request =
        request_of(row.method, "https://a/1", kAllFields, ContentSource::Memory);
    const std::vector<std::string> answer = {std::string("Location: ") + row.location};
    EXPECT_EQ(names_of(step_of(request, row.status, answer, chain)), row.sent) << row.section;
  }
}

TEST(Rfc9110Redirects, StrippedFieldsAreTold) {
  const Policy policy = Policy::onward();
  Chain chain(policy);
  const Request request = request_of(
      "POST", "https://a/1",
      {"cookie: a=b", "Content-Type: text/plain", "Authorization: x", "Cookie: c=d", "Host: a"},
      ContentSource::Memory);
  const Step step = step_of(request, 303, {"Location: https://b/"}, chain);
  const StrippedFields& stripped = std::get<Follow>(step).stripped;
  const StrippedFields copy = stripped;
  EXPECT_FALSE(copy.empty());
  EXPECT_EQ(std::vector<Stripped>(copy.begin(), copy.end()),
            (std::vector<Stripped>{{"cookie", WhyStripped::CrossOrigin},
                                   {"Content-Type", WhyStripped::ContentGone},
                                   {"Authorization", WhyStripped::CrossOrigin},
                                   {"Host", WhyStripped::Recomputed}}));
}

TEST(Rfc9110Redirects, NamesAreStrippedOnceEach) {
  StrippedFields stripped;
  EXPECT_TRUE(stripped.empty());
  EXPECT_EQ(stripped.begin(), stripped.end());
  stripped.add("TE", WhyStripped::Recomputed);
  stripped.add("te", WhyStripped::PolicyDropped);
  EXPECT_EQ(*stripped.begin(), (Stripped{"TE", WhyStripped::Recomputed}));
  EXPECT_EQ(++stripped.begin(), stripped.end());
}

// Loops of every length are seen, the shortest without a hash; a fragment makes no other URL.
TEST(Rfc9110Redirects, LoopsOfAnyLength) {
  const Policy policy = Policy::onward();
  for (const int length : {1, 2, 3, 10}) {
    Chain chain(policy);
    Request request = request_of("GET", "https://a/0", {});
    for (int hop = 1;; ++hop) {
      const std::string location =
          "Location: /" + std::to_string(hop % length) + "#" + std::to_string(hop);
      const Step step = step_of(request, 307, {location}, chain);
      if (const auto* stop = std::get_if<Stop>(&step)) {
        EXPECT_EQ(stop->reason, Reason::Loop);
        EXPECT_EQ(hop, length);
        break;
      }
      ASSERT_LT(hop, length);
      request = std::get<Follow>(step).request;
    }
  }
}

Request after(const Step& step) { return std::get<Follow>(step).request; }

TEST(Rfc9110Redirects, StrippedOnceIsStrippedForGood) {
  Policy policy = Policy::onward();
  policy.secret_fields = {"x-api-key"};
  Chain chain(policy);
  const Request first =
      request_of("GET", "https://a/1", {"Authorization: x", "X-Api-Key: k", "Accept: */*"});
  const Step away = step_of(first, 307, {"Location: https://b/"}, chain);
  EXPECT_EQ(names_of(away), "Accept");
  Request there = after(away);
  there.fields = first.fields;  // a caller that puts them back in
  const Step back = step_of(there, 307, {"Location: https://a/2"}, chain);
  EXPECT_EQ(names_of(back), "Accept");
  EXPECT_EQ(chain.followed(), 2);
}

TEST(Rfc9110Redirects, CredentialsGoToTrustedOrigins) {
  Policy policy = Policy::onward();
  policy.trusted_origins = {"https://B.example:443/"};
  Chain chain(policy);
  const Request first =
      request_of("GET", "https://a/1", {"Authorization: x", "Referer: https://a"});
  const Step away = step_of(first, 307, {"Location: https://b.example/"}, chain);
  EXPECT_EQ(names_of(away), "Authorization");
  const Step home = step_of(after(away), 307, {"Location: https://a/2"}, chain);
  EXPECT_EQ(names_of(home), "Authorization");
  EXPECT_EQ(names_of(step_of(after(home), 307, {"Location: https://c/"}, chain)), "");
}

TEST(FetchRedirects, Limit) {
  for (const Policy& policy : {Policy::onward(), Policy::fetch(), Policy::strict()}) {
    Chain chain(policy);
    Request request = request_of("GET", "https://a/0");
    for (int hop = 1; hop <= 20; ++hop) {
      const Step step = step_of(request, 302, {"Location: /" + std::to_string(hop)}, chain);
      ASSERT_TRUE(std::holds_alternative<Follow>(step)) << policy.name << hop;
      request = after(step);
    }
    EXPECT_EQ(text_of(step_of(request, 302, {"Location: /21"}, chain)), "limit") << policy.name;
  }
}

TEST(Rfc9110Redirects, LoopOverTwo) {
  const Policy policy = Policy::onward();
  Chain chain(policy);
  const Request first = request_of("POST", "https://a/1", {}, ContentSource::Memory);
  const Step second = step_of(first, 307, {"Location: /2"}, chain);
  EXPECT_EQ(text_of(step_of(after(second), 307, {"Location: /1#x"}, chain)), "loop");
  // 303 asks another question of the same URL: GET.
  EXPECT_EQ(text_of(step_of(after(second), 303, {"Location: /1"}, chain)),
            "GET https://a/1 dropped");
}

TEST(Rfc9110Redirects, ContentIsNotRaised) {
  const Policy policy = Policy::onward();
  Chain chain(policy);
  const Request first = request_of("POST", "https://a/1", {}, ContentSource::Memory);
  const Step second = step_of(first, 302, {"Location: /2"}, chain);
  EXPECT_EQ(text_of(step_of(after(second), 307, {"Location: /3"}, chain)), "GET https://a/3 none");
}

TEST(Explanations, SayWhatAndWhy) {
  const Policy policy = Policy::onward();
  Chain chain(policy);
  const Request request =
      request_of("POST", "https://a/1", {"Authorization: x", "Host: a"}, ContentSource::Memory);
  const http::Fields answer = testing::fields_of({"Location: https://b/2"});
  const Exchange exchange{request, http::Status(307), answer.view()};
  EXPECT_EQ(explain(exchange, next(exchange, chain)),
            "307 Temporary Redirect: POST again at https://b/2, with its content (RFC 9110 "
            "§15.4.8). Not sent on: Authorization: another origin (RFC 9110 §15.4, Fetch); Host: "
            "made anew for each request (RFC 9110 §15.4).");
  EXPECT_EQ(explain(exchange, Stop{Reason::ContentNotReplayable}),
            "307 Temporary Redirect: the content can be read only once, and is gone (Fetch, "
            "HTTP-redirect fetch; RFC 9110 §15.4.8).");
}

}  // namespace
}  // namespace onward::redirect
