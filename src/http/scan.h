// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/syntax.h"

#include <bit>
#include <cstdint>
#include <cstring>

// Runs of bytes of one class, which is most of what reading a head is.
//
//   const char* end_of_name = skip<byte_class::kToken>(at, end);
namespace onward::http {

/// The first byte from `at` on that is not in the class, or `end`.
template <std::uint8_t kClass>
inline const char* skip(const char* at, const char* end) {
  for (; end - at >= 4; at += 4) {  // unrolled by hand: compilers do not, at -O2
    if (!is_in_class(at[0], kClass)) return at;
    if (!is_in_class(at[1], kClass)) return at + 1;
    if (!is_in_class(at[2], kClass)) return at + 2;
    if (!is_in_class(at[3], kClass)) return at + 3;
  }
  while (at != end && is_in_class(*at, kClass)) ++at;
  return at;
}

/// Eight bytes at a time: a mask with the highest bit of each byte that is below 0x20 or is 0x7F.
/// Bits above the lowest one that is set may be wrong (a subtraction borrows), that one never is.
constexpr std::uint64_t controls_in(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighest = 0x8080808080808080U;
  const std::uint64_t below_space = (eight - kOnes * 0x20) & ~eight;
  const std::uint64_t without_del = eight ^ (kOnes * 0x7F);
  const std::uint64_t del = (without_del - kOnes) & ~without_del;
  return (below_space | del) & kHighest;
}

/// skip<byte_class::kFieldValue>(), faster: values are the longest runs of a head.
inline const char* skip_field_value(const char* at, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    while (end - at >= 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, at, sizeof eight);
      const std::uint64_t controls = controls_in(eight);
      if (controls == 0) {
        at += 8;
        continue;
      }
      at += std::countr_zero(controls) / 8;
      if (*at != '\t') return at;
      ++at;
    }
  }
  return skip<byte_class::kFieldValue>(at, end);
}

}  // namespace onward::http
