// SPDX-License-Identifier: MIT
// RFC 7541 by libnghttp2. Both tables have RFC 7541's 4,096 bytes at most, whatever the peer would
// grant: that is what a connection's memory is bounded by.
#include "gateway/h2/hpack.h"

#include "base/check.h"

#include <algorithm>
#include <array>
#include <nghttp2/nghttp2.h>

namespace onward::gateway {
namespace {

constexpr std::uint32_t kTableBytes = 4096;
/// RFC 7541 §5.1, §6.2: a first byte, and the two lengths; Huffman is used only where it is
/// shorter.
constexpr std::size_t kFieldOverhead = 16;
/// RFC 7541 §6.3: two changes of the table's size.
constexpr std::size_t kBlockOverhead = 16;

std::uint8_t* bytes_of(std::string_view text) {
  // libnghttp2 does not write to it, though its types would let it.
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

void HpackDecoder::Free::operator()(nghttp2_hd_inflater* inflater) const {
  ::nghttp2_hd_inflate_del(inflater);
}

void HpackEncoder::Free::operator()(nghttp2_hd_deflater* deflater) const {
  ::nghttp2_hd_deflate_del(deflater);
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

HpackEncoder::HpackEncoder() {
  nghttp2_hd_deflater* made = nullptr;
  CHECK(::nghttp2_hd_deflate_new(&made, kTableBytes) == 0);
  deflater_.reset(made);
}

void HpackEncoder::limit_table(std::uint32_t bytes) {
  CHECK(::nghttp2_hd_deflate_change_table_size(deflater_.get(), std::min(bytes, kTableBytes)) == 0);
}

std::size_t HpackEncoder::most_bytes(std::span<const HpackField> fields) {
  std::size_t size = kBlockOverhead;
  for (const HpackField& field : fields) {
    size += field.name.size() + field.value.size() + kFieldOverhead;
  }
  return size;
}

std::size_t HpackEncoder::encode(std::span<const HpackField> fields, std::span<char> room) {
  CHECK(fields.size() <= kMaxFields);
  std::array<nghttp2_nv, kMaxFields> list;  // not initialized: it is large
  for (std::size_t i = 0; i < fields.size(); ++i) {
    list[i] = {bytes_of(fields[i].name), bytes_of(fields[i].value), fields[i].name.size(),
               fields[i].value.size(), NGHTTP2_NV_FLAG_NONE};
  }
  const auto size =
      ::nghttp2_hd_deflate_hd(deflater_.get(), reinterpret_cast<std::uint8_t*>(room.data()),
                              room.size(), list.data(), fields.size());
  CHECK(size >= 0);
  return static_cast<std::size_t>(size);
}

}  // namespace onward::gateway
