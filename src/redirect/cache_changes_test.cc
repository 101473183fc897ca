// SPDX-License-Identifier: MIT
// What changes a redirect cache: validation (RFC 9111 §4.3), invalidation by unsafe methods (§4.4),
// and its limits.
#include "onward/redirect/cache.h"
#include "redirect/cache_testing.h"

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

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
  const NamesAndValues validated{{"ETag", "W/\"a\""}, kFresh, {"X", "2"}, {"Content-Length", "9"}};
  const StoredAnswer answer = tell(cache, asking, 304, validated, 100).value_or(kNoAnswer);
  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(answer.fields.view().find("X"), "2");
  EXPECT_EQ(answer.fields.view().find("Content-Length"), "5");
  EXPECT_EQ(found(cache, get(), 101), "307 /new age=1");
}

TEST(Rfc9111Validation, A304ForAnotherAnswerForgetsOurs) {  // §4.3.4
  Cache cache;
  tell(cache, get(), 307, {kFresh, kNew, {"ETag", "\"a\""}});
  EXPECT_FALSE(tell(cache, get({{"If-None-Match", "\"a\""}}), 304, {{"ETag", "\"b\""}}, 9));
  EXPECT_EQ(cache.size(), 0U);
}

TEST(Rfc9111Validation, A304ToTheCallersOwnQuestionChangesNothing) {
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
