// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/fields.h"
#include "onward/http/message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// Writing heads and chunks into the caller's buffer.
//
//   std::array<char, 1024> room;
//   auto head = onward::http::HeadWriter::response(room, onward::http::Status(307));
//   head.field(onward::http::FieldName("Location"), location);  // a std::string_view: checked
//   head.field(onward::http::FieldName("Cache-Control"), onward::http::FieldValue("no-store"));
//   auto size = head.end({onward::http::FramingKind::Length, 0});
//   // HTTP/1.1 307 Temporary Redirect, Location, Cache-Control, Content-Length: 0
//
// What is not a valid field is never written: a name is a FieldName, a value is a FieldValue or is
// checked while it is copied. The fields of framing are the writer's own. So no value, whoever it
// comes from, adds a field, ends a head or begins a message. Whatever goes wrong is kept, and end()
// says it: a head comes out whole or not at all.
namespace onward::http {

/// Writes one head. A value; the buffer outlives it. One thread.
class HeadWriter {
 public:
  /// Begins "HTTP/1.1 307 Temporary Redirect". The version is this side's and always 1.1.
  static HeadWriter response(std::span<char> room, Status status);

  /// Begins "POST /a HTTP/1.1", "Host: example.com". Errors at end(), as the reader would see them:
  /// HttpTargetInvalid, HttpTargetForm, HttpTargetUserinfo, HttpHostInvalid, HttpHostDisagrees.
  static HeadWriter request(std::span<char> room, const Method& method, std::string_view target,
                            std::string_view host);

  HeadWriter& field(FieldName name, FieldValue value);
  /// Errors at end(): HttpFieldValueInvalid; HttpFieldReserved for Host, Content-Length,
  /// Transfer-Encoding.
  HeadWriter& field(FieldName name, std::string_view value);
  /// All of them, in their order. Besides: HttpFieldNameInvalid.
  HeadWriter& fields(FieldsView fields);

  /// Writes the field that `framing` asks for and the empty line; answers how many bytes the head
  /// has. Errors: the first one met, HttpBufferFull among them; HttpContentRefused where a message
  /// of that kind cannot have that framing (1xx and 204 have none at all).
  ///   None        no field in a request; "Content-Length: 0" in a response, unless its status says
  ///               that there is none (1xx, 204, 304)
  ///   Length      "Content-Length: n"; in 304, and in an answer to HEAD, a statement about GET
  ///   Chunked     "Transfer-Encoding: chunked"; only towards a peer that speaks 1.1
  ///   UntilClose  no field, responses only; say "Connection: close" before
  ///   Tunnel      no field, responses only
  Result<std::size_t> end(Framing framing);

 private:
  HeadWriter(std::span<char> room, bool is_request) : room_(room), is_request_(is_request) {}
  char* take(std::size_t size);
  void put(std::string_view text);
  void put_field(std::string_view name, std::string_view value);
  void put_length(std::uint64_t length);
  void put_framing(Framing framing);
  void refuse(ErrorCode code);

  std::span<char> room_;
  std::size_t size_ = 0;
  bool is_request_;
  bool has_failed_ = false;
  ErrorCode error_{};
  int status_ = 0;
};

/// The first line of a chunk, by value: what to send before `size` bytes of content, which
/// kChunkEnd follows. `size` is not zero: that would end the content.
struct ChunkLine {
  std::array<char, 18> bytes;  ///< 16 digits, CR, LF
  std::size_t size;

  std::string_view view() const { return {bytes.data(), size}; }
};
ChunkLine chunk_line(std::uint64_t size);

inline constexpr std::string_view kChunkEnd = "\r\n";

/// The end of chunked content without trailers.
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// Writes a whole chunk; answers its size in bytes. Empty content is no chunk, and nothing is
/// written. Error: HttpBufferFull.
Result<std::size_t> write_chunk(std::span<char> room, std::string_view content);

/// Writes the end of chunked content with trailers. Errors: HttpBufferFull, HttpFieldNameInvalid,
/// HttpFieldValueInvalid, HttpTrailerForbidden.
Result<std::size_t> write_last_chunk(std::span<char> room, FieldsView trailers);

}  // namespace onward::http
