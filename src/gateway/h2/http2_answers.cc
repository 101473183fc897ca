// SPDX-License-Identifier: MIT
// RFC 9113 §8.1: an answer may come before the request's content is whole, and then the client is
// asked to stop sending, without an error. Deadlines are those of HTTP/1.1: a head's, the content's
// rate, the idle time, and the rate at which answers are taken.
#include "base/check.h"
#include "gateway/h2/http2.h"
#include "gateway/plain_refusal.h"

#include <algorithm>

namespace onward::gateway {
namespace {

/// curl before version 8 cannot follow a redirect on a connection with an upload that was not read
/// to its end: it fails (16), or waits for ever without reading. Behind GOAWAY it takes another
/// one. Not for everybody: at GOAWAY Java's HttpClient and python3-h2 give up what was answered
/// already.
bool fails_behind_early_answers(const http::RequestHead& head) {
  return head.fields.find("user-agent").value_or("").starts_with("curl/7.");
}

constexpr std::string_view kTooSlow = "the request's content comes too slowly";

}  // namespace

void Http2::let_content_come(OpenStream& stream, const http::RequestHead& head) {
  const bool is_awaited = head.expectation == http::Expectation::Continue && stream.is_receiving;
  if (is_awaited) heads_.write_continue(*out_, stream.id);
}

void Http2::answer(OpenStream& stream, const rules::Response& response, const Http2Request* request,
                   const Cause& cause) {
  if (is_to_go_bare(stream, response)) {
    rules::Response bare = response;
    bare.content = {};
    bare.content_length = 0;
    return answer(stream, bare, request, cause);
  }
  if (!heads_.write(*out_, stream.id, response, *now_)) {
    // Fields that are the writer's own, from a rule: our side's fault, and the client hears so.
    rules::Response failure;
    failure.status = http::Status(500);
    failure.rule = response.rule;
    return answer(stream, failure, request, cause);
  }
  stream.is_answered = true;
  if (context_->observer != nullptr) {
    const http::RequestHead* const head = request != nullptr ? &request->head() : nullptr;
    const rules::Address& client = request != nullptr ? request->client() : peer_;
    context_->observer->answered({head, client, response.status.code(), response.content.size(),
                                  *now_, response.rule, head != nullptr && stream.is_receiving,
                                  cause});
  }
  if (response.content.empty()) return;
  stream.is_sending = true;
  const std::size_t size = send_content(stream, response.content);
  if (!stream.is_sending) return;
  stream.rest.assign(response.content.substr(size));
  may_send_ = true;  // it may be the output that was full
}

/// A redirect says all in its head: where the client gives no window for the note behind it, and
/// too much is held for it, it goes without.
bool Http2::is_to_go_bare(const OpenStream& stream, const rules::Response& response) {
  const std::size_t size = response.content.size();
  if (static_cast<std::int64_t>(size) <= std::min(stream.send_window, send_window_)) return false;
  return response.status.is_redirection() && size != 0 && held_bytes() + size > kMaxHeldBytes;
}

/// The text says what was wrong and holds nothing of the request.
void Http2::answer_refusal(OpenStream& stream, http::Status status, std::string_view text,
                           const Http2Request* request, const Cause& cause) {
  answer(stream, PlainRefusal(status, text).response(), request, cause);
}

/// Content that goes on behind the answer. Small, it is read to its end, so that the stream ends as
/// any other. Else the client is to see the answer and stop. Some do not (Java's HttpClient, httpx
/// and curl 7.88 first send all of it, and wait for a window for ever), so what comes is dropped as
/// over HTTP/1.1, within the limits of a drain. Who has nothing to send before it is told to
/// (Expect) is reset at once.
void Http2::begin_drop(OpenStream& stream, const http::RequestHead* head) {
  const bool is_small =
      stream.has_length && stream.length_left <= context_->limits.keep_content_bytes;
  const bool waits = head != nullptr && head->expectation != http::Expectation::None;
  stream.is_to_stop = !is_small || waits;
  if (!stream.is_to_stop) return;
  if (waits && !stream.is_sending) return reset(stream, Http2Error::None);
  stream.drop_end = now_->steady + context_->limits.drain_timeout;
  wait_for_stop(stream);
  if (head != nullptr && fails_behind_early_answers(*head)) end_early();
}

/// As `Connection: close` does over HTTP/1.1. What was asked, and what is asked before the client
/// hears of it, is answered.
void Http2::end_early() {
  if (leaving_ != Leaving::No) return;
  leaving_ = Leaving::Asked;
  leave();
}

/// A moment for the client to see the answer; each byte that comes is another one.
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
    if (stream.is_receiving && stream.is_to_stop) wait_for_stop(stream);
  }
  sweep();
  may_send_ = out_->size() >= kMaxOutputBytes;
}

/// Nothing more can be read now: until when is waited, and for what.
Step Http2::wait(std::size_t consumed, bool has_rest) {
  if (spare_ && block_.kind == BlockKind::None) spare_->fields().release();
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
  if (stream.is_answered && stream.is_to_stop) {
    const bool goes_on =
        now_->steady < stream.drop_end && !stream.window.is_slow({1, kDropGrace}, now_->steady);
    if (!goes_on && !stream.is_sending) reset(stream, Http2Error::None);
    return goes_on;
  }
  if (!stream.window.is_slow(rate(), now_->steady)) return true;
  if (!stream.is_answered) {
    const bool is_bare = stream.request->head().method == http::KnownMethod::Head;
    answer_refusal(stream, http::Status(408), is_bare ? std::string_view() : kTooSlow,
                   stream.request.get(), {Refusal::ContentTooSlow, {}});
  }
  if (stream.is_sending) {
    stream.is_to_stop = true;
    return false;
  }
  reset(stream, Http2Error::None);
  return false;
}

}  // namespace onward::gateway
