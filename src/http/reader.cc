// SPDX-License-Identifier: MIT
// Both readers: lines (lines.cc) into slices, slices into meaning (request_head.cc, framing.cc),
// then the content (content.cc). A phase changes when an event is given; nothing is
// kept of the bytes but offsets, until the head is whole and views of it are made.
#include "onward/http/reader.h"

#include "http/framing.h"
#include "http/lines.h"
#include "http/request_head.h"

namespace onward::http {
namespace {

/// A head whose lines are read becomes what it means.
Result<void> understand(std::string_view bytes, const ReaderState& state, RequestHead& head) {
  const HeadLines& lines = state.lines();
  const FieldSlice& start = lines.start;
  return understand_request({bytes, bytes.substr(start.name_begin, start.name_size),
                             bytes.substr(start.value_begin, start.value_size), lines.version,
                             state.fields(bytes.data())},
                            head);
}

Result<void> understand(std::string_view bytes, const ReaderState& state,
                        const Method& request_method, ResponseHead& head) {
  const HeadLines& lines = state.lines();
  const FieldsView fields = state.fields(bytes.data());
  head.version = lines.version;
  head.reason = bytes.substr(lines.start.value_begin, lines.start.value_size);
  head.fields = fields;
  const auto status = Status::parse(bytes.substr(lines.start.name_begin, lines.start.name_size));
  if (!status) return fail(status.error().code, lines.start.name_begin);
  head.status = *status;

  KeyFields keys;
  if (auto r = pick_key_fields(bytes.data(), fields, keys); !r) return r;
  if (auto r = check_coding(keys, bytes.data(), fields, head.version); !r) return r;
  head.framing = response_framing(keys, head.status, request_method);
  head.keep_alive = is_persistent(keys, head.version) &&
                    head.framing.kind != FramingKind::UntilClose &&
                    head.framing.kind != FramingKind::Tunnel;
  return {};
}

/// Where the start line begins, or 0 with `needs_more` while that is open. RFC 9112 §2.2: a server
/// should ignore at least one empty line before the request line; before a status line it is as
/// harmless, and some servers send one.
Result<std::size_t> skip_empty_lines(std::string_view bytes, bool& needs_more) {
  std::size_t at = 0;
  for (int i = 0; i < kMaxEmptyLines && bytes.substr(at, 1) == "\r"; ++i, at += 2) {
    needs_more = at + 1 == bytes.size();
    if (needs_more) return 0;
    if (bytes[at + 1] != '\n') return fail(ErrorCode::HttpLineEnding, at + 1);
  }
  return at;
}

Result<std::size_t> read_request_start(std::string_view bytes, const Limits& limits,
                                       HeadLines& lines) {
  bool needs_more = false;
  const auto at = skip_empty_lines(bytes, needs_more);
  if (!at || needs_more) return at;
  return read_request_line(bytes, *at, limits, lines);
}

Result<std::size_t> read_response_start(std::string_view bytes, const Limits& /*limits*/,
                                        HeadLines& lines) {
  bool needs_more = false;
  const auto at = skip_empty_lines(bytes, needs_more);
  if (!at || needs_more) return at;
  return read_status_line(bytes, *at, lines);
}

}  // namespace

Result<Event> RequestReader::read_head(std::string_view bytes) {
  const auto whole = state_.read_lines(bytes, &read_request_start);
  if (!whole) return state_.failed(whole.error());
  if (!*whole) return Event{};
  if (auto r = understand(bytes, state_, head_); !r) return state_.failed(r.error());
  return state_.begin_content(head_.framing);
}

Result<Event> RequestReader::read(std::string_view bytes) {
  return state_.phase() == ReaderPhase::Head ? read_head(bytes) : state_.read_behind_head(bytes);
}

Result<Event> ResponseReader::read_head(std::string_view bytes) {
  const auto whole = state_.read_lines(bytes, &read_response_start);
  if (!whole) return state_.failed(whole.error());
  if (!*whole) return Event{};
  if (auto r = understand(bytes, state_, request_method_, head_); !r) {
    return state_.failed(r.error());
  }
  return state_.begin_content(head_.framing);
}

Result<Event> ResponseReader::read(std::string_view bytes) {
  return state_.phase() == ReaderPhase::Head ? read_head(bytes) : state_.read_behind_head(bytes);
}

}  // namespace onward::http
