// SPDX-License-Identifier: MIT
// getrusage(2), getrlimit(2), proc(5). It takes no part of /proc that a unit with ProcSubset=pid
// does not see; what cannot be read is 0, and no error of who asked.
#include "gateway/process_use.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <sys/resource.h>
#include <unistd.h>

namespace onward::gateway {
namespace {

std::chrono::nanoseconds duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

std::size_t resident_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "re"),
                                                             std::fclose);
  unsigned long pages = 0;
  if (file == nullptr || std::fscanf(file.get(), "%*u %lu", &pages) != 1) return 0;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t descriptors() {
  std::error_code error;
  std::size_t count = 0;
  for (std::filesystem::directory_iterator each("/proc/self/fd", error), end; !error && each != end;
       each.increment(error)) {
    ++count;
  }
  return count == 0 ? 0 : count - 1;  // the one that this was read from
}

}  // namespace

ProcessUse process_use() {
  ProcessUse use;
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) == 0) {
    use.cpu = duration(used.ru_utime) + duration(used.ru_stime);
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) use.most_descriptors = limit.rlim_cur;
  use.resident_bytes = resident_bytes();
  use.descriptors = descriptors();
  return use;
}

}  // namespace onward::gateway
