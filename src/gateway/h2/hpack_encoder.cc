// SPDX-License-Identifier: MIT
// RFC 7541, for speed: a response is some fields that were sent before and a Location. Invariant:
// sizes_ is the table as the peer has it, entry by entry.
#include "gateway/h2/hpack_encoder.h"

#include <algorithm>

namespace onward::gateway {
namespace {

/// §5.1, §6: the first bits of each form, and how many are left for a number.
struct Form {
  unsigned bits;
  unsigned left;
};
constexpr Form kIndexed{0x80, 7};
constexpr Form kIncremental{0x40, 6};
constexpr Form kTableSize{0x20, 5};
constexpr Form kNotIndexed{0x00, 4};
constexpr Form kString{0x00, 7};

char* write_long_number(const Form& form, std::size_t number, char* at) {
  const std::size_t most = (1U << form.left) - 1U;
  *at++ = static_cast<char>(form.bits | most);
  for (number -= most; number >= 128; number /= 128) *at++ = static_cast<char>(number % 128 | 128U);
  *at++ = static_cast<char>(number);
  return at;
}

inline char* write_number(const Form& form, std::size_t number, char* at) {
  if (number >= (1U << form.left) - 1U) return write_long_number(form, number, at);
  *at++ = static_cast<char>(form.bits | number);
  return at;
}

char* write_string(std::string_view text, char* at) {
  return std::copy_n(text.data(), text.size(), write_number(kString, text.size(), at));
}

char* write_literal(const Form& form, const HpackName& name, std::string_view value, char* at) {
  at = write_number(form, name.index, at);
  if (name.index == 0) at = write_string(name.text, at);
  return write_string(value, at);
}

}  // namespace

/// §4.2: the smallest since the last block is said, too, as it has emptied the table.
void HpackEncoder::limit_table(std::uint32_t bytes) {
  limit_ = std::min<std::size_t>(bytes, kHpackTableBytes);
  most_indexed_ = std::min(kMaxIndexedBytes, limit_);
  least_limit_ = std::min(least_limit_, limit_);
  has_new_limit_ = true;
}

char* HpackEncoder::write_limits(char* at) {
  if (least_limit_ < limit_) at = write_number(kTableSize, least_limit_, at);
  at = write_number(kTableSize, limit_, at);
  evict_to(least_limit_);
  least_limit_ = limit_;
  has_new_limit_ = false;
  return at;
}

char* HpackEncoder::add_far(std::size_t index, char* at) {
  return write_number(kIndexed, index, at);
}

char* HpackEncoder::add_unindexed(const HpackName& name, std::string_view value, char* at) {
  return write_literal(kNotIndexed, name, value, at);
}

/// A field has one of two places; where it is in neither, it gets the one that was filled longer
/// ago.
char* HpackEncoder::add_other(const HpackName& name, std::string_view value, std::size_t place,
                              char* at) {
  Known& one = known_[place];
  Known& other = known_[place ^ 1U];
  if (is_known(other, name, value)) return add_known(other, at);
  insert(name, value, HpackField{name.text, value}.entry_bytes(),
         one.number <= other.number ? one : other);
  return write_literal(kIncremental, name, value, at);
}

void HpackEncoder::insert(const HpackName& name, std::string_view value, std::size_t size,
                          Known& known) {
  evict_to(limit_ - size);
  known.index = name.index;
  known.name = name.text;
  known.value = value;
  sizes_.push_back(size);
  known.number = ++inserted_;
  bytes_ += size;
}

void HpackEncoder::evict_to(std::size_t bytes) {
  for (; bytes_ > bytes; ++evicted_) {
    bytes_ -= sizes_.front();
    sizes_.pop_front();
  }
}

}  // namespace onward::gateway
