// SPDX-License-Identifier: MIT
// RFC 9111 §4.2: lifetime and age of each kind of answer, with what cannot be read on the stale
// side.
#include "redirect/cache_freshness.h"

#include "onward/http/date.h"
#include "redirect/cache_testing.h"

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

/// A date so many seconds from second(0): "@-100".
NamesAndValues with_dates(NamesAndValues fields) {
  for (auto& [name, value] : fields) {
    if (value.starts_with('@'))
      value = http::write_date(second(std::stoll(value.substr(1)))).view();
  }
  return fields;
}

struct Case {
  const char* section;
  int status;
  NamesAndValues fields;
  std::int64_t lifetime;
  std::int64_t age = 0;
};

const std::vector<Case> kCases{
    {"§4.2.1 max-age", 307, {{"Cache-Control", "max-age=60"}}, 60},
    {"§4.2.1 max-age before Expires",
     307,
     {{"Cache-Control", "max-age=60"}, {"Expires", "@600"}},
     60},
    {"§4.2.1 max-age=0", 308, {{"Cache-Control", "max-age=0"}}, 0},
    {"§4.2.1 a bad max-age, no guess", 308, {{"Cache-Control", "max-age=x"}}, 0},
    {"§5.2.2.10 s-maxage is for others", 307, {{"Cache-Control", "s-maxage=60"}}, 0},
    {"§5.2.2.10 s-maxage is for others", 307, {{"Cache-Control", "s-maxage=60, max-age=1"}}, 1},
    {"§4.2.1 Expires", 302, {{"Expires", "@600"}, {"Date", "@0"}}, 600},
    {"§4.2.1 Expires without Date", 302, {{"Expires", "@600"}}, 600},
    {"§4.2.1 Expires by the server's clock", 302, {{"Expires", "@600"}, {"Date", "@500"}}, 100},
    {"§4.2.1 Expires in the past", 302, {{"Expires", "@-600"}}, 0},
    {"§5.3 Expires: 0", 301, {{"Expires", "0"}}, 0},
    {"§5.3 Expires that is no date", 301, {{"Expires", "Thu, 18 Aug 2050 02:01:18 UTC"}}, 0},
    {"§5.3 two", 301, {{"Expires", "@600"}, {"Expires", "@600"}}, 0},
    {"§4.2 case of dates",
     302,
     {{"Expires", "SUN, 06 NOV 1994 08:50:37 gmt"}, {"Date", "sun, 06 nov 1994 08:49:37 Gmt"}},
     60,
     1'795'478'400 - 784'111'777},
    {"§4.2.2 no guess for 302", 302, {{"Last-Modified", "@-1000"}}, 0},
    {"§4.2.2 no guess for 303", 303, {}, 0},
    {"§4.2.2 no guess for 307", 307, {{"Last-Modified", "@-1000"}}, 0},
    {"§4.2.2 a day for 301", 301, {}, 86'400},
    {"§4.2.2 a tenth", 301, {{"Last-Modified", "@-1000"}}, 100},
    {"§4.2.2 a day at most", 308, {{"Last-Modified", "@-99000000"}}, 86'400},
    {"§4.2.2 Last-Modified to come", 308, {{"Last-Modified", "@1000"}}, 0},
    {"§4.2.3 Age", 307, {{"Cache-Control", "max-age=60"}, {"Age", "7"}}, 60, 7},
    {"§4.2.3 Date", 307, {{"Cache-Control", "max-age=60"}, {"Date", "@-9"}}, 60, 9},
    {"§4.2.3 the older of the two",
     307,
     {{"Cache-Control", "max-age=60"}, {"Date", "@-9"}, {"Age", "10"}},
     60,
     10},
    {"§4.2.3 Date to come", 307, {{"Cache-Control", "max-age=60"}, {"Date", "@9"}}, 60, 0},
    {"§4.2.3 Date that is none", 307, {{"Cache-Control", "max-age=60"}, {"Date", "soon"}}, 60, 0},
    {"§5.1 the first of two", 307, {{"Age", "7, 0"}}, 0, 7},
    {"§5.1 the first of two fields", 307, {{"Age", "0"}, {"Age", "7"}}, 0, 0},
    {"§5.1 no number", 307, {{"Age", "7.5"}}, 0, 0},
    {"§5.1 no number", 307, {{"Age", "-7"}}, 0, 0},
    {"§1.2.2 too large", 307, {{"Age", "99999999999999999999"}}, 0, 2'147'483'648},
};

TEST(Rfc9111Freshness, LifetimeAndAge) {
  for (const Case& row : kCases) {
    const http::Fields fields = fields_of(with_dates(row.fields));
    const Freshness freshness = freshness_of(http::Status::from(row.status).value(), fields.view(),
                                             {second(0), second(0)}, {});
    EXPECT_EQ(freshness.lifetime.count(), row.lifetime) << row.section;
    EXPECT_EQ(freshness.initial_age.count(), row.age) << row.section;
  }
}

TEST(Rfc9111Freshness, TimeOnTheWayCounts) {
  const http::Fields fields = fields_of({{"Age", "7"}});
  const Freshness freshness =
      freshness_of(http::Status(307), fields.view(), {second(0), second(3)}, {});
  EXPECT_EQ(freshness.initial_age.count(), 10);
  EXPECT_EQ(freshness.age(second(5)), std::chrono::seconds{12});
  EXPECT_EQ(freshness.age(second(2)), std::nullopt) << "the clock was set back";
}

TEST(Rfc9111Freshness, TheGuessIsTheCallersChoice) {
  const http::Fields fields = fields_of({});
  const auto lifetime = [&fields](std::chrono::seconds longest) {
    return freshness_of(http::Status(308), fields.view(), {second(0), second(0)},
                        {.heuristic = longest})
        .lifetime;
  };
  EXPECT_EQ(lifetime(std::chrono::seconds{0}).count(), 0);
  EXPECT_EQ(lifetime(std::chrono::hours{1}).count(), 3600);
}

}  // namespace
}  // namespace onward::redirect
