// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/field_kind.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// The tables that both sides of a connection have in common (RFC 7541 §2.3).
namespace onward::gateway {

/// Of the dynamic table, RFC 7541's own default: what a connection's memory is bounded by.
inline constexpr std::size_t kHpackTableBytes = 4096;
/// §4.1: what an entry has besides its name and value.
inline constexpr std::size_t kHpackEntryOverhead = 32;
/// §2.3.3: the newest entry of the dynamic table; below it is the static one.
inline constexpr std::size_t kFirstDynamic = 62;

/// A field of a compressed field section, as views.
struct HpackField {
  std::string_view name;
  std::string_view value;

  std::size_t entry_bytes() const { return name.size() + value.size() + kHpackEntryOverhead; }
};

/// A field that was decoded.
struct DecodedField : HpackField {
  FieldKind kind = FieldKind::Ordinary;
};

/// The dynamic table as a decoder has it. An entry lies behind the one before it; what is evicted
/// goes when it is more than the rest. One thread.
class HpackTable {
 public:
  std::size_t size() const { return entries_.size() - first_; }
  /// `age` is 0 for the newest, below size(). Until the next change.
  DecodedField operator[](std::size_t age) const {
    const Entry& entry = entries_[entries_.size() - 1 - age];
    const char* const name = bytes_.data() + entry.begin;
    return {{{name, entry.name_size}, {name + entry.name_size, entry.value_size}}, entry.kind};
  }

  /// §4.4: evicts for it, and where it alone is too large, all. No view of this table.
  void insert(const DecodedField& field);
  /// §4.3: at most kHpackTableBytes.
  void limit(std::size_t bytes);

 private:
  struct Entry {
    std::uint16_t begin;
    std::uint16_t name_size;
    std::uint16_t value_size;
    FieldKind kind;

    std::size_t bytes() const { return std::size_t{name_size} + value_size + kHpackEntryOverhead; }
  };

  void evict_to(std::size_t bytes);
  std::size_t first_byte() const;
  void drop_before(std::size_t begin);

  std::vector<char> bytes_;
  std::vector<Entry> entries_;  ///< the oldest first
  std::size_t first_ = 0;       ///< of entries_ that is not evicted
  std::size_t used_ = 0;        ///< as §4.1 counts
  std::size_t limit_ = kHpackTableBytes;
};

}  // namespace onward::gateway
