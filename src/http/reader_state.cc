// SPDX-License-Identifier: MIT
// The phases of reading one message after another, and the limit on a head. Invariant: the same
// bytes give the same events and the same error however they were cut; so a head is only ever
// looked at up to its limit, and an error, once given, stays.
#include "onward/http/reader_state.h"

#include "base/check.h"
#include "http/lines.h"

#include <algorithm>
#include <span>

namespace onward::http {

std::size_t ReaderState::room() const { return std::min(limits_->fields, kMaxFields); }

Result<bool> ReaderState::read_lines(std::string_view bytes, ReadStartLine read_start_line) {
  has_begun_ = has_begun_ || !bytes.empty();
  const std::size_t limit = std::min(limits_->head_bytes, kMaxFieldBytes);
  const std::string_view window = bytes.substr(0, limit);
  LinesProgress& progress = lines_.progress;
  if (progress.at == 0) {
    const auto fields_begin = read_start_line(window, *limits_, lines_);
    if (!fields_begin) return fail(fields_begin.error());
    progress.at = *fields_begin;
  }
  if (progress.at != 0) {
    const auto whole = read_field_lines(window, progress, std::span(lines_.slices).first(room()));
    if (!whole || *whole) return whole;
  }
  if (bytes.size() >= limit) return fail(ErrorCode::HttpHeadTooLarge, limit);
  return false;
}

Event ReaderState::begin_content(Framing framing) {
  phase_ = ReaderPhase::Content;
  const std::size_t used = lines_.progress.count;
  content_.start(framing, *limits_, std::span(lines_.slices).subspan(used, room() - used));
  return {EventKind::Head, lines_.progress.at, {}};
}

Result<Event> ReaderState::read_behind_head(std::string_view bytes) {
  if (phase_ == ReaderPhase::Failed) return failed();
  if (phase_ == ReaderPhase::Done) return Event{EventKind::End, 0, {}};
  const auto event = content_.read(bytes);
  if (!event) return failed(event.error());
  if (event->kind == EventKind::End) phase_ = ReaderPhase::Done;
  return event;
}

Result<Event> ReaderState::finish() {
  switch (phase_) {
    case ReaderPhase::Head:
      if (has_begun_) return failed({ErrorCode::HttpIncomplete});
      return Event{EventKind::Closed, 0, {}};
    case ReaderPhase::Content: {
      const auto event = content_.finish();
      if (!event) return failed(event.error());
      phase_ = ReaderPhase::Done;
      return event;
    }
    case ReaderPhase::Done:
      return Event{EventKind::Closed, 0, {}};
    case ReaderPhase::Failed:
      return failed();
  }
  return failed();
}

void ReaderState::next() {
  CHECK(phase_ == ReaderPhase::Done);
  phase_ = ReaderPhase::Head;
  has_begun_ = false;
  lines_.progress = {};
}

tl::unexpected<Error> ReaderState::failed(const Error& error) {
  phase_ = ReaderPhase::Failed;
  error_ = error;
  return fail(error);
}

}  // namespace onward::http
