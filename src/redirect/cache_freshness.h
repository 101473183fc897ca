// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/cache_control.h"
#include "onward/redirect/cache.h"

#include <chrono>

// For how long an answer holds (RFC 9111 §4.2).
namespace onward::redirect {

/// What decides it: of an answer, and when it came.
struct Freshness {
  std::chrono::seconds lifetime{0};      ///< RFC 9111 §4.2.1; 0: stale from the beginning
  std::chrono::seconds initial_age{0};   ///< RFC 9111 §4.2.3, corrected_initial_age
  std::chrono::sys_seconds received;     ///< response_time
  std::chrono::sys_seconds origin_date;  ///< date_value: Date, or when it came

  /// RFC 9111 §4.2.3, current_age; nullopt where `now` is before the answer came: the clock was
  /// set back, and nobody knows.
  std::optional<std::chrono::seconds> age(std::chrono::sys_seconds now) const;
};

Freshness freshness_of(http::Status status, http::FieldsView fields, const ExchangeTimes& times,
                       const CacheSettings& settings);

}  // namespace onward::redirect
