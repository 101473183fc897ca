// SPDX-License-Identifier: MIT
// RFC 9113 §8.1: an answer may come before the request's content is whole, and then the client is
// asked to stop sending, without an error. Deadlines are those of HTTP/1.1: a head's, the content's
// rate, the idle time, and the rate at which answers are taken.
#include "base/check.h"
#include "gateway/h2/http2.h"

#include <algorithm>

namespace onward::gateway {
namespace {

constexpr std::string_view kTooSlow = "the request's content comes too slowly";

}  // namespace

void Http2::let_content_come(OpenStream& stream, const http::RequestHead& head) {
  const bool is_awaited = head.expectation == http::Expectation::Continue && stream.is_receiving;
  if (is_awaited) heads_.write_continue(*out_, stream.id);
}

void Http2::answer(OpenStream& stream, const rules::Response& response,
                   const http::RequestHead* head, const Cause& cause) {
  stream.is_answered = true;
  rules::Response sent = response;
  if (!heads_.write(*out_, stream.id, response, *now_)) {
    // Fields that are the writer's own, from a rule: our side's fault, and the client hears so.
    sent = {};
    sent.status = http::Status(500);
    CHECK(heads_.write(*out_, stream.id, sent, *now_));
  }
  if (context_->observer != nullptr) {
    context_->observer->answered({head, client_, sent.status.code(), sent.content.size(), *now_,
                                  response.rule, head != nullptr && stream.is_receiving, cause});
  }
  if (sent.content.empty()) return;
  stream.is_sending = true;
  const std::size_t size = send_content(stream, sent.content);
  if (stream.is_sending) stream.rest.assign(sent.content.substr(size));
}

/// The text says what was wrong and holds nothing of the request.
void Http2::answer_refusal(OpenStream& stream, http::Status status, std::string_view text,
                           const http::RequestHead* head, const Cause& cause) {
  const rules::ResponseField type{http::FieldName("Content-Type"),
                                  http::FieldValue("text/plain; charset=utf-8")};
  std::string content(text);
  rules::Response response;
  response.status = status;
  if (!content.empty()) {
    content += '\n';
    response.fields = {&type, 1};
  }
  response.content = content;
  response.content_length = content.size();
  answer(stream, response, head, cause);
}

/// Content that goes on behind the answer: small, it is read to its end, so that the stream ends as
/// any other. Else the client is to see the answer and stop; it is told to when it does not, or has
/// nothing to send before it is told (Expect).
void Http2::begin_drop(OpenStream& stream, const http::RequestHead* head) {
  const bool is_small =
      stream.has_length && stream.length_left <= context_->limits.keep_content_bytes;
  const bool waits = head != nullptr && head->expectation != http::Expectation::None;
  stream.returns_window = is_small && !waits;
  if (stream.returns_window) return;
  if (waits && !stream.is_sending) return reset(stream, Http2Error::None);
  wait_for_stop(stream);
  if (stream.has_length) end_early();
}

/// As `Connection: close` does over HTTP/1.1: what comes is never read to its end, and curl 7.88
/// fails where it sends its next request on a connection that has such an upload. What was asked,
/// and what is asked before the client hears of it, is answered.
void Http2::end_early() {
  if (leaving_ != Leaving::No) return;
  leaving_ = Leaving::Asked;
  leave();
}

/// A moment for the client to see the answer.
void Http2::wait_for_stop(OpenStream& stream) {
  stream.window.start({1, kDropGrace}, now_->steady);
  streams_end_ = std::min(streams_end_, stream.window.end());
}

/// As much as the windows and the output allow; says how much.
std::size_t Http2::send_content(OpenStream& stream, std::string_view content) {
  std::size_t at = 0;
  while (stream.is_sending && out_->size() < kMaxOutputBytes) {
    const std::int64_t window = std::min(stream.send_window, send_window_);
    if (window <= 0) break;
    const std::size_t size =
        std::min({content.size() - at, kFrameBytes, static_cast<std::size_t>(window)});
    const bool is_last = at + size == content.size();
    write_data(*out_, stream.id, content.substr(at, size), is_last);
    at += size;
    stream.send_window -= static_cast<std::int64_t>(size);
    send_window_ -= static_cast<std::int64_t>(size);
    stream.is_sending = !is_last;
    idle_frames_.earn(2);  // the client's WINDOW_UPDATEs for it
  }
  return at;
}

/// What waited for a window, stream by stream.
void Http2::send_held() {
  if (!may_send_) return;
  for (OpenStream& stream : streams_) {
    if (!stream.is_sending || stream.is_gone) continue;
    const std::size_t size =
        send_content(stream, std::string_view(stream.rest).substr(stream.rest_begin));
    stream.rest_begin += size;
    sending_.add(size);
    if (stream.is_sending) continue;
    stream.rest = {};
    stream.rest_begin = 0;
    if (stream.is_receiving && !stream.returns_window) wait_for_stop(stream);
  }
  sweep();
  may_send_ = out_->size() >= kMaxOutputBytes;
}

/// Nothing more can be read now: until when is waited, and for what.
Step Http2::wait(std::size_t consumed, bool has_rest) {
  const bool has_begun = has_rest || block_.kind != BlockKind::None;
  if (has_settings_ && !has_begun) {
    head_end_ = base::SteadyTime::max();
  } else if (head_end_ == base::SteadyTime::max() ||
             (has_advanced_ && has_settings_ && block_.kind == BlockKind::None)) {
    head_end_ = now_->steady + context_->limits.head_timeout;
  }
  const bool is_stalled = std::any_of(streams_.begin(), streams_.end(),
                                      [](const OpenStream& each) { return each.is_sending; });
  if (is_stalled && !is_stalled_) sending_.start(rate(), now_->steady);
  is_stalled_ = is_stalled;
  if (leaving_ == Leaving::Final && streams_.empty()) {
    is_over_ = true;
    return {consumed, Want::Drain};
  }
  return {consumed, Want::Read};
}

base::SteadyTime Http2::deadline() const {
  base::SteadyTime end = std::min(head_end_, leave_end_);
  if (streams_.empty()) return std::min(end, idle_end_);
  end = std::min(end, streams_end_);
  return is_stalled_ ? std::min(end, sending_.end()) : end;
}

void Http2::check_streams() {
  streams_end_ = base::SteadyTime::max();
  for (OpenStream& stream : streams_) {
    if (stream.is_receiving && !stream.is_gone && check_stream(stream)) {
      streams_end_ = std::min(streams_end_, stream.window.end());
    }
  }
  sweep();
}

/// Whether it may go on.
bool Http2::check_stream(OpenStream& stream) {
  if (now_->steady < stream.window.end()) return true;
  if (stream.is_answered && !stream.returns_window) {
    if (!stream.is_sending) reset(stream, Http2Error::None);
    return false;
  }
  if (!stream.window.is_slow(rate(), now_->steady)) return true;
  if (!stream.is_answered) {
    const http::RequestHead& head = stream.request->head();
    const bool is_bare = head.method == http::KnownMethod::Head;
    answer_refusal(stream, http::Status(408), is_bare ? std::string_view() : kTooSlow, &head,
                   {Refusal::ContentTooSlow, {}});
  }
  if (stream.is_sending) {
    stream.returns_window = false;
    return false;
  }
  reset(stream, Http2Error::None);
  return false;
}

}  // namespace onward::gateway
