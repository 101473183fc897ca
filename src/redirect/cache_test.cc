// SPDX-License-Identifier: MIT
// RFC 9111 §3, §4 and §4.1: what is kept and what it answers, one exchange and one question a row.
// Validation, invalidation and limits: cache_changes_test.cc.
#include "onward/redirect/cache.h"

#include "redirect/cache_testing.h"

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

TEST(Rfc9111Cache, ExampleHolds) {
  const Request request = request_of("GET", kOld);
  const std::chrono::sys_seconds now = second(0);
  onward::redirect::Cache cache;
  EXPECT_FALSE(cache.find(request, now).has_value());
  const http::Status status(307);
  const http::Fields fields = fields_of({kFresh, kNew});
  cache.receive({request, status, fields.view()}, {now, now});
  const StoredAnswer stored = cache.find(request, now).value_or(kNoAnswer);
  const Policy policy = Policy::onward();
  Chain chain(policy);
  const Step step = onward::redirect::next({request, stored.status, stored.fields.view()}, chain);
  const auto* follow = std::get_if<Follow>(&step);
  ASSERT_NE(follow, nullptr);
  EXPECT_EQ(follow->request.url.href(), "https://a.example/new");
}

/// A request is "METHOD URL|Name: value|…", the URL against https://a.example/; an answer has
/// Location: /new, and is "Cache-Control's value|Name: value|…".
struct Case {
  const char* section;
  const char* asked;
  int status;
  const char* answer;
  const char* asks_again;
  std::int64_t later;  ///< seconds
  const char* found;
};

constexpr Case kCases[] = {
    {"§3", "GET /old", 301, "max-age=60", "GET /old", 59, "301 /new age=59"},
    {"§3", "GET /old", 302, "max-age=60", "GET /old", 0, "302 /new age=0"},
    {"§3", "GET /old", 303, "max-age=60", "GET /old", 0, "303 /new age=0"},
    {"§3", "GET /old", 307, "max-age=60", "GET /old", 0, "307 /new age=0"},
    {"§3", "GET /old", 308, "max-age=60", "GET /old", 0, "308 /new age=0"},
    {"no other status", "GET /old", 300, "max-age=60", "GET /old", 0, "-"},
    {"no other status", "GET /old", 200, "max-age=60", "GET /old", 0, "-"},
    {"no other status", "GET /old", 404, "max-age=60", "GET /old", 0, "-"},
    {"§3 public is no lifetime", "GET /old", 307, "public", "GET /old", 0, "-"},
    {"RFC 9110 §15.1", "GET /old", 302, "", "GET /old", 0, "-"},
    {"RFC 9110 §15.1", "GET /old", 303, "", "GET /old", 0, "-"},
    {"RFC 9110 §15.1", "GET /old", 307, "", "GET /old", 0, "-"},
    {"RFC 9110 §15.1", "GET /old", 301, "", "GET /old", 86'399, "301 /new age=86399"},
    {"RFC 9110 §15.1", "GET /old", 308, "", "GET /old", 86'400, "-"},
    {"§4.2.2 Expires: no guess", "GET /old", 308, "x|Expires: 0", "GET /old", 0, "-"},
    {"§4.2 stale", "GET /old", 307, "max-age=60", "GET /old", 60, "-"},
    {"§4.2.3 Age", "GET /old", 307, "max-age=60|Age: 50", "GET /old", 5, "307 /new age=55"},
    {"§4.2.3 Age", "GET /old", 307, "max-age=60|Age: 50", "GET /old", 10, "-"},
    {"the clock was set back", "GET /old", 307, "max-age=60", "GET /old", -1, "-"},
    {"§5.2.2.5 no-store", "GET /old", 308, "no-store", "GET /old", 0, "-"},
    {"§5.2.2.5 no-store", "GET /old", 307, "max-age=60, no-store", "GET /old", 0, "-"},
    {"§5.2.2.3 these are understood", "GET /old", 307, "must-understand, no-store, max-age=9",
     "GET /old", 0, "307 /new age=0"},
    {"§5.2.2.4 no-cache", "GET /old", 307, "max-age=60, no-cache", "GET /old", 0, "-"},
    {"§5.2.2.7 private", "GET /old", 307, "private, max-age=9", "GET /old", 0, "307 /new age=0"},
    {"§5.2.2.2 must-revalidate", "GET /old", 307, "must-revalidate, max-age=9", "GET /old", 9, "-"},
    {"§5.2.1.5 no-store", "GET /old|Cache-Control: no-store", 307, "max-age=60", "GET /old", 0,
     "-"},
    {"§5.2.1.4 no-cache", "GET /old", 307, "max-age=60", "GET /old|Cache-Control: no-cache", 0,
     "-"},
    {"§5.4 Pragma", "GET /old", 307, "max-age=60", "GET /old|Pragma: no-cache", 0, "-"},
    {"§5.4 Pragma", "GET /old", 307, "max-age=60", "GET /old|Pragma: no-cache|Cache-Control: x", 0,
     "307 /new age=0"},
    {"§5.2.1.1 max-age", "GET /old", 307, "max-age=60", "GET /old|Cache-Control: max-age=5", 5,
     "307 /new age=5"},
    {"§5.2.1.1 max-age", "GET /old", 307, "max-age=60", "GET /old|Cache-Control: max-age=5", 6,
     "-"},
    {"§5.2.1.1 max-age", "GET /old", 307, "max-age=60", "GET /old|Cache-Control: max-age=0", 0,
     "-"},
    {"§5.2.1.3 min-fresh", "GET /old", 307, "max-age=60", "GET /old|Cache-Control: min-fresh=50",
     10, "307 /new age=10"},
    {"§5.2.1.3 min-fresh", "GET /old", 307, "max-age=60", "GET /old|Cache-Control: min-fresh=50",
     11, "-"},
    {"§5.2.1.2 never", "GET /old", 307, "max-age=60", "GET /old|Cache-Control: max-stale", 61, "-"},
    {"§4 GET answers HEAD", "GET /old", 307, "max-age=60", "HEAD /old", 0, "307 /new age=0"},
    {"§4 HEAD answers HEAD", "HEAD /old", 307, "max-age=60", "HEAD /old", 0, "307 /new age=0"},
    {"§4 HEAD answers no GET", "HEAD /old", 307, "max-age=60", "GET /old", 0, "-"},
    {"GET and HEAD only", "POST /old", 307, "max-age=60", "GET /old", 0, "-"},
    {"GET and HEAD only", "GET /old", 307, "max-age=60", "POST /old", 0, "-"},
    {"GET and HEAD only", "OPTIONS /old", 307, "max-age=60", "GET /old", 0, "-"},
    {"§2 no fragment", "GET /old#x", 307, "max-age=60", "GET /old#y", 0, "307 /new age=0"},
    {"§2 the query", "GET /old", 307, "max-age=60", "GET /old?x", 0, "-"},
    {"§2 the port", "GET /old", 307, "max-age=60", "GET //a.example:8443/old", 0, "-"},
    {"§2 the scheme", "GET /old", 307, "max-age=60", "GET http://a.example/old", 0, "-"},
    {"§3.5", "GET /old|Authorization: Basic eA==", 307, "max-age=60", "GET /old", 0, "-"},
    {"§3.5", "GET //u:p@a.example/old", 307, "max-age=60", "GET /old", 0, "-"},
    {"§3.5 public", "GET /old|Authorization: Basic eA==", 307, "public, max-age=9", "GET /old", 0,
     "307 /new age=0"},
    {"§3.5 must-revalidate", "GET //u:p@a.example/old", 307, "must-revalidate, max-age=9",
     "GET /old", 0, "307 /new age=0"},
    {"§4.1 same", "GET /old|Accept: a", 307, "max-age=60|Vary: accept", "GET /old|ACCEPT: a", 0,
     "307 /new age=0"},
    {"§4.1 other", "GET /old|Accept: a", 307, "max-age=60|Vary: Accept", "GET /old|Accept: b", 0,
     "-"},
    {"§4.1 gone", "GET /old|Accept: a", 307, "max-age=60|Vary: Accept", "GET /old", 0, "-"},
    {"§4.1 new", "GET /old", 307, "max-age=60|Vary: Accept", "GET /old|Accept: a", 0, "-"},
    {"§4.1 in neither", "GET /old", 307, "max-age=60|Vary: Accept", "GET /old", 0,
     "307 /new age=0"},
    {"§4.1 combined", "GET /old|X: a|X: b", 307, "max-age=60|Vary: X", "GET /old|X: a, b", 0,
     "307 /new age=0"},
    {"§4.1 two", "GET /old|X: 1|Y: 2", 307, "max-age=60|Vary: X|Vary: Y", "GET /old|X: 1|Y: 3", 0,
     "-"},
    {"§4.1 any", "GET /old", 307, "max-age=60|Vary: x, *", "GET /old", 0, "-"},
    {"§4.1 no name", "GET /old", 307, "max-age=60|Vary: a b", "GET /old", 0, "-"},
};

/// What stands between the bars, and the rest as fields.
std::pair<std::string, NamesAndValues> split(std::string_view text) {
  std::string first(text.substr(0, text.find('|')));
  NamesAndValues fields;
  for (std::size_t bar = text.find('|'); bar != std::string_view::npos;) {
    const std::size_t end = text.find('|', bar + 1);
    const std::string_view field = text.substr(bar + 1, end - bar - 1);
    const std::size_t colon = field.find(": ");
    fields.emplace_back(field.substr(0, colon), field.substr(colon + 2));
    bar = end;
  }
  return {std::move(first), std::move(fields)};
}

Request request_in(std::string_view text) {
  const auto [start, fields] = split(text);
  const std::size_t space = start.find(' ');
  const auto url =
      url::resolve(start.substr(space + 1), url::parse("https://a.example/").value()).value();
  return request_of(start.substr(0, space), url.href(), fields);
}

TEST(Rfc9111Cache, KeepsAndFinds) {
  for (const Case& row : kCases) {
    auto [control, fields] = split(row.answer);
    fields.insert(fields.begin(), kNew);
    if (!control.empty()) fields.emplace_back("Cache-Control", control);
    Cache cache;
    tell(cache, request_in(row.asked), row.status, fields);
    EXPECT_EQ(found(cache, request_in(row.asks_again), row.later), row.found)
        << row.section << ", " << row.asked << ", " << row.answer;
  }
}

TEST(Rfc9111Cache, ARedirectWithoutLocationIsKeptAsItIs) {
  Cache cache;
  tell(cache, get(), 307, {kFresh});
  EXPECT_EQ(found(cache, get()), "307  age=0");
}

TEST(Rfc9111Cache, ConnectionFieldsAreNotKept) {  // §3.1
  Cache cache;
  tell(cache, get(), 307,
       {kNew,
        kFresh,
        {"Connection", "close, X-Hop"},
        {"X-Hop", "1"},
        {"Keep-Alive", "1"},
        {"Transfer-Encoding", "chunked"},
        {"X-End", "2"}});
  const StoredAnswer answer = cache.find(get(), second(0)).value_or(kNoAnswer);
  std::string names;
  for (const http::Field field : answer.fields.view()) names.append(field.name).append(" ");
  EXPECT_EQ(names, "Location Cache-Control X-End Age ");
}

TEST(Rfc9111Cache, VariantsStandBesideEachOther) {  // §4.1
  Cache cache;
  for (const char* language : {"de", "en"}) {
    tell(cache, get({{"Accept-Language", language}}), 302,
         {kFresh, {"Vary", "Accept-Language"}, {"Location", language}});
  }
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(found(cache, get({{"Accept-Language", "de"}})), "302 de age=0");
  EXPECT_EQ(found(cache, get({{"Accept-Language", "en"}})), "302 en age=0");
  EXPECT_EQ(found(cache, get()), "-");
}

TEST(Rfc9111Cache, WhatAServerAnswersNowCounts) {  // §4
  for (const int status : {200, 302, 304, 404, 503}) {
    Cache cache;
    tell(cache, get(), 307, {kFresh, kNew});
    tell(cache, get(), status, {{"Cache-Control", "no-store"}}, 1);
    const bool is_kept = status == 304 || status >= 400;
    EXPECT_EQ(found(cache, get(), 2), is_kept ? "307 /new age=2" : "-") << status;
  }
}

TEST(Rfc9111Cache, AHeadReplacesNoGet) {  // §4.3.5
  Cache cache;
  tell(cache, get(), 307, {kFresh, kNew});
  tell(cache, request_of("HEAD", kOld), 308, {kFresh, {"Location", "/head"}}, 1);
  EXPECT_EQ(found(cache, get(), 2), "307 /new age=2");
  EXPECT_EQ(found(cache, request_of("HEAD", kOld), 2), "308 /head age=1");
  tell(cache, request_of("HEAD", kOld), 200, {}, 3);
  EXPECT_EQ(cache.size(), 0U) << "it redirects no longer";
}

}  // namespace
}  // namespace onward::redirect
