// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstddef>

// What a client may ask for beyond what serves a request, so much in each window of time. Whoever
// asks for more is not served any more: ENHANCE_YOUR_CALM.
//
//   budget.spend(now);        // true, true, … false
//   budget.earn(4);           // in this window so many more
namespace onward::gateway {

/// One thread.
class Budget {
 public:
  Budget(std::size_t allowance, std::chrono::milliseconds window)
      : allowance_(allowance), window_(window) {}

  /// False: it is used up.
  bool spend(base::SteadyTime now) {
    if (now >= end_) {
      end_ = now + window_;
      left_ = allowance_;
    }
    if (left_ == 0) return false;
    --left_;
    return true;
  }
  void earn(std::size_t more) { left_ += more; }

 private:
  std::size_t allowance_;
  std::chrono::milliseconds window_;
  base::SteadyTime end_ = base::SteadyTime::min();
  std::size_t left_ = 0;
};

}  // namespace onward::gateway
