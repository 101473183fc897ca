// SPDX-License-Identifier: MIT
// The wheel of timers.h. Invariant: a timer that is set stands in a slot whose time is not after
// its own (but for the rounding up to a tick), and after the tick that was looked at last.
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

void Timers::advance(base::SteadyTime now) {
  const std::uint64_t last = tick_of(now);
  // After a long sleep each slot is looked at once.
  std::uint64_t tick = std::max(tick_ + 1, last - std::min<std::uint64_t>(last, kSlots - 1));
  for (; tick <= last; ++tick) {
    tick_ = std::max(tick_, tick);
    run_slot(tick, now);
  }
  find_next();
}

void Timers::run_slot(std::uint64_t tick, base::SteadyTime now) {
  TimerLink& slot = slots_[tick % kSlots];
  if (slot.next == &slot) return;
  TimerLink due;  // what the owners do meanwhile goes into slots, never into this list
  due.next = slot.next;
  due.previous = slot.previous;
  due.next->previous = due.previous->next = &due;
  slot.next = slot.previous = &slot;
  while (due.next != &due) {
    Timer& timer = static_cast<Timer&>(*due.next);
    unlink(timer);
    if (timer.when <= now) {
      timer.owner->due(now);
    } else {
      place(timer);
    }
  }
}

void Timers::find_next() {
  for (next_ = tick_ + 1; next_ < tick_ + kSlots; ++next_) {
    const TimerLink& slot = slots_[next_ % kSlots];
    if (slot.next != &slot) return;
  }
  next_ = kNever;
}

}  // namespace onward::gateway
