// SPDX-License-Identifier: MIT
// The wheel of timers.h. Invariant: a timer that is set stands in a slot whose time is not after
// its own (but for the rounding up to a tick), and after the tick that was looked at last, or in
// the list of those that are due.
#include "gateway/timers.h"

#include <algorithm>

namespace onward::gateway {
namespace {

void unlink(TimerLink& link) {
  link.previous->next = link.next;
  link.next->previous = link.previous;
  link.next = link.previous = &link;
}

void link_before(TimerLink& place, TimerLink& link) {
  link.next = &place;
  link.previous = place.previous;
  place.previous->next = &link;
  place.previous = &link;
}

}  // namespace

void Timers::cancel(Timer& timer) { unlink(timer); }

bool Timers::place(Timer& timer) {
  unlink(timer);
  const std::uint64_t wanted = tick_of(timer.when) + 1;  // not before it is due
  timer.tick = std::clamp(wanted, tick_ + 1, tick_ + kSlots - 1);
  link_before(slots_[timer.tick % kSlots], timer);
  if (timer.tick >= next_) return false;
  next_ = timer.tick;
  return true;
}

void Timers::advance(base::SteadyTime now, std::size_t most) {
  const std::uint64_t last = tick_of(now);
  // After a long sleep each slot is looked at once.
  std::uint64_t tick = std::max(tick_ + 1, last - std::min<std::uint64_t>(last, kSlots - 1));
  bool is_done = run_due(now, most);
  for (; is_done && tick <= last; ++tick) {
    tick_ = std::max(tick_, tick);
    take_slot(tick);
    is_done = run_due(now, most);
  }
  find_next();
}

/// What the owners do meanwhile goes into slots, never into this list.
void Timers::take_slot(std::uint64_t tick) {
  TimerLink& slot = slots_[tick % kSlots];
  if (slot.next == &slot) return;
  due_.next = slot.next;
  due_.previous = slot.previous;
  due_.next->previous = due_.previous->next = &due_;
  slot.next = slot.previous = &slot;
}

/// False where some are left.
bool Timers::run_due(base::SteadyTime now, std::size_t& most) {
  while (due_.next != &due_) {
    Timer& timer = static_cast<Timer&>(*due_.next);
    if (timer.when > now) {
      place(timer);
      continue;
    }
    if (most == 0) return false;
    --most;
    unlink(timer);
    timer.owner->due(now);
  }
  return true;
}

void Timers::find_next() {
  if (due_.next != &due_) {
    next_ = tick_;
    return;
  }
  for (next_ = tick_ + 1; next_ < tick_ + kSlots; ++next_) {
    const TimerLink& slot = slots_[next_ % kSlots];
    if (slot.next != &slot) return;
  }
  next_ = kNever;
}

}  // namespace onward::gateway
