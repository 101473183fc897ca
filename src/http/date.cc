// SPDX-License-Identifier: MIT
// RFC 9110 §5.6.7. The three forms are three patterns over one small set of parts: a letter of the
// pattern is a part, every other byte stands for itself. Invariant: what is written is read back as
// the same second.
#include "onward/http/date.h"

#include "base/ascii.h"

#include <algorithm>
#include <optional>
#include <span>

namespace onward::http {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kShortDays{"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> kLongDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// w day name, W day name in full, d day (2DIGIT), D day (2DIGIT or SP DIGIT), m month name,
// y year (4DIGIT), Y year (2DIGIT), h hour, i minute, s second.
constexpr std::string_view kImfFixdate = "w, d m y h:i:s GMT";
constexpr std::string_view kRfc850Date = "W, d-m-Y h:i:s GMT";
constexpr std::string_view kAsctimeDate = "w m D h:i:s y";

struct Parts {
  unsigned day = 0;
  unsigned month = 0;
  int year = 0;
  bool has_two_digit_year = false;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
};

/// Takes a name off the front of `text` and gives its place in the list, from 0.
std::optional<unsigned> take_name(std::string_view& text, std::span<const std::string_view> names) {
  for (unsigned i = 0; i < names.size(); ++i) {
    if (!text.starts_with(names[i])) continue;
    text.remove_prefix(names[i].size());
    return i;
  }
  return std::nullopt;
}

std::optional<unsigned> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  unsigned number = 0;
  for (const char c : text.substr(0, count)) {
    if (!base::is_digit(c)) return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take_number(std::string_view& text, std::size_t count, unsigned& to) {
  const auto number = take_digits(text, count);
  if (number) to = *number;
  return number.has_value();
}

bool take_year(std::string_view& text, std::size_t count, Parts& parts) {
  const auto number = take_digits(text, count);
  if (number) parts.year = static_cast<int>(*number);
  parts.has_two_digit_year = count == 2;
  return number.has_value();
}

bool take_month(std::string_view& text, Parts& parts) {
  const auto month = take_name(text, kMonths);
  if (month) parts.month = *month + 1;
  return month.has_value();
}

bool take_part(char part, std::string_view& text, Parts& parts) {
  switch (part) {
    case 'w':
      return take_name(text, kShortDays).has_value();
    case 'W':
      return take_name(text, kLongDays).has_value();
    case 'D':
      if (text.starts_with(' ')) {
        text.remove_prefix(1);
        return take_number(text, 1, parts.day);
      }
      return take_number(text, 2, parts.day);
    case 'd':
      return take_number(text, 2, parts.day);
    case 'm':
      return take_month(text, parts);
    case 'y':
      return take_year(text, 4, parts);
    case 'Y':
      return take_year(text, 2, parts);
    case 'h':
      return take_number(text, 2, parts.hour);
    case 'i':
      return take_number(text, 2, parts.minute);
    case 's':
      return take_number(text, 2, parts.second);
    default:
      if (!text.starts_with(part)) return false;
      text.remove_prefix(1);
      return true;
  }
}

std::optional<Parts> match(std::string_view pattern, std::string_view text) {
  Parts parts;
  for (const char part : pattern) {
    if (!take_part(part, text, parts)) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return parts;
}

sys_seconds at(const Parts& parts, int in_year) {
  const year_month_day date{year{in_year}, std::chrono::month{parts.month},
                            std::chrono::day{parts.day}};
  return sys_days{date} + std::chrono::hours{parts.hour} + std::chrono::minutes{parts.minute} +
         std::chrono::seconds{parts.second};
}

/// RFC 9110 §5.6.7: a two-digit year "that appears to be more than 50 years in the future" is the
/// most recent year in the past with the same last two digits.
int full_year(const Parts& parts, sys_seconds now) {
  const sys_days today = std::chrono::floor<std::chrono::days>(now);
  const year_month_day in_50_years = year_month_day{today} + std::chrono::years{50};
  const sys_seconds horizon = sys_days{in_50_years} + (now - today);
  const int last_year = static_cast<int>(in_50_years.year());
  int found = last_year - last_year % 100 + parts.year;
  while (at(parts, found) > horizon) found -= 100;
  return found;
}

Result<sys_seconds> to_time(const Parts& parts, sys_seconds now) {
  const int in_year = parts.has_two_digit_year ? full_year(parts, now) : parts.year;
  const year_month_day date{year{in_year}, std::chrono::month{parts.month},
                            std::chrono::day{parts.day}};
  const bool is_time = parts.hour < 24 && parts.minute < 60 && parts.second <= 60;
  if (!date.ok() || !is_time) return fail(ErrorCode::HttpDateInvalid);
  return at(parts, in_year);
}

char digit(int number, int unit) { return static_cast<char>('0' + number / unit % 10); }

}  // namespace

Result<sys_seconds> parse_date(std::string_view text, sys_seconds now) {
  for (const std::string_view pattern : {kImfFixdate, kRfc850Date, kAsctimeDate}) {
    if (const auto parts = match(pattern, text)) return to_time(*parts, now);
  }
  return fail(ErrorCode::HttpDateInvalid);
}

DateText write_date(sys_seconds time) {
  constexpr sys_seconds kFirst = sys_days{year{0} / 1 / 1};
  constexpr sys_seconds kLast = sys_days{year{10000} / 1 / 1} - std::chrono::seconds{1};
  time = std::clamp(time, kFirst, kLast);
  const sys_days day = std::chrono::floor<std::chrono::days>(time);
  const year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};

  DateText text{};
  const auto put = [&text](std::size_t to, std::string_view name) {
    std::copy(name.begin(), name.end(), text.bytes.begin() + static_cast<std::ptrdiff_t>(to));
  };
  const auto put_two = [&text](std::size_t to, int number) {
    text.bytes[to] = digit(number, 10);
    text.bytes[to + 1] = digit(number, 1);
  };
  put(0, "Sun, 00 Jan 0000 00:00:00 GMT");
  put(0, kShortDays[std::chrono::weekday{day}.c_encoding()]);
  put_two(5, static_cast<int>(static_cast<unsigned>(date.day())));
  put(8, kMonths[static_cast<unsigned>(date.month()) - 1]);
  put_two(12, static_cast<int>(date.year()) / 100);
  put_two(14, static_cast<int>(date.year()));
  put_two(17, static_cast<int>(clock.hours().count()));
  put_two(20, static_cast<int>(clock.minutes().count()));
  put_two(23, static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace onward::http
