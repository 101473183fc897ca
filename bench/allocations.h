// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace onward::bench {

/// How often this thread has called operator new so far. Linking this file in replaces it.
std::uint64_t allocations();

}  // namespace onward::bench
