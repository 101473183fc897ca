// SPDX-License-Identifier: MIT
// RFC 7541 §2.3, §4. Invariant: of bytes_ and of entries_ no more than half is evicted,
// so that 16 bits tell where an entry begins.
#include "gateway/h2/hpack_table.h"

#include "base/check.h"

namespace onward::gateway {
void HpackTable::insert(const DecodedField& field) {
  const std::size_t size = field.entry_bytes();
  if (size > limit_) return evict_to(0);
  evict_to(limit_ - size);
  if (bytes_.size() + size > bytes_.capacity()) drop_before(first_byte());  // rather than grow
  const std::size_t begin = bytes_.size();
  CHECK(begin + size <= 4 * kHpackTableBytes);
  bytes_.insert(bytes_.end(), field.name.begin(), field.name.end());
  bytes_.insert(bytes_.end(), field.value.begin(), field.value.end());
  entries_.push_back({static_cast<std::uint16_t>(begin),
                      static_cast<std::uint16_t>(field.name.size()),
                      static_cast<std::uint16_t>(field.value.size()), field.kind});
  used_ += size;
}

void HpackTable::limit(std::size_t bytes) {
  limit_ = bytes;
  evict_to(bytes);
}

void HpackTable::evict_to(std::size_t bytes) {
  for (; used_ > bytes; ++first_) used_ -= entries_[first_].bytes();
  const std::size_t begin = first_byte();
  if (first_ > entries_.size() / 2 || begin > bytes_.size() / 2) drop_before(begin);
}

/// Of what is not evicted.
std::size_t HpackTable::first_byte() const {
  return first_ == entries_.size() ? bytes_.size() : entries_[first_].begin;
}

/// Moves what is left to the front.
void HpackTable::drop_before(std::size_t begin) {
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(begin));
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_));
  for (Entry& entry : entries_) entry.begin = static_cast<std::uint16_t>(entry.begin - begin);
  first_ = 0;
}

}  // namespace onward::gateway
