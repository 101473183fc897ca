// SPDX-License-Identifier: MIT
// Counts every allocation of a thread; the memory is malloc's. A thread, because a count that
// threads share costs as much as half an allocation. In a file of its own, so that no caller
// inlines half of a pair of operators.
#include "allocations.h"

#include <cstdlib>
#include <new>

namespace {

thread_local std::uint64_t count = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++count;
  if (void* block = std::malloc(size)) return block;
  std::abort();
}

void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { std::free(block); }

namespace onward::bench {

std::uint64_t allocations() { return count; }

}  // namespace onward::bench
