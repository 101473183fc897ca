// SPDX-License-Identifier: MIT
// The cache's text: what it looks like, that it comes back as it was, and that nothing else does;
// and that no credential is in it.
#include "onward/redirect/cache.h"
#include "redirect/cache_testing.h"
#include "support/exact_buffer.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

/// As in the header.
constexpr const char* kText =
    "onward-redirect-cache 1\n"
    "entry GET https://a.example/old\n"
    "status 307\n"
    "times 1795478400 1795478401\n"
    "vary Accept-Language: de\n"
    "without Accept\n"
    "field Location: https://b.example/new\n"
    "field Cache-Control: max-age=600\n"
    "field Vary: Accept-Language, Accept\n"
    "end 1\n";

TEST(RedirectCacheText, IsWrittenAsItIsRead) {
  auto cache = Cache::parse(test::ExactBuffer(kText).view());
  ASSERT_TRUE(cache.has_value());
  EXPECT_EQ(cache.value().to_text(), kText);
  const Request request = request_of("GET", "https://a.example/old", {{"Accept-Language", "de"}});
  EXPECT_EQ(found(cache.value(), request, 11), "307 https://b.example/new age=11");
  EXPECT_EQ(Cache().to_text(), "onward-redirect-cache 1\nend 0\n");
}

TEST(RedirectCacheText, KeepsTheOrderOfUse) {
  Cache cache;
  for (const char* path : {"1", "2", "3"}) {
    tell(cache, request_of("GET", std::string("https://a.example/") + path), 307,
         {kFresh, {"Location", "/\xE2\x82\xAC\t!"}});
  }
  (void)cache.find(request_of("GET", "https://a.example/1"), second(0));
  auto again = Cache::parse(cache.to_text(), {.entries = 1});
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(found(again.value(), request_of("GET", "https://a.example/1")),
            "307 /\xE2\x82\xAC\t! age=0");
}

TEST(RedirectCacheText, HoldsNoCredential) {
  Cache cache;
  const auto answer = [&cache](const char* path, const NamesAndValues& asked,
                               const NamesAndValues& more) {
    NamesAndValues fields{{"Cache-Control", "public, max-age=600"}, {"Location", "/x"}};
    fields.insert(fields.end(), more.begin(), more.end());
    tell(cache, request_of("GET", std::string("https://u:p@a.example/") + path, asked), 307,
         fields);
  };
  answer("1", {}, {{"Set-Cookie", "secret=1"}});
  answer("2", {{"Cookie", "secret=1"}}, {{"Vary", "Cookie"}});
  answer("3", {{"Authorization", "Bearer secret"}}, {{"Vary", "Authorization"}});
  answer("4", {{"Authorization", "Bearer secret"}}, {});
  EXPECT_EQ(cache.size(), 4U);
  const std::string text = cache.to_text();
  EXPECT_EQ(text.find("secret"), std::string::npos);
  EXPECT_EQ(text.find("u:p"), std::string::npos);
  EXPECT_TRUE(text.ends_with("end 1\n")) << text;
}

struct Refused {
  const char* why;
  const char* from;  ///< in kText
  const char* to;
  const char* error;
  int line;
};

const std::vector<Refused> kRefused{
    {"another file", "onward-redirect-cache 1", "[[rule]]", "cache-version-unknown", 1},
    {"a newer version", "cache 1", "cache 2", "cache-version-unknown", 1},
    {"CR LF", "cache 1\n", "cache 1\r\n", "cache-version-unknown", 1},
    {"a method", "GET", "POST", "cache-line-invalid", 2},
    {"no URL", "https://a.example/old", "/old", "cache-line-invalid", 2},
    {"a URL that is written otherwise", "/old", "/o ld", "cache-line-invalid", 2},
    {"a fragment", "/old", "/old#x", "cache-line-invalid", 2},
    {"another scheme", "https://a.example/old", "file:///etc", "cache-line-invalid", 2},
    {"a status that is not kept", "307", "200", "cache-line-invalid", 3},
    {"no status line", "status 307\n", "", "cache-line-invalid", 3},
    {"a time", "1795478401", "-1", "cache-line-invalid", 4},
    {"a time", "1795478401", "01", "cache-line-invalid", 4},
    {"a time", "1795478401", "9999999999999999999999", "cache-line-invalid", 4},
    {"one time", " 1795478401", "", "cache-line-invalid", 4},
    {"a line nobody knows", "without", "maybe", "cache-line-invalid", 6},
    {"no name", "without Accept", "without a b", "cache-line-invalid", 6},
    {"no space behind the colon", "Location: ", "Location:", "cache-line-invalid", 7},
    {"space at the end", "new\n", "new \n", "cache-line-invalid", 7},
    {"a control", "new\n", "new\r\n", "cache-line-invalid", 7},
    {"an empty line", "field Vary", "\nfield Vary", "cache-line-invalid", 9},
    {"Vary says more", "without Accept\n", "", "cache-line-invalid", 9},
    {"Vary says less", ", Accept\n", "\n", "cache-line-invalid", 10},
    {"what is never written", "field Vary", "field Set-Cookie: a\nfield Vary", "cache-line-invalid",
     11},
    {"the count", "end 1", "end 2", "cache-line-invalid", 10},
    {"more behind the end", "end 1\n", "end 1\nx", "cache-line-invalid", 10},
    {"no end", "end 1\n", "", "cache-unfinished", 10},
    {"half an end", "end 1\n", "end 1", "cache-unfinished", 10},
    {"an end in the middle", "times", "end 1\ntimes", "cache-line-invalid", 4},
};

TEST(RedirectCacheText, RefusesAnythingElse) {
  for (const Refused& row : kRefused) {
    std::string text = kText;
    const std::size_t at = text.find(row.from);
    ASSERT_NE(at, std::string::npos) << row.why;
    text.replace(at, std::string_view(row.from).size(), row.to);
    const auto refused = Cache::parse(test::ExactBuffer(text).view());
    ASSERT_FALSE(refused.has_value()) << row.why;
    EXPECT_EQ(name(refused.error().code), row.error) << row.why;
    const auto offset = static_cast<std::ptrdiff_t>(refused.error().offset);
    EXPECT_EQ(std::count(text.begin(), text.begin() + offset, '\n') + 1, row.line) << row.why;
  }
}

TEST(RedirectCacheText, EveryBeginningIsUnfinished) {
  const std::string text = kText;
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(Cache::parse(test::ExactBuffer(text.substr(0, size)).view()).has_value()) << size;
  }
}

TEST(RedirectCacheText, WhatSettingsForbidIsNotTaken) {
  Cache cache;
  tell(cache, request_of("GET", "https://a.example/"), 308, {{"Location", "/x"}});
  const auto strict = Cache::parse(cache.to_text(), {.heuristic = std::chrono::seconds{0}});
  ASSERT_TRUE(strict.has_value());
  EXPECT_EQ(strict.value().size(), 0U);
}

}  // namespace
}  // namespace onward::redirect
