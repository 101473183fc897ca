// SPDX-License-Identifier: MIT
#pragma once

#include "base/ascii.h"
#include "gateway/h2/hpack_static.h"
#include "gateway/h2/hpack_table.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Decoding of field blocks (RFC 7541 §3 to §6), one a connection: its table is the connection's
// state. Field by field, so that whoever asks may pass over what is too much and the table stays
// the peer's.
//
//   decoder.begin(block);
//   while (decoder.next()) sink.take(decoder.field());
//   decoder.is_good();      // false: what RFC 7541 does not allow; nothing can be decoded any more
namespace onward::gateway {

/// One thread.
class HpackDecoder {
 public:
  /// `block` is whole, and stays until next() said false.
  void begin(std::string_view block);
  /// On to the next field; false behind the last one, or where the block is bad.
  bool next() {
    if (is_to_insert_) insert();
    // RFC 7541 §6.1: most fields are one byte.
    const unsigned index = is_good_ && at_ != end_ ? base::byte(*at_) - 0x80U : 0;
    if (index - 1 >= 0x7E) return next_other();
    ++at_;
    has_fields_ = is_good_ = find(index);
    return is_good_;
  }
  /// Until the next call.
  const DecodedField& field() const { return field_; }
  bool is_good() const { return is_good_; }

 private:
  bool next_other();
  void insert();
  bool read_table_size();
  bool read_field();
  bool read_literal(unsigned index_bits, bool is_inserted);
  bool read_number(unsigned bits, std::size_t& number);
  bool read_long_number(std::size_t& number);
  bool read_string(std::string_view& text, std::vector<char>& room);
  /// RFC 7541 §2.3.3.
  bool find(std::size_t index) {
    if (index == 0) return false;
    if (index < kFirstDynamic) {
      field_ = kStaticFields[index - 1];
      return true;
    }
    const std::size_t age = index - kFirstDynamic;
    if (age >= table_.size()) return false;
    field_ = table_[age];
    return true;
  }
  void release();

  HpackTable table_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  bool has_fields_ = false;  ///< some were read
  bool is_good_ = true;
  bool is_to_insert_ = false;  ///< field_, before the next one is read
  DecodedField field_;
  std::vector<char> name_;   ///< of field_, where it lies neither in the block nor in a table
  std::vector<char> value_;  ///< the same
};

}  // namespace onward::gateway
