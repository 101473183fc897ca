// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"
#include "onward/http/fields.h"

#include <chrono>
#include <cstdint>

// The time, asked once for a batch of events and handed down.
namespace onward::gateway {

struct Moment {
  base::SteadyTime steady;        ///< for deadlines
  std::chrono::sys_seconds wall;  ///< for rules and the log
  http::FieldValue date{""};      ///< `wall` as an HTTP-date, made once a second
  /// Of the loop: what was written in an earlier one, a peer may have read. Wraps around.
  std::uint32_t turn = 0;
};

}  // namespace onward::gateway
