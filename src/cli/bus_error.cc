// SPDX-License-Identifier: MIT
// A page of a mapped file behind the file's end is SIGBUS to whoever looks at it. The handler maps
// zeros there and lets the reader go on, as systemd's journal does: all that reads an image takes
// zeros for what is not there. All that is behind the end is mapped at once: page by page, an image
// of a gigabyte would be more pieces than a process may have (vm.max_map_count). A page that the
// disk does not give is replaced alone. A signal's handler can be reached by nothing but static
// storage; these numbers are its only.
//
// A fault elsewhere is none of ours: what was there before is put back, and meets it again.
#include "cli/bus_error.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace onward::cli {
namespace {

struct Range {
  std::atomic<std::uintptr_t> begin{0};  ///< 0: free
  std::atomic<std::uintptr_t> end{0};
  std::atomic<int> fd{-1};
};

std::array<Range, ReadableRange::kMostRanges> ranges;
std::atomic<std::uintptr_t> page_bytes{0};
struct sigaction before {};

static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);  // a handler may wait for nobody

std::uintptr_t rounded_up(std::uintptr_t address) {
  const std::uintptr_t size = page_bytes.load();
  return (address + size - 1) / size * size;
}

/// Zeros from here to there; both begin pages.
bool put_zeros(std::uintptr_t from, std::uintptr_t to) {
  // A fault has a number for an address. NOLINTNEXTLINE(performance-no-int-to-ptr)
  void* const at = reinterpret_cast<void*>(from);
  return ::mmap(at, to - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at;
}

bool replace(std::uintptr_t address) {
  for (const Range& range : ranges) {
    const std::uintptr_t begin = range.begin.load();
    const std::uintptr_t end = range.end.load();
    if (begin == 0 || address < begin || address >= end) continue;
    struct stat status {};
    const bool is_known = ::fstat(range.fd.load(), &status) == 0;
    const std::uintptr_t behind =
        is_known ? rounded_up(begin + static_cast<std::uintptr_t>(status.st_size)) : end;
    if (address >= behind) return put_zeros(behind, rounded_up(end));
    const std::uintptr_t page = rounded_up(address + 1) - page_bytes.load();
    return put_zeros(page, page + page_bytes.load());
  }
  return false;
}

extern "C" void onward_on_bus_error(int /*signal*/, siginfo_t* what, void* /*context*/) {
  const int error = errno;
  if (!replace(reinterpret_cast<std::uintptr_t>(what->si_addr))) {
    ::sigaction(SIGBUS, &before, nullptr);
  }
  errno = error;
}

void install() {
  if (page_bytes.load() != 0) return;
  page_bytes.store(static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE)));
  struct sigaction ours {};
  ours.sa_sigaction = onward_on_bus_error;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigaction(SIGBUS, &ours, &before);
}

}  // namespace

ReadableRange::ReadableRange(const void* begin, std::size_t size, int fd) {
  install();
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  for (place_ = 0; place_ < kMostRanges; ++place_) {
    Range& range = ranges[place_];
    if (range.begin.load() != 0) continue;
    range.end.store(first + size);
    range.fd.store(fd);
    range.begin.store(first);
    return;
  }
}

ReadableRange::~ReadableRange() {
  if (is_guarded()) ranges[place_].begin.store(0);
}

}  // namespace onward::cli
