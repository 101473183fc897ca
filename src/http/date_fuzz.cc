// SPDX-License-Identifier: MIT
// Eight bytes of now and a text: a date that is read is written in 29 bytes that are read as the
// same second whatever the time; one with two digits is never more than 50 years ahead.
#include "base/check.h"
#include "onward/http/date.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::int64_t kYear10000 = 253'402'300'800;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::int64_t number = 0;
  if (size < sizeof number) return 0;
  std::memcpy(&number, data, sizeof number);
  const sys_seconds now{seconds{number % kYear10000}};
  const std::string_view text(reinterpret_cast<const char*>(data) + sizeof number,
                              size - sizeof number);

  const auto date = onward::http::parse_date(text, now);
  if (date && text.size() != 29 && text.find('-') != std::string_view::npos) {
    CHECK(*date <= now + std::chrono::days{366 * 50});
  }
  for (const sys_seconds time : {date.value_or(now), now}) {
    const onward::http::DateText written = onward::http::write_date(time);
    const auto again = onward::http::parse_date(written.view(), sys_seconds{});
    CHECK(again.has_value());
    const bool is_within = time.time_since_epoch().count() < kYear10000 &&
                           time >= std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
    CHECK(*again == time || !is_within);
  }
  return 0;
}
