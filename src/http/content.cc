// SPDX-License-Identifier: MIT
// RFC 9112 §6.3 and §7.1: where content ends. Content itself is never looked at; the lines between
// chunks go through the table of chunk_line.cc. Invariant: left_ is what is still owed of this
// chunk, or of the whole where the length is known.
#include "onward/http/content.h"

#include "base/ascii.h"
#include "base/check.h"
#include "http/chunk_line.h"
#include "http/framing.h"
#include "http/lines.h"

#include <algorithm>
#include <limits>

namespace onward::http {
namespace {

/// What a chunk's line may have for nothing: 16 digits, or CR LF and a short size.
constexpr std::uint64_t kFreeLineBytes = 16;
/// How many bytes of chunk line a byte of content pays for.
constexpr std::uint64_t kLineBytesPerByte = 2;

/// Why a byte may not stand where the table says it may not.
ErrorCode why_not(ChunkState state, char byte) {
  switch (state) {
    case ChunkState::Size:
      return ErrorCode::HttpChunkSizeInvalid;
    case ChunkState::LineFeed:
      return ErrorCode::HttpLineEnding;
    case ChunkState::ContentCr:
    case ChunkState::ContentLf:
      return ErrorCode::HttpChunkEndInvalid;
    default:
      return byte == '\n' ? ErrorCode::HttpLineEnding : ErrorCode::HttpChunkLineInvalid;
  }
}

}  // namespace

void ContentReader::start(Framing framing, const Limits& limits, std::span<FieldSlice> room) {
  *this = ContentReader();
  limits_ = &limits;
  room_ = room;
  kind_ = framing.kind;
  left_ = framing.kind == FramingKind::Length ? framing.length : 0;
}

bool ContentReader::is_done() const {
  switch (kind_) {
    case FramingKind::Length:
      return left_ == 0;
    case FramingKind::Chunked:
      return state_ == ChunkState::Done;
    case FramingKind::UntilClose:
      return false;
    default:
      return true;
  }
}

Result<Event> ContentReader::read(std::string_view bytes) {
  if (is_done()) return Event{EventKind::End, 0, {}};
  if (kind_ == FramingKind::Chunked) return read_chunked(bytes);
  if (bytes.empty()) return Event{};
  if (kind_ == FramingKind::Length) {
    bytes = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
    left_ -= bytes.size();
  }
  return Event{EventKind::Content, bytes.size(), bytes};
}

Result<Event> ContentReader::finish() {
  if (is_done() || kind_ == FramingKind::UntilClose) return Event{EventKind::End, 0, {}};
  return fail(ErrorCode::HttpIncomplete);
}

Result<Event> ContentReader::read_chunked(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (state_ == ChunkState::Content) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at));
      left_ -= size;
      if (left_ == 0) state_ = ChunkState::ContentCr;
      return Event{EventKind::Content, at + size, bytes.substr(at, size)};
    }
    if (state_ == ChunkState::Trailers) return read_trailers(bytes, at);
    if (auto r = take_line_byte(bytes[at], at); !r) return fail(r.error());
    ++at;
  }
  return Event{EventKind::More, at, {}};
}

Result<void> ContentReader::take_line_byte(char c, std::size_t offset) {
  const auto next = chunk_step(state_, c);
  if (!next) return fail(why_not(state_, c), offset);
  if (*next == ChunkState::SizeMore) {
    if (left_ > std::numeric_limits<std::int64_t>::max() / 16) {
      return fail(ErrorCode::HttpChunkSizeInvalid, offset);
    }
    left_ = left_ * 16 + static_cast<std::uint64_t>(base::hex_value(c));
  }
  const bool is_behind_content = *next == ChunkState::ContentLf || *next == ChunkState::Size;
  if (!is_behind_content && ++line_bytes_ > limits_->chunk_line_bytes) {
    return fail(ErrorCode::HttpChunkLineTooLong, offset);
  }
  state_ = *next;
  if (state_ == ChunkState::Content) return end_line(offset);
  return {};
}

/// A chunk's line is whole. Many small chunks with long lines would make a reader work for nothing.
Result<void> ContentReader::end_line(std::size_t offset) {
  overhead_bytes_ += line_bytes_ > kFreeLineBytes ? line_bytes_ - kFreeLineBytes : 0;
  const std::uint64_t paid = left_ > overhead_bytes_ ? overhead_bytes_ : left_ * kLineBytesPerByte;
  overhead_bytes_ -= std::min(overhead_bytes_, paid);
  if (overhead_bytes_ > limits_->chunk_overhead_bytes) {
    return fail(ErrorCode::HttpChunkOverhead, offset);
  }
  line_bytes_ = 0;
  if (left_ == 0) state_ = ChunkState::Trailers;
  return {};
}

/// trailer-section = *( field-line CRLF ), and the empty line behind it.
Result<Event> ContentReader::read_trailers(std::string_view bytes, std::size_t consumed) {
  const std::size_t limit = std::min(limits_->trailer_bytes, kMaxFieldBytes);
  const std::string_view section = bytes.substr(consumed);
  const auto whole = read_field_lines(section.substr(0, limit), trailer_lines_, room_);
  if (!whole) return fail(whole.error().code, consumed + whole.error().offset);
  if (!*whole) {
    if (section.size() >= limit) return fail(ErrorCode::HttpTrailersTooLarge, consumed + limit);
    return Event{EventKind::More, consumed, {}};
  }
  trailers_ = FieldsView(section.data(), room_.first(trailer_lines_.count));
  for (const Field field : trailers_) {
    if (is_forbidden_in_trailers(field.name)) {
      const auto offset = static_cast<std::size_t>(field.name.data() - bytes.data());
      return fail(ErrorCode::HttpTrailerForbidden, offset);
    }
  }
  state_ = ChunkState::Done;
  return Event{EventKind::End, consumed + trailer_lines_.at, {}};
}

}  // namespace onward::http
