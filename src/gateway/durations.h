// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/count.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

// How long answers took, in a few classes: as a histogram of Prometheus.
namespace onward::gateway {

/// One thread adds; any thread reads.
class Durations {
 public:
  using Microseconds = std::chrono::microseconds;
  /// The upper ends of the classes, in order; what is longer goes into one more.
  static constexpr std::array<Microseconds, 15> kEnds{
      Microseconds(10),      Microseconds(25),      Microseconds(50),       Microseconds(100),
      Microseconds(250),     Microseconds(500),     Microseconds(1000),     Microseconds(2500),
      Microseconds(5000),    Microseconds(10'000),  Microseconds(25'000),   Microseconds(50'000),
      Microseconds(100'000), Microseconds(250'000), Microseconds(1'000'000)};

  /// So many answers took so long each.
  void add(std::chrono::nanoseconds each, std::uint64_t answers) {
    std::size_t at = 0;
    while (at < kEnds.size() && each > kEnds[at]) ++at;
    classes_[at].add(answers);
    sum_.add(static_cast<std::uint64_t>(each.count()) * answers);
  }

  /// Answers of one class alone, the last one's without an end included.
  std::uint64_t of(std::size_t index) const { return classes_[index].value(); }
  std::chrono::nanoseconds sum() const {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(sum_.value()));
  }

 private:
  std::array<Count, kEnds.size() + 1> classes_;
  Count sum_;  ///< in nanoseconds
};

}  // namespace onward::gateway
