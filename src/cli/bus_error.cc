// SPDX-License-Identifier: MIT
// A page of a mapped file behind the file's end is SIGBUS to whoever looks at it. The handler maps
// a page of zeros in its place and lets the reader go on, as systemd's journal does: all that reads
// an image takes zeros for what is not there. A signal's handler can be reached by nothing but
// static storage; these numbers are its only.
//
// A fault elsewhere is none of ours: what was there before is put back, and meets it again.
#include "cli/bus_error.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>

namespace onward::cli {
namespace {

struct Range {
  std::atomic<std::uintptr_t> begin{0};  ///< 0: free
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> has_lost_pages{false};
};

std::array<Range, ReadableRange::kMostRanges> ranges;
std::atomic<std::uintptr_t> page_bytes{0};
struct sigaction before {};

static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);  // a handler may wait for nobody

bool replace_page(std::uintptr_t address) {
  for (Range& range : ranges) {
    const std::uintptr_t begin = range.begin.load();
    if (begin == 0 || address < begin || address >= range.end.load()) continue;
    // Said first: who reads zeros can know why.
    range.has_lost_pages.store(true);
    const std::uintptr_t size = page_bytes.load();
    void* const page = reinterpret_cast<void*>(address / size * size);
    return ::mmap(page, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page;
  }
  return false;
}

extern "C" void onward_on_bus_error(int /*signal*/, siginfo_t* what, void* /*context*/) {
  const int error = errno;
  if (!replace_page(reinterpret_cast<std::uintptr_t>(what->si_addr))) {
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

ReadableRange::ReadableRange(const void* begin, std::size_t size) {
  install();
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  for (place_ = 0; place_ < kMostRanges; ++place_) {
    Range& range = ranges[place_];
    if (range.begin.load() != 0) continue;
    range.has_lost_pages.store(false);
    range.end.store(first + size);
    range.begin.store(first);
    return;
  }
}

ReadableRange::~ReadableRange() {
  if (is_guarded()) ranges[place_].begin.store(0);
}

bool ReadableRange::has_lost_pages() const {
  return is_guarded() && ranges[place_].has_lost_pages.load();
}

}  // namespace onward::cli
