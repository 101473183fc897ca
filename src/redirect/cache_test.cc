// SPDX-License-Identifier: MIT
// RFC 9111 §3, §4 and §4.1: what is kept and what it answers, one exchange and one question a row.
// Then validation, invalidation, and the limits.
#include "onward/redirect/cache.h"

#include "redirect/cache_testing.h"

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

constexpr const char* kOld = "https://a.example/old";
const std::pair<std::string, std::string> kFresh{"Cache-Control", "max-age=60"};
const std::pair<std::string, std::string> kNew{"Location", "/new"};

TEST(Rfc9111Cache, ExampleHolds) {
  const Request request = request_of("GET", kOld);
  const std::chrono::sys_seconds now = second(0);
  onward::redirect::Cache cache;
  EXPECT_FALSE(cache.find(request, now).has_value());
  const http::Status status(307);
  const http::Fields fields = fields_of({kFresh, kNew});
  cache.receive({request, status, fields.view()}, {now, now});
  const auto stored = cache.find(request, now);
  ASSERT_TRUE(stored.has_value());
  const Policy policy = Policy::onward();
  Chain chain(policy);
  const Step step =
      onward::redirect::next({request, stored.value().status, stored.value().fields.view()}, chain);
  const auto* follow = std::get_if<Follow>(&step);
  ASSERT_NE(follow, nullptr);
  EXPECT_EQ(follow->request.url.href(), "https://a.example/new");
}

struct Case {
  const char* section;
  Request asked;
  int status;
  NamesAndValues answer;
  Request asks_again;
  std::int64_t later;
  const char* found;
};

Request get(const NamesAndValues& fields = {}) { return request_of("GET", kOld, fields); }

std::vector<Case> kept_cases() {
  return {
      {"§3 301", get(), 301, {kFresh, kNew}, get(), 59, "301 /new age=59"},
      {"§3 302", get(), 302, {kFresh, kNew}, get(), 0, "302 /new age=0"},
      {"§3 303", get(), 303, {kFresh, kNew}, get(), 0, "303 /new age=0"},
      {"§3 307", get(), 307, {kFresh, kNew}, get(), 0, "307 /new age=0"},
      {"§3 308", get(), 308, {kFresh, kNew}, get(), 0, "308 /new age=0"},
      {"§4.2 stale", get(), 307, {kFresh, kNew}, get(), 60, "-"},
      {"§4.2.3 Age is added",
       get(),
       307,
       {kFresh, kNew, {"Age", "50"}},
       get(),
       5,
       "307 /new age=55"},
      {"§4.2.3 Age is added", get(), 307, {kFresh, kNew, {"Age", "50"}}, get(), 10, "-"},
      {"the clock was set back", get(), 307, {kFresh, kNew}, get(), -1, "-"},
      {"RFC 9110 §15.1 no 302 without a word", get(), 302, {kNew}, get(), 0, "-"},
      {"RFC 9110 §15.1 no 303 without a word", get(), 303, {kNew}, get(), 0, "-"},
      {"RFC 9110 §15.1 no 307 without a word", get(), 307, {kNew}, get(), 0, "-"},
      {"§3 public is no lifetime", get(), 307, {kNew, {"Cache-Control", "public"}}, get(), 0, "-"},
      {"RFC 9110 §15.1 301", get(), 301, {kNew}, get(), 86'399, "301 /new age=86399"},
      {"RFC 9110 §15.1 308", get(), 308, {kNew}, get(), 86'400, "-"},
      {"RFC 9110 §15.1 Expires ends guessing", get(), 308, {kNew, {"Expires", "0"}}, get(), 0, "-"},
      {"no other status: 300", get(), 300, {kFresh, kNew}, get(), 0, "-"},
      {"no other status: 200", get(), 200, {kFresh, kNew}, get(), 0, "-"},
      {"no other status: 404", get(), 404, {kFresh, kNew}, get(), 0, "-"},
      {"a redirect without Location is kept as it is",
       get(),
       307,
       {kFresh},
       get(),
       0,
       "307  age=0"},
      {"§5.2.2.5 no-store", get(), 308, {kNew, {"Cache-Control", "no-store"}}, get(), 0, "-"},
      {"§5.2.2.5 no-store",
       get(),
       307,
       {kNew, kFresh, {"Cache-Control", "no-store"}},
       get(),
       0,
       "-"},
      {"§5.2.2.3 must-understand: these are understood",
       get(),
       307,
       {kNew, {"Cache-Control", "must-understand, no-store, max-age=9"}},
       get(),
       0,
       "307 /new age=0"},
      {"§5.2.2.4 no-cache",
       get(),
       307,
       {kNew, kFresh, {"Cache-Control", "no-cache"}},
       get(),
       0,
       "-"},
      {"§5.2.2.7 private",
       get(),
       307,
       {kNew, {"Cache-Control", "private, max-age=9"}},
       get(),
       0,
       "307 /new age=0"},
      {"§5.2.2.2 must-revalidate",
       get(),
       307,
       {kNew, {"Cache-Control", "must-revalidate, max-age=9"}},
       get(),
       9,
       "-"},
      {"§5.2.1.5 no-store asked",
       get({{"Cache-Control", "no-store"}}),
       307,
       {kNew, kFresh},
       get(),
       0,
       "-"},
      {"§5.2.1.4 no-cache",
       get(),
       307,
       {kNew, kFresh},
       get({{"Cache-Control", "no-cache"}}),
       0,
       "-"},
      {"§5.4 Pragma", get(), 307, {kNew, kFresh}, get({{"Pragma", "no-cache"}}), 0, "-"},
      {"§5.4 Pragma beside Cache-Control",
       get(),
       307,
       {kNew, kFresh},
       get({{"Pragma", "no-cache"}, {"Cache-Control", "x"}}),
       0,
       "307 /new age=0"},
      {"§5.2.1.1 max-age",
       get(),
       307,
       {kNew, kFresh},
       get({{"Cache-Control", "max-age=5"}}),
       5,
       "307 /new age=5"},
      {"§5.2.1.1 max-age",
       get(),
       307,
       {kNew, kFresh},
       get({{"Cache-Control", "max-age=5"}}),
       6,
       "-"},
      {"§5.2.1.1 max-age=0",
       get(),
       307,
       {kNew, kFresh},
       get({{"Cache-Control", "max-age=0"}}),
       0,
       "-"},
      {"§5.2.1.3 min-fresh",
       get(),
       307,
       {kNew, kFresh},
       get({{"Cache-Control", "min-fresh=50"}}),
       10,
       "307 /new age=10"},
      {"§5.2.1.3 min-fresh",
       get(),
       307,
       {kNew, kFresh},
       get({{"Cache-Control", "min-fresh=50"}}),
       11,
       "-"},
      {"§5.2.1.2 max-stale: never",
       get(),
       307,
       {kNew, kFresh},
       get({{"Cache-Control", "max-stale"}}),
       61,
       "-"},
      {"§4 GET answers HEAD",
       get(),
       307,
       {kNew, kFresh},
       request_of("HEAD", kOld),
       0,
       "307 /new age=0"},
      {"§4 HEAD answers HEAD",
       request_of("HEAD", kOld),
       307,
       {kNew, kFresh},
       request_of("HEAD", kOld),
       0,
       "307 /new age=0"},
      {"§4 HEAD answers no GET", request_of("HEAD", kOld), 307, {kNew, kFresh}, get(), 0, "-"},
      {"GET and HEAD only", request_of("POST", kOld), 307, {kNew, kFresh}, get(), 0, "-"},
      {"GET and HEAD only", get(), 307, {kNew, kFresh}, request_of("POST", kOld), 0, "-"},
      {"GET and HEAD only", request_of("OPTIONS", kOld), 307, {kNew, kFresh}, get(), 0, "-"},
      {"§2 the fragment is no part",
       request_of("GET", "https://a.example/old#x"),
       307,
       {kNew, kFresh},
       request_of("GET", "https://a.example/old#y"),
       0,
       "307 /new age=0"},
      {"§2 the query is",
       get(),
       307,
       {kNew, kFresh},
       request_of("GET", "https://a.example/old?x"),
       0,
       "-"},
      {"§2 the port is",
       get(),
       307,
       {kNew, kFresh},
       request_of("GET", "https://a.example:8443/old"),
       0,
       "-"},
      {"§2 the scheme is",
       get(),
       307,
       {kNew, kFresh},
       request_of("GET", "http://a.example/old"),
       0,
       "-"},
      {"§3.5 Authorization",
       get({{"Authorization", "Basic eA=="}}),
       307,
       {kNew, kFresh},
       get(),
       0,
       "-"},
      {"§3.5 user and password",
       request_of("GET", "https://u:p@a.example/old"),
       307,
       {kNew, kFresh},
       get(),
       0,
       "-"},
      {"§3.5 public",
       get({{"Authorization", "Basic eA=="}}),
       307,
       {kNew, {"Cache-Control", "public, max-age=9"}},
       get(),
       0,
       "307 /new age=0"},
      {"§3.5 must-revalidate",
       request_of("GET", "https://u:p@a.example/old"),
       307,
       {kNew, {"Cache-Control", "must-revalidate, max-age=9"}},
       get(),
       0,
       "307 /new age=0"},
      {"§4.1 Vary: same",
       get({{"Accept", "a"}}),
       307,
       {kNew, kFresh, {"Vary", "accept"}},
       get({{"ACCEPT", "a"}}),
       0,
       "307 /new age=0"},
      {"§4.1 Vary: other",
       get({{"Accept", "a"}}),
       307,
       {kNew, kFresh, {"Vary", "Accept"}},
       get({{"Accept", "b"}}),
       0,
       "-"},
      {"§4.1 Vary: gone",
       get({{"Accept", "a"}}),
       307,
       {kNew, kFresh, {"Vary", "Accept"}},
       get(),
       0,
       "-"},
      {"§4.1 Vary: new",
       get(),
       307,
       {kNew, kFresh, {"Vary", "Accept"}},
       get({{"Accept", "a"}}),
       0,
       "-"},
      {"§4.1 Vary: in neither",
       get(),
       307,
       {kNew, kFresh, {"Vary", "Accept"}},
       get(),
       0,
       "307 /new age=0"},
      {"§4.1 Vary: combined",
       get({{"Accept", "a"}, {"Accept", "b"}}),
       307,
       {kNew, kFresh, {"Vary", "Accept"}},
       get({{"Accept", "a, b"}}),
       0,
       "307 /new age=0"},
      {"§4.1 Vary: two fields",
       get({{"X", "1"}, {"Y", "2"}}),
       307,
       {kNew, kFresh, {"Vary", "X"}, {"Vary", "Y"}},
       get({{"X", "1"}, {"Y", "3"}}),
       0,
       "-"},
      {"§4.1 Vary: *", get(), 307, {kNew, kFresh, {"Vary", "x, *"}}, get(), 0, "-"},
      {"§4.1 Vary: no name", get(), 307, {kNew, kFresh, {"Vary", "a b"}}, get(), 0, "-"},
  };
}

TEST(Rfc9111Cache, KeepsAndFinds) {
  for (const Case& row : kept_cases()) {
    Cache cache;
    tell(cache, row.asked, row.status, row.answer);
    EXPECT_EQ(found(cache, row.asks_again, row.later), row.found)
        << row.section << ", " << row.status;
  }
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
  const auto answer = cache.find(get(), second(0));
  ASSERT_TRUE(answer.has_value());
  std::string names;
  for (const http::Field field : answer.value().fields.view()) names.append(field.name).append(" ");
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

std::string conditions_of(const Cache& cache, const Request& request) {
  std::string text;
  const http::Fields conditions = cache.conditions(request);
  for (const http::Field field : conditions.view()) {
    text.append(field.name).append(": ").append(field.value).append("; ");
  }
  return text;
}

TEST(Rfc9111Validation, AsksWhetherAStaleAnswerHolds) {  // §4.3.1
  Cache cache;
  tell(cache, get(), 307, {kFresh, kNew, {"ETag", "\"a\""}, {"Last-Modified", "whenever"}});
  EXPECT_EQ(conditions_of(cache, get()), "If-None-Match: \"a\"; If-Modified-Since: whenever; ");
  EXPECT_EQ(conditions_of(cache, get({{"If-None-Match", "\"b\""}})), "") << "the caller's own";
  EXPECT_EQ(conditions_of(cache, get({{"Range", "bytes=0-1"}})), "");
  EXPECT_EQ(conditions_of(cache, request_of("POST", kOld)), "");
  tell(cache, request_of("GET", "https://b.example/"), 307, {kFresh, kNew});
  EXPECT_EQ(conditions_of(cache, request_of("GET", "https://b.example/")), "") << "no validator";
}

TEST(Rfc9111Validation, A304MakesItFresh) {  // §4.3.4, §3.2
  const Request asking = get({{"If-None-Match", "\"a\""}});
  Cache cache;
  tell(cache, get(), 307,
       {{"Cache-Control", "no-cache"},
        kNew,
        {"ETag", "\"a\""},
        {"Age", "70"},
        {"X", "1"},
        {"Content-Length", "5"}});
  EXPECT_EQ(found(cache, get()), "-");
  const auto answer = tell(cache, asking, 304,
                           {{"ETag", "W/\"a\""}, kFresh, {"X", "2"}, {"Content-Length", "9"}}, 100);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer.value().status, 307);
  EXPECT_EQ(answer.value().fields.view().find("X"), "2");
  EXPECT_EQ(answer.value().fields.view().find("Content-Length"), "5");
  EXPECT_EQ(found(cache, get(), 101), "307 /new age=1");
}

TEST(Rfc9111Validation, A304OfSomethingElseChangesNothing) {
  Cache cache;
  tell(cache, get(), 307, {kFresh, kNew, {"ETag", "\"a\""}});
  EXPECT_FALSE(tell(cache, get({{"If-None-Match", "\"b\""}}), 304, {{"ETag", "\"b\""}}, 9));
  EXPECT_FALSE(tell(cache, get(), 304, {{"ETag", "\"a\""}}, 9)) << "nobody asked";
  EXPECT_EQ(found(cache, get(), 9), "307 /new age=9");
}

struct InvalidationCase {
  const char* section;
  const char* method;
  int status;
  NamesAndValues answer;
  bool forgets;
};

TEST(Rfc9111Invalidation, ByUnsafeMethods) {  // §4.4
  const std::vector<InvalidationCase> rows{
      {"MUST: POST, PUT, DELETE, unknown", "POST", 200, {}, true},
      {"MUST", "PUT", 204, {}, true},
      {"MUST", "DELETE", 200, {}, true},
      {"MUST", "M-SEARCH", 200, {}, true},
      {"a redirect is no error", "POST", 307, {kNew}, true},
      {"errors do not", "POST", 500, {}, false},
      {"errors do not", "DELETE", 404, {}, false},
      {"safe methods do not", "OPTIONS", 200, {}, false},
      {"safe methods do not", "QUERY", 200, {}, false},
  };
  for (const auto& row : rows) {
    Cache cache;
    tell(cache, get(), 307, {kFresh, kNew});
    tell(cache, get({{"X", "1"}}), 307, {kFresh, kNew, {"Vary", "X"}});
    tell(cache, request_of(row.method, "https://u@a.example/old#f"), row.status, row.answer, 1);
    EXPECT_EQ(cache.size() == 0, row.forgets) << row.section << ", " << row.method;
  }
}

TEST(Rfc9111Invalidation, AlsoWhatTheAnswerNames) {  // §4.4: MAY, of the same origin only
  for (const char* field : {"Location", "Content-Location"}) {
    Cache cache;
    const Request other = request_of("GET", "https://b.example/x");
    tell(cache, get(), 307, {kFresh, kNew});
    tell(cache, other, 307, {kFresh, kNew});
    tell(cache, request_of("POST", "https://a.example/form"), 201, {{field, "old"}});
    EXPECT_EQ(found(cache, get()), "-") << field;
    tell(cache, request_of("POST", "https://a.example/form"), 201, {{field, "//b.example/x"}});
    EXPECT_EQ(found(cache, other), "307 /new age=0") << field;
  }
}

TEST(RedirectCacheLimits, TheLeastRecentlyUsedGoes) {
  const auto page = [](int n) {
    return request_of("GET", "https://a.example/" + std::to_string(n));
  };
  Cache cache(CacheSettings{.entries = 3});
  for (int n = 0; n < 3; ++n) tell(cache, page(n), 307, {kFresh, kNew});
  EXPECT_EQ(found(cache, page(0)), "307 /new age=0");  // used
  tell(cache, page(3), 307, {kFresh, kNew});
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_EQ(found(cache, page(1)), "-");
  EXPECT_EQ(found(cache, page(0)), "307 /new age=0");
}

TEST(RedirectCacheLimits, BytesAreCounted) {
  Cache cache(CacheSettings{.bytes = 20'000});
  for (int n = 0; n < 200; ++n) {
    const std::string url = "https://a.example/" + std::to_string(n);
    tell(cache, request_of("GET", url), 307, {kFresh, {"Location", std::string(1'000, 'x')}});
    EXPECT_LE(cache.bytes(), 20'000U);
  }
  EXPECT_GT(cache.size(), 10U);
  const std::size_t before = cache.size();
  tell(cache, request_of("GET", "https://a.example/large"), 307,
       {kFresh, {"Location", std::string(30'000, 'x')}});
  EXPECT_EQ(cache.size(), before) << "what never fits drives nothing out";
  for (int n = 0; n < 200; ++n) {
    tell(cache, request_of("PUT", "https://a.example/" + std::to_string(n)), 204, {});
  }
  EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace onward::redirect
