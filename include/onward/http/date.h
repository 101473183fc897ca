// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <array>
#include <chrono>
#include <string_view>

// HTTP-date (RFC 9110 §5.6.7): read in three forms, written in one.
//
//   using namespace std::chrono;
//   constexpr sys_seconds now = sys_days{2026y / November / 22};
//   auto date = onward::http::parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now);
//   onward::http::write_date(*date).view();  // "Sun, 06 Nov 1994 08:49:37 GMT"
namespace onward::http {

/// Reads an IMF-fixdate ("Sun, 06 Nov 1994 08:49:37 GMT"), an RFC 850 date ("Sunday, 06-Nov-94
/// 08:49:37 GMT") or an asctime date ("Sun Nov  6 08:49:37 1994"). Case-sensitive, nothing around
/// it. The year of an RFC 850 date is the last one with its two digits that is at most 50 years
/// after `now`. That the name of the day fits the date is not checked. A leap second is the first
/// second of the next minute. Error: HttpDateInvalid.
Result<std::chrono::sys_seconds> parse_date(std::string_view text, std::chrono::sys_seconds now);

/// An IMF-fixdate, by value.
struct DateText {
  std::array<char, 29> bytes;

  std::string_view view() const { return {bytes.data(), bytes.size()}; }
};

/// Writes an IMF-fixdate. A time outside the years 0 to 9999 is written as the nearest one inside.
DateText write_date(std::chrono::sys_seconds time);

}  // namespace onward::http
