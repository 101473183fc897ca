// SPDX-License-Identifier: MIT
// Numbers from bytes, and the seeded bytes of tests: SplitMix64 (Steele, Lea, Flood: "Fast
// Splittable Pseudorandom Number Generators", 2014), eight bytes a step, lowest byte first, so
// that the sequence is the same on machines of either byte order.
#include "base/random.h"

#include "base/check.h"

#include <array>

namespace onward::base {

std::uint64_t Random::next() {
  std::array<std::byte, 8> bytes{};
  fill(bytes);
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    number = number << 8U | std::to_integer<std::uint64_t>(bytes[i - 1]);
  }
  return number;
}

std::uint64_t Random::below(std::uint64_t limit) {
  CHECK(limit > 0);
  // The lowest 2^64 mod limit numbers are thrown away: without them every remainder is equally
  // likely. Unsigned arithmetic gives 2^64 - limit, which has the same remainder.
  const std::uint64_t unfair = (0 - limit) % limit;
  std::uint64_t number = next();
  while (number < unfair) number = next();
  return number % limit;
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
    mixed ^= mixed >> 31U;
    for (std::size_t k = i; k < bytes.size() && k < i + 8; ++k, mixed >>= 8U) {
      bytes[k] = static_cast<std::byte>(mixed & 0xFFU);
    }
  }
}

}  // namespace onward::base
