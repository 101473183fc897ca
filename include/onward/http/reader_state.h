// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/content.h"
#include "onward/http/limits.h"
#include "onward/http/message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What the readers of requests and of responses (reader.h) have in common. Not for use alone.
//
//   Head --lines whole--> Content --last byte--> Done --next()--> Head
//     \_______________________\__________ an error: Failed, for good
namespace onward::http {

enum class ReaderPhase : std::uint8_t { Head, Content, Done, Failed };

/// The lines of a head, as offsets from its first byte: they hold while the bytes are received,
/// wherever the caller's buffer moves to.
struct HeadLines {
  LinesProgress progress;
  FieldSlice start;  ///< method and target, or status and reason
  Version version = Version::Http11;
  std::array<FieldSlice, kMaxFields> slices;
};

class ReaderState {
 public:
  /// Reads the start line at bytes[0], and the empty line before it, if any may be there; answers
  /// where the field lines begin, or 0 where more bytes are needed.
  using ReadStartLine = Result<std::size_t> (*)(std::string_view bytes, const Limits& limits,
                                                HeadLines& lines);

  explicit ReaderState(const Limits& limits) : limits_(&limits) {}

  ReaderPhase phase() const { return phase_; }

  /// True once the head's lines are whole.
  Result<bool> read_lines(std::string_view bytes, ReadStartLine read_start_line);
  const HeadLines& lines() const { return lines_; }
  FieldsView fields(const char* bytes) const {
    return {bytes, std::span(lines_.slices).first(lines_.progress.count)};
  }

  /// The head is understood: its event, and on to the content.
  Event begin_content(Framing framing);
  /// In every phase but Head.
  Result<Event> read_behind_head(std::string_view bytes);
  Result<Event> finish();
  void next();
  FieldsView trailers() const { return content_.trailers(); }

  /// Remembers the error for good.
  tl::unexpected<Error> failed(const Error& error);
  /// What every call after the first error gives.
  tl::unexpected<Error> failed() const { return fail(error_); }

 private:
  std::size_t room() const;

  const Limits* limits_;
  ReaderPhase phase_ = ReaderPhase::Head;
  bool has_begun_ = false;  ///< bytes of a head were seen
  HeadLines lines_;
  ContentReader content_;
  Error error_{};
};

}  // namespace onward::http
