// SPDX-License-Identifier: MIT
#pragma once

#include "counts.h"

#include <cstdint>
#include <string>

// What steady_load counts.
namespace load {

struct Counts {
  std::uint64_t answers = 0;
  std::uint64_t wrong = 0;  ///< another status, or made of two versions
  std::uint64_t stale = 0;  ///< by rules, or with a certificate, that were replaced before
  std::uint64_t refused = 0;
  std::uint64_t reset = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t moved = 0;  ///< not looked at, and asked again
  std::uint64_t left_out = 0;
  std::uint64_t connections = 0;
  std::uint64_t resumed = 0;
  std::uint64_t not_resumed = 0;  ///< though a ticket was shown
  Histogram latency;
};

inline std::string line_of(const Counts& counts) {
  return Line()
      .add("answers", counts.answers)
      .add("wrong", counts.wrong)
      .add("stale", counts.stale)
      .add("refused", counts.refused)
      .add("reset", counts.reset)
      .add("timed out", counts.timed_out)
      .add("moved", counts.moved)
      .add("left out", counts.left_out)
      .add("connections", counts.connections)
      .add("resumed", counts.resumed)
      .add("not resumed", counts.not_resumed)
      .add("p50_us", counts.latency.quantile_us(0.5))
      .add("p99_us", counts.latency.quantile_us(0.99))
      .add("most_us", counts.latency.most_us())
      .text();
}

}  // namespace load
