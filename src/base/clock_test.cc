// SPDX-License-Identifier: MIT
// The manual clock: stands still, moves both times together, and lets the date jump alone, which
// is what a program that mixes up the two clocks trips over.
#include "base/clock.h"

#include <gtest/gtest.h>

namespace onward::base {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr WallTime kStart = std::chrono::sys_days{std::chrono::year{2026} / 7 / 1};

TEST(BaseClock, StandsStill) {
  const ManualClock clock(kStart);
  EXPECT_EQ(clock.wall(), kStart);
  EXPECT_EQ(clock.wall(), clock.wall());
  EXPECT_EQ(clock.steady(), clock.steady());
}

TEST(BaseClock, AdvanceMovesBoth) {
  ManualClock manual(kStart);
  const Clock& clock = manual;  // as a user sees it
  const SteadyTime before = clock.steady();
  manual.advance(milliseconds(1500));
  EXPECT_EQ(clock.steady() - before, milliseconds(1500));
  EXPECT_EQ(clock.wall(), kStart + milliseconds(1500));
  manual.advance(nanoseconds(0));
  EXPECT_EQ(clock.steady() - before, milliseconds(1500));
}

TEST(BaseClock, TheDateMayJumpAndSteadyTimeDoesNot) {
  ManualClock clock(kStart);
  const SteadyTime before = clock.steady();
  clock.set_wall(kStart - hours(1));
  EXPECT_EQ(clock.wall(), kStart - hours(1));
  EXPECT_EQ(clock.steady(), before);
}

TEST(BaseClockDeathTest, SteadyTimeNeverGoesBack) {
  ManualClock clock;
  EXPECT_DEATH(clock.advance(nanoseconds(-1)), "CHECK failed");
}

}  // namespace
}  // namespace onward::base
