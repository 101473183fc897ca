// SPDX-License-Identifier: MIT
// RFC 9111 §4.2, freshness, for a private cache of redirects: s-maxage is for others, and what
// can't be read makes an answer stale, never fresh.
#include "redirect/cache_freshness.h"

#include "base/ascii.h"
#include "onward/http/date.h"

#include <algorithm>
#include <string>

namespace onward::redirect {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

/// RFC 9111 §4.2: a cache SHOULD match dates without case. "THU, 18 AUG 2050 02:01:18 gmt" as
/// http::parse_date() wants it: each word with one capital, but for GMT.
std::string with_usual_case(std::string_view date) {
  std::string usual = base::to_lower(date);
  for (std::size_t i = 0; i < usual.size(); ++i) {
    if (i == 0 || !base::is_alpha(usual[i - 1])) usual[i] = base::to_upper(usual[i]);
  }
  if (usual.ends_with("Gmt")) usual.replace(usual.size() - 3, 3, "GMT");
  return usual;
}

/// A date that is there once and can be read.
std::optional<sys_seconds> date_in(http::FieldsView fields, std::string_view name,
                                   sys_seconds now) {
  const auto value = fields.single(name).value_or(std::nullopt);
  if (!value) return {};
  const auto date = http::parse_date(with_usual_case(*value), now);
  if (!date) return {};
  return *date;
}

/// RFC 9111 §5.1: of several values the first counts; what is no number is ignored.
seconds age_value(http::FieldsView fields) {
  http::ListElements list(fields.find("Age").value_or(""));
  if (!list.next()) return seconds{0};
  return http::read_delta_seconds(list.element()).value_or(seconds{0});
}

/// RFC 9111 §4.2.2. RFC 9110 §15.1: of the redirects that are followed only these two are
/// heuristically cacheable.
seconds heuristic_lifetime(http::Status status, std::optional<sys_seconds> modified,
                           sys_seconds origin_date, seconds longest) {
  if (status != http::Status(301) && status != http::Status(308)) return seconds{0};
  if (!modified) return longest;
  return std::clamp((origin_date - *modified) / 10, seconds{0}, std::max(longest, seconds{0}));
}

}  // namespace

std::optional<seconds> Freshness::age(sys_seconds now) const {
  if (now < received) return {};
  return initial_age + (now - received);
}

Freshness freshness_of(http::Status status, http::FieldsView fields, const ExchangeTimes& times,
                       const CacheSettings& settings) {
  Freshness freshness;
  freshness.received = times.received;
  // RFC 9110 §6.6.1: without Date, the time at which the answer came.
  freshness.origin_date = date_in(fields, "Date", times.received).value_or(times.received);

  // RFC 9111 §4.2.3.
  const seconds apparent_age = std::max(seconds{0}, times.received - freshness.origin_date);
  const seconds response_delay = std::max(seconds{0}, times.received - times.requested);
  freshness.initial_age = std::max(apparent_age, age_value(fields) + response_delay);

  // RFC 9111 §4.2.1: max-age, else Expires, else a guess.
  const http::CacheControl control = http::read_cache_control(fields);
  if (control.max_age) {
    freshness.lifetime = *control.max_age;
  } else if (fields.contains("Expires")) {
    // RFC 9111 §5.3: what is no date is in the past.
    const auto expires = date_in(fields, "Expires", times.received);
    if (expires) freshness.lifetime = std::max(seconds{0}, *expires - freshness.origin_date);
  } else {
    freshness.lifetime =
        heuristic_lifetime(status, date_in(fields, "Last-Modified", times.received),
                           freshness.origin_date, settings.heuristic);
  }
  return freshness;
}

}  // namespace onward::redirect
