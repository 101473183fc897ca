// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "onward/client/content.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

// Bytes that are kept from the first on: in memory up to a limit, then in a file without a name.
namespace onward::client {

/// One thread.
class Spool {
 public:
  explicit Spool(const SpoolLimits& limits) : limits_(limits) {}

  /// Keeps `bytes` behind what is kept. False: they do not fit, or the disk is full; then nothing
  /// is kept any more, and memory and disk are given back.
  bool append(std::span<const char> bytes);

  /// Copies from byte `at` on; `at` is below size(). Error: ContentUnreadable.
  Result<std::size_t> read(std::uint64_t at, std::span<char> room) const;

  std::uint64_t size() const { return size_; }
  /// Whether all that was given to append() is still here.
  bool is_whole() const { return is_whole_; }

 private:
  bool move_to_file();
  bool write(std::span<const char> bytes);
  void give_up();

  SpoolLimits limits_;
  std::vector<char> memory_;
  base::Descriptor file_;
  std::uint64_t size_ = 0;
  bool is_whole_ = true;
};

}  // namespace onward::client
