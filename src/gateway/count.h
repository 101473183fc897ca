// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace onward::gateway {

/// A count that one thread adds to and any thread reads: no locked instruction.
class Count {
 public:
  void add(std::uint64_t by = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace onward::gateway
