// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// What becomes of a process that looks at a mapped file which somebody cuts off.
namespace onward::cli {

/// While it lives, pages of this range that cannot be read any more, as their file has become
/// shorter or their disk fails, are zeros and do not end the process (SIGBUS). The range is mapped
/// from the file's beginning on and stays so, and the file open. Made by one thread at a time.
class ReadableRange {
 public:
  /// Where kMostRanges are there already, is_guarded() is false.
  ReadableRange(const void* begin, std::size_t size, int fd);
  ~ReadableRange();
  ReadableRange(const ReadableRange&) = delete;
  ReadableRange& operator=(const ReadableRange&) = delete;

  bool is_guarded() const { return place_ < kMostRanges; }

  /// A configuration's images, twice: the old ones and those that replace them.
  static constexpr std::size_t kMostRanges = 2048;

 private:
  std::size_t place_ = kMostRanges;
};

}  // namespace onward::cli
