// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "gateway/h2/answer_name.h"
#include "gateway/h2/hpack_decoder.h"
#include "gateway/h2/hpack_encoder.h"

#include <cstdint>
#include <memory>
#include <nghttp2/nghttp2.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// For tests and fuzz targets: libnghttp2's field compression, beside ours.
namespace onward::gateway {

inline void add_line(std::string& lines, std::string_view name, std::string_view value) {
  lines.append(name).append(": ").append(value).append("\n");
}

/// The fields of a block, a line each; what comes before an error is there.
struct DecodedBlock {
  bool is_good = false;
  std::string lines;

  friend bool operator==(const DecodedBlock&, const DecodedBlock&) = default;
};

inline DecodedBlock decode(HpackDecoder& decoder, std::string_view block) {
  DecodedBlock decoded;
  decoder.begin(block);
  while (decoder.next()) add_line(decoded.lines, decoder.field().name, decoder.field().value);
  decoded.is_good = decoder.is_good();
  return decoded;
}

inline std::string encode(HpackEncoder& encoder, std::span<const HpackField> fields) {
  std::size_t most = HpackEncoder::kMostOverhead;
  for (const HpackField& field : fields) {
    most += field.name.size() + field.value.size() + HpackEncoder::kMostOverhead;
  }
  std::string block(most, '\0');
  char* at = encoder.begin(block.data());
  for (const HpackField& field : fields) {
    const AnswerName* const known = find_answer_name(field.name);
    // What was decoded may have capitals, which no answer has.
    const bool is_known = known != nullptr && known->name.text == field.name;
    at = encoder.add(is_known ? known->name : HpackName{field.name}, field.value, at);
  }
  block.resize(static_cast<std::size_t>(at - block.data()));
  return block;
}

namespace nghttp2 {

inline std::uint8_t* bytes_of(std::string_view text) {
  // Not written to, though the types would let it.
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

class Decoder {
 public:
  Decoder() {
    nghttp2_hd_inflater* made = nullptr;
    CHECK(::nghttp2_hd_inflate_new(&made) == 0);
    inflater_.reset(made);
  }

  DecodedBlock decode(std::string_view block) {
    DecodedBlock decoded;
    for (;;) {
      nghttp2_nv field;
      int flags = 0;
      const auto used = ::nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, bytes_of(block),
                                                 block.size(), 1);
      if (used < 0) return decoded;
      block.remove_prefix(static_cast<std::size_t>(used));
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
        add_line(decoded.lines, text_of(field.name, field.namelen),
                 text_of(field.value, field.valuelen));
        continue;
      }
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    ::nghttp2_hd_inflate_end_headers(inflater_.get());
    decoded.is_good = true;
    return decoded;
  }

 private:
  struct Free {
    void operator()(nghttp2_hd_inflater* made) const { ::nghttp2_hd_inflate_del(made); }
  };
  std::unique_ptr<nghttp2_hd_inflater, Free> inflater_;
};

class Encoder {
 public:
  explicit Encoder(std::size_t table_bytes) {
    nghttp2_hd_deflater* made = nullptr;
    CHECK(::nghttp2_hd_deflate_new(&made, table_bytes) == 0);
    deflater_.reset(made);
  }

  std::string encode(std::span<const HpackField> fields) {
    std::vector<nghttp2_nv> all;
    for (const HpackField& field : fields) {
      all.push_back({bytes_of(field.name), bytes_of(field.value), field.name.size(),
                     field.value.size(), NGHTTP2_NV_FLAG_NONE});
    }
    std::string block(::nghttp2_hd_deflate_bound(deflater_.get(), all.data(), all.size()), '\0');
    const auto size = ::nghttp2_hd_deflate_hd(deflater_.get(), bytes_of(block), block.size(),
                                              all.data(), all.size());
    CHECK(size >= 0);
    block.resize(static_cast<std::size_t>(size));
    return block;
  }

 private:
  struct Free {
    void operator()(nghttp2_hd_deflater* made) const { ::nghttp2_hd_deflate_del(made); }
  };
  std::unique_ptr<nghttp2_hd_deflater, Free> deflater_;
};

}  // namespace nghttp2
}  // namespace onward::gateway
