// SPDX-License-Identifier: MIT
// Numbers from bytes by a source whose bytes are written down, and the seeded source against the
// published first values of SplitMix64, which fix the sequence on every machine.
#include "base/random.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace onward::base {
namespace {

// Gives 64-bit numbers that the test chose, lowest byte first.
class Script final : public Random {
 public:
  explicit Script(std::vector<std::uint64_t> numbers) : numbers_(std::move(numbers)) {}

  void fill(std::span<std::byte> bytes) override {
    std::uint64_t number = numbers_.at(used++);
    for (std::byte& byte : bytes) {
      byte = static_cast<std::byte>(number & 0xFFU);
      number >>= 8U;
    }
  }

  std::size_t used = 0;

 private:
  std::vector<std::uint64_t> numbers_;
};

TEST(BaseRandom, SeededGivesThePublishedSequence) {
  struct Case {
    std::uint64_t seed;
    std::array<std::uint64_t, 3> numbers;
  };
  for (const Case& c : {
           Case{0, {0xE220A8397B1DCDAFU, 0x6E789E6AA1B965F4U, 0x06C45D188009454FU}},
           Case{1234567, {6457827717110365317U, 3203168211198807973U, 9817491932198370423U}},
       }) {
    SeededRandom random(c.seed);
    for (const std::uint64_t number : c.numbers) EXPECT_EQ(random.next(), number) << c.seed;
  }
}

TEST(BaseRandom, FillWritesEveryByteAndNoOther) {
  for (std::size_t size = 0; size <= 17; ++size) {
    constexpr auto kUntouched = std::byte{0xAA};
    std::vector<std::byte> buffer(32, kUntouched);
    SeededRandom(7).fill(std::span(buffer).subspan(8, size));
    std::vector<std::byte> again(size);
    SeededRandom(7).fill(again);
    EXPECT_TRUE(std::equal(again.begin(), again.end(), buffer.begin() + 8)) << size;
    EXPECT_EQ(std::count(buffer.begin(), buffer.begin() + 8, kUntouched), 8);
    const auto end = buffer.begin() + 8 + static_cast<std::ptrdiff_t>(size);
    EXPECT_TRUE(std::all_of(end, buffer.end(), [](std::byte b) { return b == kUntouched; }));
  }
}

TEST(BaseRandom, BelowStaysBelowAndReachesAll) {
  SeededRandom random(1);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t number = random.below(10);
    ASSERT_LT(number, 10U);
    seen.insert(number);
  }
  EXPECT_EQ(seen.size(), 10U);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(BaseRandom, BelowThrowsAwayWhatWouldFavourSmallNumbers) {
  // 2^64 mod 10 is 6: the numbers 0 to 5 are one turn too many.
  Script script({5, 0, 6, 17});
  EXPECT_EQ(script.below(10), 6U);
  EXPECT_EQ(script.used, 3U);
  EXPECT_EQ(script.below(10), 7U);
  // A power of two divides 2^64: nothing is thrown away.
  Script whole({0});
  EXPECT_EQ(whole.below(16), 0U);
}

TEST(BaseRandomDeathTest, BelowNothing) {
  SeededRandom random(1);
  EXPECT_DEATH(random.below(0), "CHECK failed: limit > 0");
}

}  // namespace
}  // namespace onward::base
