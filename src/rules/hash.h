// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

// The hash of this module: XXH3, with a seed. Its values are the same on every machine and in every
// version, so that what a share of clients gets does not change with a release.
namespace onward::rules {

inline std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

/// Mixes a number into a hash (the finisher of splitmix64).
constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t number) {
  std::uint64_t x = hash ^ (number + 0x9E3779B97F4A7C15U);
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

}  // namespace onward::rules
