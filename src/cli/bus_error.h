// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// What becomes of a process that looks at a mapped file which somebody cuts off.
namespace onward::cli {

/// While it lives, pages of this range that cannot be read any more, as their file has become
/// shorter or their disk fails, are zeros and do not end the process (SIGBUS). The range is mapped
/// and stays so. Made by one thread at a time.
class ReadableRange {
 public:
  /// Where kMostRanges are there already, is_guarded() is false.
  ReadableRange(const void* begin, std::size_t size);
  ~ReadableRange();
  ReadableRange(const ReadableRange&) = delete;
  ReadableRange& operator=(const ReadableRange&) = delete;

  bool is_guarded() const { return place_ < kMostRanges; }
  /// Whether a page had to be replaced. Any thread.
  bool has_lost_pages() const;

  /// A configuration's images, twice: the old ones and those that replace them.
  static constexpr std::size_t kMostRanges = 2048;

 private:
  std::size_t place_ = kMostRanges;
};

}  // namespace onward::cli
