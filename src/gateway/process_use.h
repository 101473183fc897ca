// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace onward::gateway {

/// What this process takes of its machine; 0 where the system does not say.
struct ProcessUse {
  std::chrono::nanoseconds cpu{};
  std::size_t resident_bytes = 0;
  std::size_t descriptors = 0;
  std::size_t most_descriptors = 0;
};

ProcessUse process_use();

}  // namespace onward::gateway
