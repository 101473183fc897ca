// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

// Deadlines of many connections, most of which are moved on before they come: a wheel.
//
//   slot      0    1    2    3   ...  1023        one slot is kTick wide
//             |    |    |    |                    a timer stands in the slot of its due time, or in
//             t    t         t - t - t            one before it: that is looked at in passing, and
//                                                 moved on if the timer is not due
//
// So to move a deadline later, which happens with each request, is one assignment.
namespace onward::gateway {

/// Who is called when a timer is due.
class TimerOwner {
 public:
  virtual ~TimerOwner() = default;
  /// The timer is no longer set. It and others may be set and cancelled.
  virtual void due(base::SteadyTime now) = 0;

 protected:
  TimerOwner() = default;
  TimerOwner(const TimerOwner&) = default;
  TimerOwner& operator=(const TimerOwner&) = default;
};

struct TimerLink {
  TimerLink* next = this;
  TimerLink* previous = this;

  TimerLink() = default;
  TimerLink(const TimerLink&) = delete;  // others point at it
  TimerLink& operator=(const TimerLink&) = delete;
};

/// Lies in what it belongs to; cancelled before that goes.
struct Timer : TimerLink {
  explicit Timer(TimerOwner& its_owner) : owner(&its_owner) {}

  TimerOwner* owner;
  base::SteadyTime when{};
  std::uint64_t tick = 0;  ///< whose slot it stands in
};

/// One thread.
class Timers {
 public:
  static constexpr std::chrono::milliseconds kTick{32};
  static constexpr std::size_t kSlots = 2048;

  explicit Timers(base::SteadyTime now) : tick_(tick_of(now)) {}

  /// True where the wheel now has something to do before what earliest() said. A timer is late by
  /// up to one tick, never early.
  bool set(Timer& timer, base::SteadyTime when) {
    timer.when = when;
    if (timer.next != &timer && slot_time(timer.tick) <= when) return false;
    return place(timer);
  }
  void cancel(Timer& timer);

  /// Calls the owners of timers that are due, of `most` of them: where more are, earliest() has
  /// passed, and the next call goes on.
  void advance(base::SteadyTime now, std::size_t most = std::numeric_limits<std::size_t>::max());
  /// When advance() may have something to do; nullopt where no timer is set.
  std::optional<base::SteadyTime> earliest() const {
    if (next_ == kNever) return std::nullopt;
    return slot_time(next_);
  }

 private:
  static std::uint64_t tick_of(base::SteadyTime time) {
    return static_cast<std::uint64_t>(time.time_since_epoch() / kTick);
  }
  static base::SteadyTime slot_time(std::uint64_t tick) {
    return base::SteadyTime(kTick * static_cast<std::int64_t>(tick));
  }
  bool place(Timer& timer);
  void take_slot(std::uint64_t tick);
  bool run_due(base::SteadyTime now, std::size_t& most);
  void find_next();

  static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

  std::array<TimerLink, kSlots> slots_;
  TimerLink due_;                ///< out of slots that were reached, and not looked at
  std::uint64_t tick_;           ///< the last one that was looked at
  std::uint64_t next_ = kNever;  ///< no slot before this one has a timer
};

}  // namespace onward::gateway
