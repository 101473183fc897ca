// SPDX-License-Identifier: MIT
// RFC 9111 §5.2: what each directive is read as, in one field or several, well formed or not. What
// cannot be read must come out as the strictest thing it may have meant.
#include "onward/http/cache_control.h"

#include "support/exact_buffer.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

CacheControl read(const std::vector<std::string>& values) {
  Fields fields;
  for (const std::string& value : values) {
    EXPECT_TRUE(fields.add(FieldName("cache-CONTROL"), FieldValue::parse(value).value()));
  }
  return read_cache_control(fields.view());
}

TEST(Rfc9111CacheControl, ExampleHolds) {
  onward::http::Fields fields;
  EXPECT_TRUE(fields.add(onward::http::FieldName("Cache-Control"),
                         onward::http::FieldValue("private, max-age=\"60\"")));
  auto control = onward::http::read_cache_control(fields.view());
  EXPECT_TRUE(control.is_private);
  EXPECT_EQ(control.max_age, 60s);
}

struct Case {
  const char* section;
  std::vector<std::string> values;
  CacheControl expected;
};

std::vector<Case> cases() {
  return {
      {"§5.2, none", {}, {}},
      {"§5.2, empty", {""}, {}},
      {"§5.2, case", {"NO-Store, No-Cache"}, {.no_cache = true, .no_store = true}},
      {"§5.2, two fields", {"no-store", "no-cache"}, {.no_cache = true, .no_store = true}},
      {"§5.2, empty elements", {",, no-store,"}, {.no_store = true}},
      {"§5.2.3, unknown", {"foobar, x=y, max-age=1"}, {.max_age = 1s}},
      {"§5.2.3, names inside quotes", {"x=\"max-age=9, no-store\", max-age=1"}, {.max_age = 1s}},
      {"§5.2, argument where none is", {"no-store=1"}, {.no_store = true}},
      {"§5.2.1.1", {"max-age=003600"}, {.max_age = 3600s}},
      {"§5.2, quoted", {"max-age=\"36\\00\""}, {.max_age = 3600s}},
      {"§1.2.2, infinity", {"max-age=99999999999999999999"}, {.max_age = kMaxDeltaSeconds}},
      {"§4.2.1, no number", {"max-age=-1"}, {.max_age = 0s}},
      {"§4.2.1, no number", {"max-age='60'"}, {.max_age = 0s}},
      {"§4.2.1, no number", {"max-age=60.5"}, {.max_age = 0s}},
      {"§4.2.1, no number", {"max-age"}, {.max_age = 0s}},
      {"§4.2.1, no number", {"max-age="}, {.max_age = 0s}},
      {"§4.2.1, a space", {"max-age= 60"}, {.max_age = 0s}},
      {"§4.2.1, a space", {"max-age =60"}, {.max_age = 60s}},
      {"§4.2.1, not closed", {"max-age=\"60"}, {.max_age = 0s}},
      {"§4.2.1, behind the quotes", {"max-age=\"60\"0"}, {.max_age = 0s}},
      {"§4.2.1, twice", {"max-age=60, max-age=60"}, {.max_age = 60s}},
      {"§4.2.1, two that differ", {"max-age=60, max-age=61"}, {.max_age = 0s}},
      {"§4.2.1, in two fields", {"max-age=60", "max-age=1"}, {.max_age = 0s}},
      {"§5.2.1.2", {"max-stale"}, {.max_stale = kMaxDeltaSeconds}},
      {"§5.2.1.2", {"max-stale=5"}, {.max_stale = 5s}},
      {"§5.2.1.2, the smaller", {"max-stale=5, max-stale"}, {.max_stale = 5s}},
      {"§5.2.1.2, no number", {"max-stale=x"}, {}},
      {"§5.2.1.3", {"min-fresh=5"}, {.min_fresh = 5s}},
      {"§5.2.1.3, no number", {"min-fresh=x"}, {.min_fresh = kMaxDeltaSeconds}},
      {"§5.2.1.6, §5.2.1.7",
       {"no-transform, only-if-cached"},
       {.no_transform = true, .only_if_cached = true}},
      {"§5.2.2.2, §5.2.2.3, §5.2.2.8",
       {"must-revalidate, must-understand, proxy-revalidate"},
       {.must_revalidate = true, .must_understand = true, .proxy_revalidate = true}},
      {"§5.2.2.4, field names", {"no-cache=\"a, b\""}, {.no_cache = true}},
      {"§5.2.2.7, field names", {"private=\"a\""}, {.is_private = true}},
      {"§5.2.2.9, §5.2.2.10", {"public, s-maxage=7"}, {.is_public = true, .s_maxage = 7s}},
      {"§5.2.2.10, no number", {"s-maxage=x"}, {.s_maxage = 0s}},
  };
}

TEST(Rfc9111CacheControl, Reads) {
  for (const Case& row : cases()) {
    std::string all(row.section);
    for (const auto& value : row.values) all.append("\n  ").append(value);
    EXPECT_TRUE(read(row.values) == row.expected) << all;
  }
}

TEST(Rfc9111DeltaSeconds, Reads) {
  EXPECT_EQ(read_delta_seconds("0"), seconds{0});
  EXPECT_EQ(read_delta_seconds("2147483647"), seconds{2'147'483'647});
  EXPECT_EQ(read_delta_seconds("2147483649"), kMaxDeltaSeconds);
  EXPECT_EQ(read_delta_seconds(std::string(100, '9')), kMaxDeltaSeconds);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.0", "1a", "0x1"}) {
    EXPECT_EQ(read_delta_seconds(test::ExactBuffer(text).view()), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace onward::http
