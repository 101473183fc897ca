// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

// Time as something that is handed in. A function that needs one instant takes it as an argument;
// only what must ask again and again (a deadline, a rate) holds a Clock.
//
//   bool expired(const base::Clock& clock, base::SteadyTime deadline) {
//     return clock.steady() >= deadline;
//   }
namespace onward::base {

/// For durations and deadlines: never goes back, has no date.
using SteadyTime = std::chrono::steady_clock::time_point;
/// For dates that others see (Date, Expires, a log): UTC, may jump when the machine's time is set.
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Where time comes from. What asks the machine lives above the pure modules; tests use
/// ManualClock. An implementation may be asked from several threads at once.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime steady() const = 0;
  virtual WallTime wall() const = 0;

 protected:
  Clock() = default;
  Clock(const Clock&) = default;
  Clock& operator=(const Clock&) = default;
};

/// A clock that stands still until it is told to move: for tests and for replaying what happened.
/// One thread.
class ManualClock final : public Clock {
 public:
  /// `wall` is what it shows first; steady() begins at its epoch.
  explicit ManualClock(WallTime wall = WallTime{}) : wall_(wall) {}

  SteadyTime steady() const override { return steady_; }
  WallTime wall() const override { return wall_; }

  /// Time passes: both clocks go on. `by` is not negative.
  void advance(std::chrono::nanoseconds by);
  /// Somebody sets the machine's date: only wall() jumps, forwards or back.
  void set_wall(WallTime wall) { wall_ = wall; }

 private:
  SteadyTime steady_{};
  WallTime wall_;
};

}  // namespace onward::base
