// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Chance as something that is handed in, so that a test can repeat what happened.
//
//   base::SeededRandom random(42);
//   std::array<std::byte, 16> ticket;
//   random.fill(ticket);                    // the same sixteen bytes in every run
//   const std::size_t pick = random.below(peers.size());
namespace onward::base {

/// Where random bytes come from. What production uses must not be predictable and lives above the
/// pure modules; tests use SeededRandom. One thread.
class Random {
 public:
  virtual ~Random() = default;

  /// Overwrites all of `bytes`; none is fine.
  virtual void fill(std::span<std::byte> bytes) = 0;

  /// Any 64-bit number, each as likely as the others.
  std::uint64_t next();
  /// A number from 0 to limit - 1, each as likely as the others. `limit` is not 0.
  std::uint64_t below(std::uint64_t limit);

 protected:
  Random() = default;
  Random(const Random&) = default;
  Random& operator=(const Random&) = default;
};

/// The same bytes for the same seed, on every machine: for tests and simulations. Anyone who sees
/// eight of its bytes knows all that follow, so it never makes a secret.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  void fill(std::span<std::byte> bytes) override;

 private:
  std::uint64_t state_;
};

}  // namespace onward::base
