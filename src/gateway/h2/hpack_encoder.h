// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/hpack_table.h"
#include "gateway/h2/short_text.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

// Encoding of field blocks (RFC 7541), one a connection: what it keeps is the table that its peer
// has by now.
//
//   char* at = encoder.begin(room);
//   at = encoder.add(name_of("Date"), "Sun, 22 Nov 2026 21:00:00 GMT", at);
namespace onward::gateway {

/// The name of a field of an answer.
struct HpackName {
  std::string_view text;   ///< in lower case
  std::uint8_t index = 0;  ///< in the static table; 0: it has none
  /// Its values come again: a table is of use. Not of secrets (RFC 7541 §7.1.3).
  bool is_indexed = true;
};

/// Responses of one server are alike: what was sent before is one byte. Without Huffman. One
/// thread.
class HpackEncoder {
 public:
  /// What begin() writes at most, and add() besides the bytes of the field.
  static constexpr std::size_t kMostOverhead = 16;

  /// SETTINGS_HEADER_TABLE_SIZE of the peer.
  void limit_table(std::uint32_t bytes);

  /// Both write at `at`, where there is room, and say where they ended.
  char* begin(char* at) { return has_new_limit_ ? write_limits(at) : at; }
  char* add(const HpackName& name, std::string_view value, char* at) {
    const std::size_t size = HpackField{name.text, value}.entry_bytes();
    if (!name.is_indexed || size > most_indexed_) return add_unindexed(name, value, at);
    const std::size_t place = (name.text.size() * 7 + value.size()) % known_.size();
    if (is_known(known_[place], name, value)) return add_known(known_[place], at);
    return add_other(name, value, place, at);
  }

 private:
  /// A field that was put into the peer's table, as the how-many-eth; 0: none.
  struct Known {
    std::size_t number = 0;
    std::uint8_t index = 0;  ///< of its name, which is else in `name`
    std::string name;
    std::string value;
  };

  bool is_known(const Known& one, const HpackName& name, std::string_view value) const {
    return one.number > evicted_ && one.index == name.index && same_short(one.value, value) &&
           (one.index != 0 || same_short(one.name, name.text));
  }
  char* add_known(const Known& known, char* at) {
    // RFC 7541 §6.1, in one byte where that is enough.
    const std::size_t index = kFirstDynamic + inserted_ - known.number;
    if (index >= 0x7F) return add_far(index, at);
    *at++ = static_cast<char>(0x80 | index);
    return at;
  }
  static char* add_far(std::size_t index, char* at);
  static char* add_unindexed(const HpackName& name, std::string_view value, char* at);
  char* add_other(const HpackName& name, std::string_view value, std::size_t place, char* at);
  char* write_limits(char* at);
  void insert(const HpackName& name, std::string_view value, std::size_t size, Known& known);
  void evict_to(std::size_t bytes);

  std::array<Known, 16> known_;
  std::size_t inserted_ = 0;       ///< how many were, ever …
  std::size_t evicted_ = 0;        ///< … and how many of them are gone
  std::deque<std::size_t> sizes_;  ///< of the others, the oldest first
  std::size_t bytes_ = 0;
  /// Of an entry: longer ones would push out what is of more use.
  static constexpr std::size_t kMaxIndexedBytes = 256;

  std::size_t limit_ = kHpackTableBytes;
  std::size_t most_indexed_ = kMaxIndexedBytes;  ///< and not more than limit_
  std::size_t least_limit_ = kHpackTableBytes;   ///< since the last block
  bool has_new_limit_ = false;
};

}  // namespace onward::gateway
