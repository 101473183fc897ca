// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstddef>

// The slowest that a peer may send: so many bytes in each window, or it is cut. A window is as long
// as the grace, so that a peer which stalls is noticed after two, whatever it sent before.
//
//   |------ grace ------|------ grace ------|
//    >= rate x grace     >= rate x grace      else: is_slow() at the window's end
namespace onward::gateway {

struct Rate {
  std::size_t bytes_per_second;
  std::chrono::milliseconds grace;

  std::size_t bytes_a_window() const {
    return bytes_per_second * static_cast<std::size_t>(grace.count()) / 1000;
  }
};

/// One thread.
class RateWindow {
 public:
  void start(const Rate& rate, base::SteadyTime now) {
    end_ = now + rate.grace;
    bytes_ = 0;
  }
  void add(std::size_t bytes) { bytes_ += bytes; }
  /// The peer was not waited for so long: that time is not of the window.
  void prolong(base::SteadyTime::duration pause) { end_ += pause; }
  base::SteadyTime end() const { return end_; }

  /// At the window's end: whether the peer was too slow; if not, the next window begins.
  bool is_slow(const Rate& rate, base::SteadyTime now) {
    if (now < end_) return false;
    if (bytes_ < rate.bytes_a_window()) return true;
    start(rate, now);
    return false;
  }

 private:
  base::SteadyTime end_{};
  std::size_t bytes_ = 0;
};

}  // namespace onward::gateway
