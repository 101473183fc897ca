// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>

namespace onward::test {

/// A copy of some bytes in a heap block of exactly their size, so that AddressSanitizer sees the
/// first byte that is read past the end.
class ExactBuffer {
 public:
  explicit ExactBuffer(std::string_view bytes)
      : bytes_(std::make_unique<char[]>(bytes.size())), size_(bytes.size()) {
    std::copy(bytes.begin(), bytes.end(), bytes_.get());
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

}  // namespace onward::test
