// SPDX-License-Identifier: MIT
// Counts every allocation of the process; the memory is malloc's. In a file of its own, so that no
// caller inlines half of a pair of operators.
#include "allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::uint64_t> count{0};

}  // namespace

void* operator new(std::size_t size) {
  count.fetch_add(1, std::memory_order_relaxed);
  if (void* block = std::malloc(size)) return block;
  std::abort();
}

void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { std::free(block); }

namespace onward::bench {

std::uint64_t allocations() { return count.load(std::memory_order_relaxed); }

}  // namespace onward::bench
