// SPDX-License-Identifier: MIT
// RFC 7541. Decoding, which is where a peer attacks, is libnghttp2's. Encoding is for speed: a
// response is some fields that were sent before and a Location. Invariant: sizes_ is the table as
// the peer has it, entry by entry.
#include "gateway/h2/hpack.h"

#include "base/check.h"

#include <algorithm>
#include <nghttp2/nghttp2.h>

namespace onward::gateway {
namespace {

/// §5.1, §6.2: a first byte, and two lengths.
constexpr std::size_t kFieldOverhead = 16;
/// §6.3: two changes of the table's size.
constexpr std::size_t kBlockOverhead = 16;
/// §4.1.
constexpr std::size_t kEntryOverhead = 32;
/// §2.3.3: the first entry of the dynamic table.
constexpr std::size_t kFirstDynamic = 62;
/// Longer ones would push out what is of more use.
constexpr std::size_t kMaxIndexedBytes = 256;

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

struct Static {
  std::string_view name;
  std::size_t index;
  bool is_indexed;  ///< its values come again
};
/// Appendix A: the names that responses have. What differs each time is not put into the table, nor
/// what is secret (§7.1.3).
constexpr std::array kStatics{Static{":status", 8, true},
                              Static{"date", 33, true},
                              Static{"location", 46, false},
                              Static{"cache-control", 24, true},
                              Static{"content-type", 31, true},
                              Static{"content-length", 28, false},
                              Static{"vary", 59, true},
                              Static{"retry-after", 53, true},
                              Static{"allow", 22, true},
                              Static{"access-control-allow-origin", 20, true},
                              Static{"link", 45, false},
                              Static{"set-cookie", 55, false},
                              Static{"www-authenticate", 61, true}};

Static static_of(std::string_view name) {
  const auto found = std::ranges::find(kStatics, name, &Static::name);
  return found == kStatics.end() ? Static{name, 0, true} : *found;
}

std::uint8_t* bytes_of(std::string_view text) {
  // libnghttp2 does not write to it, though its types would let it.
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

char* write_number(const Form& form, std::size_t number, char* at) {
  const std::size_t most = (1U << form.left) - 1U;
  if (number < most) {
    *at++ = static_cast<char>(form.bits | number);
    return at;
  }
  *at++ = static_cast<char>(form.bits | most);
  for (number -= most; number >= 128; number /= 128) *at++ = static_cast<char>(number % 128 | 128U);
  *at++ = static_cast<char>(number);
  return at;
}

char* write_string(std::string_view text, char* at) {
  return std::copy_n(text.data(), text.size(), write_number(kString, text.size(), at));
}

char* write_literal(const Form& form, std::size_t name_index, const HpackField& field, char* at) {
  at = write_number(form, name_index, at);
  if (name_index == 0) at = write_string(field.name, at);
  return write_string(field.value, at);
}

std::size_t bytes_of_entry(const HpackField& field) {
  return field.name.size() + field.value.size() + kEntryOverhead;
}

}  // namespace

void HpackDecoder::Free::operator()(nghttp2_hd_inflater* inflater) const {
  ::nghttp2_hd_inflate_del(inflater);
}

HpackDecoder::HpackDecoder() {
  nghttp2_hd_inflater* made = nullptr;
  CHECK(::nghttp2_hd_inflate_new(&made) == 0);
  inflater_.reset(made);
}

bool HpackDecoder::decode(std::string_view piece, bool is_last, FieldSink& sink) {
  for (;;) {
    nghttp2_nv field;
    int flags = 0;
    const auto used = ::nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, bytes_of(piece),
                                               piece.size(), is_last ? 1 : 0);
    if (used < 0) return false;
    piece.remove_prefix(static_cast<std::size_t>(used));
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      sink.take({text_of(field.name, field.namelen), text_of(field.value, field.valuelen)});
      continue;
    }
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) {
      ::nghttp2_hd_inflate_end_headers(inflater_.get());
      return true;
    }
    if (piece.empty()) return true;
  }
}

/// §4.2: the smallest since the last block is said, too, as it has emptied the table.
void HpackEncoder::limit_table(std::uint32_t bytes) {
  limit_ = std::min<std::size_t>(bytes, kHpackTableBytes);
  least_limit_ = std::min(least_limit_, limit_);
  has_new_limit_ = true;
}

std::size_t HpackEncoder::most_bytes(std::span<const HpackField> fields) {
  std::size_t size = kBlockOverhead;
  for (const HpackField& field : fields) {
    size += field.name.size() + field.value.size() + kFieldOverhead;
  }
  return size;
}

std::size_t HpackEncoder::encode(std::span<const HpackField> fields, std::span<char> room) {
  char* at = room.data();
  if (has_new_limit_) at = write_limits(at);
  for (const HpackField& field : fields) at = write_field(field, at);
  return static_cast<std::size_t>(at - room.data());
}

char* HpackEncoder::write_limits(char* at) {
  if (least_limit_ < limit_) at = write_number(kTableSize, least_limit_, at);
  at = write_number(kTableSize, limit_, at);
  evict_to(least_limit_);
  least_limit_ = limit_;
  has_new_limit_ = false;
  return at;
}

/// One of two places; where it is in neither, the one that was filled longer ago is to be its own.
HpackEncoder::Known& HpackEncoder::find(const HpackField& field) {
  const std::size_t place = (field.name.size() * 7 + field.value.size()) % known_.size();
  Known& one = known_[place];
  Known& other = known_[place ^ 1U];
  for (Known* const each : {&one, &other}) {
    if (each->value == field.value && each->name == field.name) return *each;
  }
  return one.number <= other.number ? one : other;
}

char* HpackEncoder::write_field(const HpackField& field, char* at) {
  const Static kind = static_of(field.name);
  const bool is_indexed =
      kind.is_indexed && bytes_of_entry(field) <= std::min(kMaxIndexedBytes, limit_);
  if (!is_indexed) return write_literal(kNotIndexed, kind.index, field, at);
  Known& known = find(field);
  if (known.number > evicted_ && known.value == field.value && known.name == field.name) {
    return write_number(kIndexed, kFirstDynamic + evicted_ + sizes_.size() - known.number, at);
  }
  at = write_literal(kIncremental, kind.index, field, at);
  insert(field, known);
  return at;
}

void HpackEncoder::insert(const HpackField& field, Known& known) {
  const std::size_t size = bytes_of_entry(field);
  evict_to(limit_ - size);
  known.name = field.name;
  known.value = field.value;
  sizes_.push_back(size);
  known.number = evicted_ + sizes_.size();
  bytes_ += size;
}

void HpackEncoder::evict_to(std::size_t bytes) {
  for (; bytes_ > bytes; ++evicted_) {
    bytes_ -= sizes_.front();
    sizes_.pop_front();
  }
}

}  // namespace onward::gateway
