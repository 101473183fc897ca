// SPDX-License-Identifier: MIT
// The wheel against a plain list of times: never early, late by a tick at most, whatever is set,
// moved and cancelled.
#include "gateway/timers.h"

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::chrono_literals;

class Owner final : public TimerOwner {
 public:
  Owner() : timer(*this) {}
  void due(base::SteadyTime now) override {
    ++count;
    at = now;
  }
  Timer timer;
  int count = 0;
  base::SteadyTime at{};
};

constexpr base::SteadyTime kStart{1000s};

TEST(GatewayTimers, OnceAndNotEarly) {
  Timers timers(kStart);
  Owner owner;
  EXPECT_TRUE(timers.set(owner.timer, kStart + 100ms));
  timers.advance(kStart + 99ms);
  EXPECT_EQ(owner.count, 0);
  timers.advance(kStart + 100ms + Timers::kTick);
  EXPECT_EQ(owner.count, 1);
  timers.advance(kStart + 10s);
  EXPECT_EQ(owner.count, 1);
  EXPECT_EQ(timers.earliest(), std::nullopt);
}

TEST(GatewayTimers, MovedEarlierAndLater) {
  Timers timers(kStart);
  Owner owner;
  timers.set(owner.timer, kStart + 75s);
  EXPECT_FALSE(timers.set(owner.timer, kStart + 90s)) << "later costs nothing";
  EXPECT_TRUE(timers.set(owner.timer, kStart + 10s));
  EXPECT_LE(timers.earliest().value_or(base::SteadyTime::max()), kStart + 10s + Timers::kTick);
  timers.advance(kStart + 11s);
  EXPECT_EQ(owner.count, 1);
}

TEST(GatewayTimers, FartherThanTheWheelIsRound) {
  Timers timers(kStart);
  Owner owner;
  timers.set(owner.timer, kStart + 1h);
  for (auto now = kStart; now < kStart + 1h; now += 7s) timers.advance(now);
  EXPECT_EQ(owner.count, 0);
  timers.advance(kStart + 1h + Timers::kTick);
  EXPECT_EQ(owner.count, 1);
}

TEST(GatewayTimers, AfterALongSleep) {
  Timers timers(kStart);
  std::deque<Owner> owners(50);
  for (std::size_t i = 0; i < owners.size(); ++i) {
    timers.set(owners[i].timer, kStart + std::chrono::seconds(i));
  }
  timers.advance(kStart + 24h);
  for (const Owner& owner : owners) EXPECT_EQ(owner.count, 1);
}

// What is set, moved and cancelled while some that are due wait for their turn.
TEST(GatewayTimers, SoManyAtATime) {
  Timers timers(kStart);
  std::deque<Owner> owners(20);
  for (Owner& owner : owners) timers.set(owner.timer, kStart + 1s);
  Owner other;
  timers.set(other.timer, kStart + 2s);
  const auto count = [&owners] {
    int sum = 0;
    for (const Owner& owner : owners) sum += owner.count;
    return sum;
  };
  auto now = kStart + 1s + Timers::kTick;
  timers.advance(now, 4);
  EXPECT_EQ(count(), 4);
  EXPECT_LE(timers.earliest().value_or(base::SteadyTime::max()), now);
  timers.advance(now, 4);
  EXPECT_EQ(count(), 8);
  timers.cancel(owners[8].timer);
  EXPECT_FALSE(timers.set(owners[9].timer, kStart + 3s));
  timers.set(owners[0].timer, kStart + 1s);
  now = kStart + 2s + Timers::kTick;
  while (timers.earliest().value_or(base::SteadyTime::max()) <= now) timers.advance(now, 4);
  EXPECT_EQ(count(), 19) << "one was cancelled, one comes later, one was set again";
  EXPECT_EQ(other.count, 1);
  EXPECT_EQ(owners[0].count, 2);
  timers.advance(kStart + 3s + Timers::kTick, 1);
  EXPECT_EQ(owners[9].count, 1);
  EXPECT_EQ(timers.earliest(), std::nullopt);
}

TEST(GatewayTimers, AsAPlainListWould) {
  std::mt19937 random(1);
  Timers timers(kStart);
  std::deque<Owner> owners(40);
  std::vector<base::SteadyTime> expected(owners.size());  // zero: not set
  auto now = kStart;
  for (int step = 0; step < 20'000; ++step) {
    const std::size_t i = random() % owners.size();
    if (random() % 4 == 0) {
      timers.cancel(owners[i].timer);
      expected[i] = {};
    } else {
      expected[i] = now + std::chrono::milliseconds(random() % 100'000);
      timers.set(owners[i].timer, expected[i]);
    }
    now += std::chrono::milliseconds(random() % 300);
    do {
      timers.advance(now, 1 + random() % 3);
    } while (timers.earliest().value_or(base::SteadyTime::max()) <= now);
    for (std::size_t j = 0; j < owners.size(); ++j) {
      Owner& owner = owners[j];
      if (owner.count != 0) {
        ASSERT_NE(expected[j], base::SteadyTime{});
        ASSERT_LE(expected[j], owner.at);
        expected[j] = {};
      }
      owner.count = 0;
      ASSERT_TRUE(expected[j] == base::SteadyTime{} || expected[j] + Timers::kTick >= now);
    }
  }
  for (Owner& owner : owners) timers.cancel(owner.timer);
}

}  // namespace
}  // namespace onward::gateway
