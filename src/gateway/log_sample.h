// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/exchange.h"

#include <cstdint>

namespace onward::gateway {

/// Which lines of an access log are written: one of so many, at distances of chance, so that no
/// rhythm of the traffic falls in with it. One thread.
class LogSample {
 public:
  /// `one_of` is at least 1. `seed` is chance.
  LogSample(std::uint32_t one_of, std::uint64_t seed)
      : most_(2 * std::uint64_t{one_of} - 1), state_(seed | 1U) {
    left_ = distance();
  }

  bool takes_next() {
    if (--left_ != 0) return false;
    left_ = distance();
    return true;
  }

 private:
  /// From 1 to 2 n - 1: n on average. Marsaglia's xorshift.
  std::uint64_t distance() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return 1 + (state_ >> 16U) % most_;
  }

  std::uint64_t most_;
  std::uint64_t state_;
  std::uint64_t left_ = 0;
};

/// What nobody's rule answered so: no request, a method or an expectation that is not served, a
/// host that is none of ours; and whatever failed.
inline bool is_refusal(const Exchange& exchange) {
  if (exchange.head == nullptr || exchange.cause.refusal != Refusal::None) return true;
  const bool is_by_rule = exchange.rule.has_value() || exchange.status == 404;
  return exchange.status >= 500 || (exchange.status >= 400 && !is_by_rule);
}

}  // namespace onward::gateway
