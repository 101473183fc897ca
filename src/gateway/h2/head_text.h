// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/hpack.h"
#include "onward/base/error.h"
#include "onward/http/limits.h"

#include <cstdint>
#include <string>
#include <string_view>

// The fields of a request (RFC 9113 §8.3) become the head that HTTP/1.1 has for it, so that the one
// strict reader says what is valid, and rules see the same request whatever brought it.
//
//   :method: POST                      POST /upload?id=7 HTTP/1.1
//   :scheme: https                     host: files.example.com
//   :authority: files.example.com      content-length: 1048576
//   :path: /upload?id=7                cookie: a=1; b=2
//   content-length: 1048576
//   cookie: a=1
//   cookie: b=2
//
// Nothing gets into that text that could end a line of it.
namespace onward::gateway {

/// One thread.
class HeadText final : public FieldSink {
 public:
  enum class Verdict : std::uint8_t {
    Good,
    Malformed,  ///< RFC 9113 §8.1.1: a stream error of type PROTOCOL_ERROR
    Refused,    ///< answered by status_hint(error())
  };

  /// `limits` outlives it.
  explicit HeadText(const http::Limits& limits) : limits_(&limits) {}

  /// For a new request, or for the trailers of one.
  void begin(bool is_trailers);
  void take(const HpackField& field) override;
  /// All fields were taken.
  Verdict end();

  /// With Refused.
  ErrorCode error() const { return error_; }
  /// With Good and no trailers: begins with the request line, ends with the empty line. Until
  /// begin().
  const std::string& text() const { return text_; }
  /// It has no content in its answer; also where it is refused, as far as that is known.
  bool is_head() const { return method_ == "HEAD"; }

 private:
  void take_pseudo(const HpackField& field);
  void take_ordinary(const HpackField& field);
  void start();
  void check_target();
  void check_host(std::string_view host);
  void add_line(std::string_view name, std::string_view value);
  void add_crumb(std::string_view crumb);
  bool count(std::size_t bytes);
  void malformed() { verdict_ = Verdict::Malformed; }
  void refuse(ErrorCode error);

  const http::Limits* limits_;
  Verdict verdict_ = Verdict::Good;
  ErrorCode error_{};
  bool is_trailers_ = false;
  bool has_started_ = false;  ///< the request line stands in text_
  unsigned pseudo_ = 0;       ///< which were there, a bit each
  std::size_t bytes_ = 0;
  std::string method_;
  std::string scheme_;
  std::string authority_;
  std::string path_;
  std::string cookie_;
  std::string text_;
};

}  // namespace onward::gateway
