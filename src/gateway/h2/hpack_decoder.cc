// SPDX-License-Identifier: MIT
// RFC 7541 §5, §6: here a peer attacks. Each read function takes what it needs from at_, never from
// behind end_, and says false where that is not what the RFC allows. Invariant: field_ is no view
// of table_ where it is to be inserted, as that changes the table under it.
#include "gateway/h2/hpack_decoder.h"

#include "base/ascii.h"
#include "gateway/h2/huffman.h"

#include <algorithm>

namespace onward::gateway {
namespace {

/// What a connection keeps of the room for a string.
constexpr std::size_t kKeptBytes = 2048;
/// §5.1: a number ends in so many bytes, or is none that anybody needs.
constexpr unsigned kMaxNumberBytes = 5;
constexpr std::size_t kMaxNumber = 0xFFFF'FFFF;

}  // namespace

void HpackDecoder::begin(std::string_view block) {
  at_ = block.data();
  end_ = at_ + block.size();
  has_fields_ = false;
}

void HpackDecoder::insert() {
  table_.insert(field_);
  is_to_insert_ = false;
}

/// Whatever comes next.
bool HpackDecoder::next_other() {
  while (is_good_ && at_ != end_ && (base::byte(*at_) & 0xE0U) == 0x20) {
    is_good_ = read_table_size();
  }
  const bool has_next = is_good_ && at_ != end_;
  if (has_next) is_good_ = read_field();
  if (has_next && is_good_) return has_fields_ = true;
  release();
  return false;
}

/// §6.3; §4.2: before the first field.
bool HpackDecoder::read_table_size() {
  std::size_t bytes = 0;
  if (has_fields_ || !read_number(5, bytes) || bytes > kHpackTableBytes) return false;
  table_.limit(bytes);
  return true;
}

/// §6.1, §6.2: the first bits say which form it has.
bool HpackDecoder::read_field() {
  const unsigned first = base::byte(*at_);
  if ((first & 0x80U) != 0) {
    std::size_t index = 0;
    return read_number(7, index) && find(index);
  }
  return (first & 0x40U) != 0 ? read_literal(6, true) : read_literal(4, false);
}

bool HpackDecoder::read_literal(unsigned index_bits, bool is_inserted) {
  std::size_t index = 0;
  if (!read_number(index_bits, index)) return false;
  if (index == 0) {
    if (!read_string(field_.name, name_)) return false;
  } else {
    if (!find(index)) return false;
    if (is_inserted && index >= kFirstDynamic) {
      name_.assign(field_.name.begin(), field_.name.end());
      field_.name = {name_.data(), name_.size()};
    }
  }
  if (!read_string(field_.value, value_)) return false;
  field_.kind = kind_of(field_.name, field_.value);
  is_to_insert_ = is_inserted;
  return true;
}

/// §5.1: in the low `bits` of the first byte, or these are ones and more bytes say by how much it
/// is larger, the lowest seven bits first.
inline bool HpackDecoder::read_number(unsigned bits, std::size_t& number) {
  if (at_ == end_) return false;
  const std::size_t most = (std::size_t{1} << bits) - 1;
  number = base::byte(*at_++) & most;
  return number < most || read_long_number(number);
}

bool HpackDecoder::read_long_number(std::size_t& number) {
  for (unsigned i = 0; i < kMaxNumberBytes && at_ != end_; ++i) {
    const unsigned byte = base::byte(*at_++);
    number += std::size_t{byte & 0x7FU} << (7 * i);
    if ((byte & 0x80U) == 0) return number <= kMaxNumber;
  }
  return false;
}

/// §5.2: a view of the block, or of `room`.
bool HpackDecoder::read_string(std::string_view& text, std::vector<char>& room) {
  if (at_ == end_) return false;
  const bool is_huffman = (base::byte(*at_) & 0x80U) != 0;
  std::size_t size = 0;
  if (!read_number(7, size) || size > static_cast<std::size_t>(end_ - at_)) return false;
  text = {at_, size};
  at_ += size;
  if (!is_huffman) return true;
  room.resize(std::max(room.size(), most_huffman_bytes(size)));
  const auto decoded = decode_huffman(text, room);
  if (decoded) text = {room.data(), *decoded};
  return decoded.has_value();
}

void HpackDecoder::release() {
  if (name_.size() > kKeptBytes) std::vector<char>().swap(name_);
  if (value_.size() > kKeptBytes) std::vector<char>().swap(value_);
}

}  // namespace onward::gateway
