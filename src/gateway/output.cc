// SPDX-License-Identifier: MIT
// The slow side of Output. Invariant: begin_ <= end_ <= bytes_.size(), and what lies between the
// two is what was added and not sent, in order.
#include "gateway/output.h"

#include <algorithm>

namespace onward::gateway {

void Output::add(std::string_view bytes) {
  std::copy(bytes.begin(), bytes.end(), room(bytes.size()).begin());
  added(bytes.size());
}

void Output::grow(std::size_t size) {
  std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(begin_),
            bytes_.begin() + static_cast<std::ptrdiff_t>(end_), bytes_.begin());
  end_ -= begin_;
  begin_ = 0;
  if (bytes_.size() - end_ < size) bytes_.resize(std::max(2 * bytes_.size(), end_ + size));
}

void Output::shrink() { std::vector<char>().swap(bytes_); }

}  // namespace onward::gateway
