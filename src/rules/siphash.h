// SPDX-License-Identifier: MIT
#pragma once

#include "rules/little_endian.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

// SipHash (Aumasson, Bernstein, "SipHash: a fast short-input PRF", 2012): a hash with a secret, so
// that who does not know it cannot choose keys that collide. XXH3 (hash.h) is faster and makes no
// such promise.
namespace onward::rules {

/// The secret: 16 bytes, as two little-endian numbers.
struct SipKey {
  std::uint64_t k0 = 0;
  std::uint64_t k1 = 0;

  friend bool operator==(const SipKey&, const SipKey&) = default;
};

/// SipHash-c-d: c rounds for each eight bytes, d at the end. The paper's is 2-4; 1-3 is what hash
/// tables use (Rust, Python), as nobody sees their hashes.
template <int c, int d>
inline std::uint64_t sip_hash(std::string_view bytes, SipKey key) {
  std::array<std::uint64_t, 4> v{key.k0 ^ 0x736F6D6570736575U, key.k1 ^ 0x646F72616E646F6DU,
                                 key.k0 ^ 0x6C7967656E657261U, key.k1 ^ 0x7465646279746573U};
  const auto rounds = [&v](int count) {
    for (int i = 0; i < count; ++i) {
      v[0] += v[1], v[2] += v[3];
      v[1] = std::rotl(v[1], 13) ^ v[0], v[3] = std::rotl(v[3], 16) ^ v[2];
      v[0] = std::rotl(v[0], 32);
      v[2] += v[1], v[0] += v[3];
      v[1] = std::rotl(v[1], 17) ^ v[2], v[3] = std::rotl(v[3], 21) ^ v[0];
      v[2] = std::rotl(v[2], 32);
    }
  };
  const auto take = [&](std::uint64_t word) {
    v[3] ^= word;
    rounds(c);
    v[0] ^= word;
  };
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) take(load<std::uint64_t>(bytes.data() + i));
  std::uint64_t last = std::uint64_t{bytes.size()} << 56;
  for (std::size_t i = whole; i < bytes.size(); ++i) {
    last |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * (i - whole));
  }
  take(last);
  v[2] ^= 0xFF;
  rounds(d);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

}  // namespace onward::rules
