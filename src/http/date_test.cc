// SPDX-License-Identifier: MIT
// RFC 9110 §5.6.7: the three forms, the year with two digits, and every day of some centuries
// written and read again.
#include "onward/http/date.h"

#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

using namespace std::chrono;

constexpr sys_seconds kNow = sys_days{2026y / November / 22} + 12h;

std::string again(std::string_view text, sys_seconds now = kNow) {
  const auto date = parse_date(test::ExactBuffer(text).view(), now);
  return date ? std::string(write_date(*date).view()) : std::string(name(date.error().code));
}

TEST(Rfc9110Date, ExampleHolds) {
  constexpr sys_seconds now = sys_days{2026y / November / 22};
  auto date = onward::http::parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now);
  EXPECT_EQ(onward::http::write_date(*date).view(), "Sun, 06 Nov 1994 08:49:37 GMT");
}

struct Case {
  const char* text;
  const char* date;  ///< as IMF-fixdate, or the error's name
};

constexpr const char* kBad = "http-date-invalid";

constexpr Case kCases[] = {
    {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"},
    {"Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT"},
    {"Sun Nov 16 08:49:37 1994", "Wed, 16 Nov 1994 08:49:37 GMT"},
    {"Thu, 29 Feb 2024 23:59:59 GMT", "Thu, 29 Feb 2024 23:59:59 GMT"},
    {"Sat, 31 Dec 2016 23:59:60 GMT", "Sun, 01 Jan 2017 00:00:00 GMT"},
    {"Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"Sat, 01 Jan 0000 00:00:00 GMT", "Sat, 01 Jan 0000 00:00:00 GMT"},
    {"Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"},
    // Two digits: 50 years from now at most.
    {"Sunday, 22-Nov-76 12:00:00 GMT", "Sun, 22 Nov 2076 12:00:00 GMT"},
    {"Sunday, 22-Nov-76 12:00:01 GMT", "Mon, 22 Nov 1976 12:00:01 GMT"},
    {"Sunday, 01-Jan-77 00:00:00 GMT", "Sat, 01 Jan 1977 00:00:00 GMT"},
    {"Sunday, 01-Jan-00 00:00:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT"},
    {"Sunday, 01-Jan-26 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:00 GMT"},
    {"", kBad},
    {"Sun", kBad},
    {"Sun, 06 Nov 1994 08:49:37", kBad},
    {"Sun, 06 Nov 1994 08:49:37 GMT ", kBad},
    {" Sun, 06 Nov 1994 08:49:37 GMT", kBad},
    {"Sun, 06 Nov 1994 08:49:37 UTC", kBad},
    {"Sun, 06 Nov 1994 08:49:37 GMT+2", kBad},
    {"Fri, 5 Nov 2010 23:07:12 GMT", kBad},
    {"sun, 06 Nov 1994 08:49:37 GMT", kBad},
    {"Son, 06 Nov 1994 08:49:37 GMT", kBad},
    {"Sunday, 06 Nov 1994 08:49:37 GMT", kBad},
    {"Sun, 06-Nov-94 08:49:37 GMT", kBad},
    {"Sun, 06 nov 1994 08:49:37 GMT", kBad},
    {"Sun, 31 Feb 1994 08:49:37 GMT", kBad},
    {"Wed, 29 Feb 2023 08:49:37 GMT", kBad},
    {"Wed, 00 Jan 2023 08:49:37 GMT", kBad},
    {"Sun, 06 Nov 1994 24:00:00 GMT", kBad},
    {"Sun, 06 Nov 1994 08:60:37 GMT", kBad},
    {"Sun, 06 Nov 1994 08:49:61 GMT", kBad},
    {"Sun, 06 Nov 1994 08:49:+7 GMT", kBad},
    {"Sun Nov 6 08:49:37 1994", kBad},
};

TEST(Rfc9110Date, Forms) {
  for (const Case& row : kCases) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(again(row.text), row.date);
  }
}

TEST(Rfc9110Date, TwoDigitYearNearALeapDay) {
  constexpr sys_seconds now = sys_days{2024y / February / 29};
  EXPECT_EQ(again("Sunday, 01-Mar-74 00:00:00 GMT", now), "Thu, 01 Mar 2074 00:00:00 GMT");
  EXPECT_EQ(again("Sunday, 02-Mar-74 00:00:00 GMT", now), "Sat, 02 Mar 1974 00:00:00 GMT");
}

TEST(Rfc9110Date, EveryDayOfFourCenturies) {
  int wrong = 0;
  for (sys_days day = 1800y / January / 1; day < sys_days{2200y / January / 1}; day += days{1}) {
    const sys_seconds time = day + 23h + 59min + 58s;
    const auto read = parse_date(write_date(time).view(), kNow);
    if (!read || *read != time) ++wrong;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(Rfc9110Date, OtherYearsAreWrittenAsTheNearest) {
  EXPECT_EQ(write_date(sys_days{year{-5} / 1 / 1}).view(), "Sat, 01 Jan 0000 00:00:00 GMT");
  EXPECT_EQ(write_date(sys_days{year{12000} / 1 / 1}).view(), "Fri, 31 Dec 9999 23:59:59 GMT");
}

}  // namespace
}  // namespace onward::http
