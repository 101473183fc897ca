// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

// Field compression (RFC 7541) by libnghttp2, the only use that is made of it. One decoder and one
// encoder a connection: their tables are its state.
struct nghttp2_hd_inflater;
struct nghttp2_hd_deflater;

namespace onward::gateway {

/// Of a compressed field section, as views for the time of a call.
struct HpackField {
  std::string_view name;
  std::string_view value;
};

class FieldSink {
 public:
  virtual ~FieldSink() = default;
  virtual void take(const HpackField& field) = 0;

 protected:
  FieldSink() = default;
  FieldSink(const FieldSink&) = default;
  FieldSink& operator=(const FieldSink&) = default;
};

/// One thread.
class HpackDecoder {
 public:
  HpackDecoder();
  /// A piece of a field block, cut wherever. False: what RFC 7541 does not allow, and nothing can
  /// be decoded any more.
  bool decode(std::string_view piece, bool is_last, FieldSink& sink);

 private:
  struct Free {
    void operator()(nghttp2_hd_inflater* inflater) const;
  };
  std::unique_ptr<nghttp2_hd_inflater, Free> inflater_;
};

/// One thread.
class HpackEncoder {
 public:
  /// In one block.
  static constexpr std::size_t kMaxFields = 160;

  HpackEncoder();
  /// SETTINGS_HEADER_TABLE_SIZE of the peer.
  void limit_table(std::uint32_t bytes);
  /// So many bytes hold `fields` at most.
  static std::size_t most_bytes(std::span<const HpackField> fields);
  /// Their names are in lower case. How many bytes of `room`, which has most_bytes(), were written.
  std::size_t encode(std::span<const HpackField> fields, std::span<char> room);

 private:
  struct Free {
    void operator()(nghttp2_hd_deflater* deflater) const;
  };
  std::unique_ptr<nghttp2_hd_deflater, Free> deflater_;
};

}  // namespace onward::gateway
