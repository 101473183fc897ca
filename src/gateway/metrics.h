// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/process_use.h"
#include "gateway/reloads.h"
#include "gateway/rule_counts.h"
#include "gateway/tally.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// What a gateway counted, as Prometheus reads it. docs/observation.md says what each of it means.
namespace onward::gateway {

/// Rules with a sample of their own, from the top; those below are one together. So the answer, and
/// what Prometheus keeps, has an end, whatever is served.
inline constexpr std::size_t kMaxRulesShown = 1000;

/// What it is made of.
struct Watched {
  std::vector<const Tally*> tallies;  ///< one a loop
  Served served;
  std::vector<CountedRule> rules;
  ProcessUse process;
  std::chrono::sys_seconds start{};  ///< of the process
  std::uint64_t log_lines_dropped = 0;
  bool is_draining = false;
};

std::string metrics(const Watched& watched);

}  // namespace onward::gateway
