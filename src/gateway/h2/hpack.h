// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>

// Field compression (RFC 7541): decoding is libnghttp2's, the only use that is made of it; encoding
// is ours. One of each a connection: their tables are its state.
struct nghttp2_hd_inflater;

namespace onward::gateway {

/// Of either table, RFC 7541's own default: what a connection's memory is bounded by.
inline constexpr std::size_t kHpackTableBytes = 4096;

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

/// Responses of one server are alike: what was sent before is one byte. Without Huffman. One
/// thread.
class HpackEncoder {
 public:
  /// SETTINGS_HEADER_TABLE_SIZE of the peer.
  void limit_table(std::uint32_t bytes);
  /// So many bytes hold `fields` at most.
  static std::size_t most_bytes(std::span<const HpackField> fields);
  /// Their names are in lower case. How many bytes of `room`, which has most_bytes(), were written.
  std::size_t encode(std::span<const HpackField> fields, std::span<char> room);

 private:
  /// A field that was put into the peer's table, as the how-many-eth; 0: none.
  struct Known {
    std::string name;
    std::string value;
    std::size_t number = 0;
  };

  Known& find(const HpackField& field);
  char* write_field(const HpackField& field, char* at);
  char* write_limits(char* at);
  void insert(const HpackField& field, Known& known);
  void evict_to(std::size_t bytes);

  std::array<Known, 16> known_;
  std::deque<std::size_t> sizes_;  ///< of the entries in the peer's table, the oldest first
  std::size_t evicted_ = 0;        ///< how many were before them
  std::size_t bytes_ = 0;
  std::size_t limit_ = kHpackTableBytes;
  std::size_t least_limit_ = kHpackTableBytes;  ///< since the last block
  bool has_new_limit_ = false;
};

}  // namespace onward::gateway
