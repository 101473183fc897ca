// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/fields.h"
#include "onward/http/limits.h"
#include "onward/http/message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// The content of a message, out of its framing. The readers of whole messages (reader.h) use it;
// alone it decodes chunks:
//
//   std::array<onward::http::FieldSlice, 8> room;
//   onward::http::ContentReader content;
//   content.start({onward::http::FramingKind::Chunked}, onward::http::kDefaultLimits, room);
//   auto event = content.read("5\r\nhello\r\n0\r\n\r\n");
//   event->content;   // "hello"
//   event->consumed;  // 8: the chunk's line and its content
namespace onward::http {

enum class EventKind : std::uint8_t {
  More,     ///< nothing to report until more bytes are there
  Head,     ///< the head is whole
  Content,  ///< a piece of the content
  End,      ///< the message is over
  Closed,   ///< the peer closed and no message was begun
};

struct Event {
  EventKind kind = EventKind::More;
  /// So many bytes at the front of what was given are done with.
  std::size_t consumed = 0;
  /// With Content: the piece, a view of the bytes given; never empty.
  std::string_view content;

  friend bool operator==(const Event&, const Event&) = default;
};

/// How far a section of lines has been read; the lines before `at` are done.
struct LinesProgress {
  std::size_t at = 0;
  std::size_t count = 0;  ///< fields so far
};

/// Where the decoder of chunks stands; docs/decisions/0010-the-reader.md draws it.
enum class ChunkState : std::uint8_t {
  Size,
  SizeMore,
  Space,
  Name,
  NameMore,
  NameSpace,
  Value,
  Token,
  Quoted,
  Escape,
  ValueEnd,
  LineFeed,
  Content,
  ContentCr,
  ContentLf,
  Trailers,
  Done,
};

/// One message's content. One thread.
class ContentReader {
 public:
  /// Begins. Trailers are noted in `room`, which outlives the reading, as do the limits.
  void start(Framing framing, const Limits& limits, std::span<FieldSlice> room);

  /// As RequestReader::read(): More, Content or End. Content of a known length counts bytes only
  /// and never looks at them. Trailers are consumed as a whole.
  Result<Event> read(std::string_view bytes);

  /// The peer has closed: End where that ends the content. Error: HttpIncomplete.
  Result<Event> finish();

  bool is_done() const;

  /// After End, views of the bytes that were given last.
  FieldsView trailers() const { return trailers_; }

 private:
  Result<Event> read_chunked(std::string_view bytes);
  Result<void> take_line_byte(char c, std::size_t offset);
  Result<void> end_line(std::size_t offset);
  Result<Event> read_trailers(std::string_view bytes, std::size_t consumed);

  const Limits* limits_ = &kDefaultLimits;
  FramingKind kind_ = FramingKind::None;
  ChunkState state_ = ChunkState::Size;
  std::uint64_t left_ = 0;  ///< bytes of content to come, of this chunk or in all
  std::size_t line_bytes_ = 0;
  std::uint64_t overhead_bytes_ = 0;
  LinesProgress trailer_lines_;
  std::span<FieldSlice> room_;
  FieldsView trailers_;
};

}  // namespace onward::http
