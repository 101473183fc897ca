// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/hpack_table.h"
#include "onward/base/error.h"
#include "onward/http/limits.h"
#include "onward/http/message.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The fields of a request (RFC 9113 §8.3) become the head that HTTP/1.1 has for it: the same
// function says what is valid, and rules see the same request whatever brought it.
//
//   :method: POST                      method, target and fields of
//   :scheme: https
//   :authority: files.example.com      POST /upload?id=7
//   :path: /upload?id=7                host: files.example.com
//   content-length: 1048576            content-length: 1048576
//   cookie: a=1                        cookie: a=1; b=2
//   cookie: b=2
//
// They lie one behind the other in bytes of its own:
//
//   | POST | files.example.com | /upload?id=7 | host | content-length | 1048576 | …
namespace onward::gateway {

/// One thread.
class HeadFields {
 public:
  enum class Verdict : std::uint8_t {
    Good,
    Malformed,  ///< RFC 9113 §8.1.1: a stream error of type PROTOCOL_ERROR
    Refused,    ///< answered by status_hint(error())
  };

  /// `limits` outlives it.
  explicit HeadFields(const http::Limits& limits);

  /// For a new request, or for the trailers of one.
  void begin(bool is_trailers);
  void take(const DecodedField& field);
  /// All fields were taken. With Good and no trailers, `head` is the request's, as far as it does
  /// not depend on content that comes; until begin().
  Verdict end(http::RequestHead& head);

  /// What a large head took is given back: behind end(), when `head` is not looked at any more.
  void release();

  /// With Refused.
  ErrorCode error() const { return error_; }
  /// It has no content in its answer; also where it is refused, as far as that is known.
  bool is_head() const { return text(method_) == "HEAD"; }

 private:
  struct Slice {
    std::uint16_t begin = 0;
    std::uint16_t size = 0;
  };
  bool may_come(unsigned pseudo, const DecodedField& field);
  void take_ordinary(const DecodedField& field);
  void start();
  void check_target();
  void check_host(std::string_view host);
  /// So many bytes more, at the end.
  char* room(std::size_t size) {
    size_ += size;
    if (size_ > bytes_.size()) grow();
    return bytes_.data() + size_ - size;
  }
  void grow();
  Slice add(std::string_view text);
  void add_field(std::string_view name, std::string_view value);
  void add_crumb(std::string_view crumb);
  bool count(std::size_t bytes);
  void malformed() { verdict_ = Verdict::Malformed; }
  void refuse(ErrorCode error);
  std::string_view text(Slice slice) const { return {bytes_.data() + slice.begin, slice.size}; }

  const http::Limits* limits_;
  std::size_t most_bytes_;
  Verdict verdict_ = Verdict::Good;
  ErrorCode error_{};
  bool is_trailers_ = false;
  bool has_started_ = false;  ///< a field that is no pseudo-field was there
  bool is_authority_valid_ = false;
  unsigned pseudo_ = 0;      ///< which were there, a bit each
  std::size_t counted_ = 0;  ///< bytes, as the head of HTTP/1.1 has them
  Slice method_;
  std::string_view scheme_;  ///< "http", "https" or, where it is another, ""
  Slice authority_;
  Slice path_;
  std::string cookie_;
  std::vector<char> bytes_;
  std::size_t size_ = 0;  ///< of bytes_, as far as they are in use
  std::vector<http::FieldSlice> fields_;
};

}  // namespace onward::gateway
