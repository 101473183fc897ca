// SPDX-License-Identifier: MIT
// RFC 9113 §3.4 to §6: the frames of a connection. Each rule is a line with its section; what
// breaks one is a stream error (§5.4.2) or a connection error (§5.4.1), as that section says.
// Invariants: a frame is taken once, in order; behind GOAWAY with an error nothing is read.
#include "gateway/h2/http2.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

namespace onward::gateway {
namespace {

constexpr std::string_view kFarewellPing = "farewell";

}  // namespace

/// What a call may write to. Between two of them no delivery can answer.
class Http2::Call {
 public:
  Call(Http2& connection, Output& out, const Moment& now) : connection_(connection) {
    connection_.out_ = &out;
    connection_.now_ = &now;
    connection_.has_advanced_ = false;
    if (connection_.turn_ == now.turn) return;
    connection_.turn_ = now.turn;
    connection_.newest_before_ = connection_.used_.newest();
  }
  ~Call() {
    connection_.out_ = nullptr;
    connection_.now_ = nullptr;
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  Http2& connection_;
};

Http2::Http2(ConnectionContext& context, const rules::Address& peer, const Entrance& entrance,
             base::SteadyTime now)
    : context_(&context),
      counts_(context.http2_counts),
      entrance_(&entrance),
      peer_(peer),
      resets_(context.limits.resets_per_minute, std::chrono::minutes(1)),
      head_end_(now + context.limits.head_timeout),
      idle_end_(now + context.limits.idle_timeout) {
  CHECK(counts_ != nullptr);
  counts_->connections.add();
  if (context.is_draining) farewell(now);
}

Http2::~Http2() { counts_->streams_closed.add(streams_.size()); }

Step Http2::receive(std::string_view bytes, Output& out, const Moment& now) {
  const Call call(*this, out, now);
  std::size_t at = 0;
  while (greet(bytes, at)) {
    send_held();
    if (out.size() >= kMaxOutputBytes) return {at, Want::Write};
    const std::size_t size = read_frame(bytes.substr(at));
    if (size == 0 || is_over_) break;
    at += size;
    sweep();
  }
  if (is_over_) return {bytes.size(), Want::Drain};
  return wait(at, at < bytes.size());
}

Want Http2::expired(Output& out, const Moment& now) {
  const Call call(*this, out, now);
  if (now.steady >= leave_end_) {
    // Before the preface is there nothing can be said.
    if (!has_begun_ && leaving_ != Leaving::Asked) return Want::Close;
    leave();
  }
  if (!streams_.empty() && now.steady >= streams_end_) check_streams();
  if (is_over_) return Want::Drain;
  const bool is_idle = streams_.empty() && now.steady >= idle_end_;
  const bool is_slow =
      now.steady >= head_end_ || (is_stalled_ && sending_.is_slow(rate(), now.steady));
  if (is_idle || is_slow) {
    if (has_begun_) fail(is_slow ? Http2Error::EnhanceYourCalm : Http2Error::None);
    return Want::Close;
  }
  return wait(0, head_end_ != base::SteadyTime::max()).want;
}

/// §3.4: both sides begin with a preface; the server's is its SETTINGS.
bool Http2::greet(std::string_view bytes, std::size_t& at) {
  if (has_begun_) return true;
  const std::size_t size = std::min(bytes.size(), kHttp2Preface.size());
  const bool is_whole = size == kHttp2Preface.size();
  const bool is_good = bytes.substr(0, size) == kHttp2Preface.substr(0, size);
  if (!is_whole && is_good) return false;
  has_begun_ = true;
  write_settings(
      *out_,
      {{Http2Setting::MaxConcurrentStreams, static_cast<std::uint32_t>(context_->limits.streams)},
       {Http2Setting::MaxHeaderListSize, static_cast<std::uint32_t>(context_->limits.head_bytes)},
       {Http2Setting::NoRfc7540Priorities, 1}});
  if (is_good) at = size;
  if (!is_good) fail(Http2Error::Protocol);
  return is_good;
}

/// Reads one frame, or as much of DATA as is there. How many bytes; 0: more are needed.
std::size_t Http2::read_frame(std::string_view rest) {
  if (incoming_.is_open) return read_incoming(rest);
  if (rest.size() < kFrameHeadBytes) return 0;
  const FrameHead head = read_frame_head(rest);
  if (!may_come(head)) return 0;
  if (head.type == FrameType::Data) return on_data(head, rest);
  if (rest.size() - kFrameHeadBytes < head.length) return 0;
  has_advanced_ = true;
  take_frame(head, rest.substr(kFrameHeadBytes, head.length));
  return kFrameHeadBytes + head.length;
}

bool Http2::may_come(const FrameHead& head) {
  const bool is_settings = head.type == FrameType::Settings && !head.has(frame_flag::kAck);
  const bool continues = head.type == FrameType::Continuation && head.stream == block_.stream;
  if (!has_settings_ && !is_settings) {
    fail(Http2Error::Protocol);  // §3.4
  } else if ((block_.kind != BlockKind::None) != (head.type == FrameType::Continuation) ||
             (block_.kind != BlockKind::None && !continues)) {
    fail(Http2Error::Protocol);  // §6.2, §6.10
  } else if (head.length > kFrameBytes) {
    fail(Http2Error::FrameSize);  // §4.2; §5.4.1 lets every stream error be one of the connection
  } else if (head.type == FrameType::PushPromise) {
    fail(Http2Error::Protocol);  // §8.4
  }
  return !is_over_;
}

void Http2::take_frame(const FrameHead& head, std::string_view payload) {
  switch (head.type) {
    case FrameType::Headers:
      return on_headers(head, payload);
    case FrameType::Continuation:
      if (payload.empty()) spend_idle_frame();
      if (++block_.frames > kMaxContinuations) return fail(Http2Error::EnhanceYourCalm);
      return take_fragment(payload, head.has(frame_flag::kEndHeaders));
    case FrameType::Priority:
      return on_priority(head, payload);
    case FrameType::RstStream:
      return on_reset(head, payload);
    case FrameType::Settings:
      return on_settings(head, payload);
    case FrameType::Ping:
      return on_ping(head, payload);
    case FrameType::Goaway:
      return on_goaway(head);
    case FrameType::WindowUpdate:
      return on_window_update(head, payload);
    case FrameType::Data:
    case FrameType::PushPromise:
      break;
  }
  spend_idle_frame();  // §4.1: of unknown type, ignored
}

/// §6.5.
void Http2::on_settings(const FrameHead& head, std::string_view payload) {
  const bool is_ack = head.has(frame_flag::kAck);
  if (head.stream != 0) return fail(Http2Error::Protocol);
  if ((is_ack && !payload.empty()) || payload.size() % kSettingBytes != 0) {
    return fail(Http2Error::FrameSize);
  }
  spend_idle_frame();
  has_settings_ = true;
  for (; !payload.empty(); payload.remove_prefix(kSettingBytes)) {
    const auto setting = static_cast<Http2Setting>(byte_at(payload, 0) << 8U | byte_at(payload, 1));
    if (!apply(setting, number_at(payload, 2))) return;
  }
  if (!is_ack && !is_over_) write_settings_ack(*out_);
}

/// §6.5.2. False where it is an error.
bool Http2::apply(Http2Setting setting, std::uint32_t value) {
  switch (setting) {
    case Http2Setting::HeaderTableSize:
      heads_.limit_table(value);
      break;
    case Http2Setting::EnablePush:
      if (value > 1) fail(Http2Error::Protocol);
      break;
    case Http2Setting::InitialWindowSize:
      return change_first_window(value);
    case Http2Setting::MaxFrameSize:
      if (value < kFrameBytes || value > 0xFF'FFFF) fail(Http2Error::Protocol);
      break;
    case Http2Setting::NoRfc7540Priorities:
      if (value > 1) fail(Http2Error::Protocol);  // RFC 9218 §2.1
      break;
    case Http2Setting::MaxConcurrentStreams:
    case Http2Setting::MaxHeaderListSize:
      break;  // we push nothing; and the fields of rules are sent, whatever their size
  }
  return !is_over_;
}

/// §6.9.2: open streams have theirs changed by as much, and it may become negative.
bool Http2::change_first_window(std::uint32_t value) {
  if (value > kMaxWindow) {
    fail(Http2Error::FlowControl);
    return false;
  }
  const std::int64_t change = value - first_window_;
  first_window_ = value;
  for (OpenStream& stream : streams_) {
    stream.send_window += change;
    if (stream.send_window <= kMaxWindow) continue;
    fail(Http2Error::FlowControl);
    return false;
  }
  may_send_ = true;
  return true;
}

/// §6.7.
void Http2::on_ping(const FrameHead& head, std::string_view payload) {
  if (head.stream != 0) return fail(Http2Error::Protocol);
  if (payload.size() != kPingBytes) return fail(Http2Error::FrameSize);
  spend_idle_frame();
  if (is_over_) return;
  if (!head.has(frame_flag::kAck)) return write_ping(*out_, payload, true);
  if (leaving_ == Leaving::Announced && payload == kFarewellPing) leave();
}

/// §6.8: what is open is answered; nothing of ours changes.
void Http2::on_goaway(const FrameHead& head) {
  if (head.stream != 0) return fail(Http2Error::Protocol);
  if (head.length < 8) return fail(Http2Error::FrameSize);
  spend_idle_frame();
}

/// §6.4.
void Http2::on_reset(const FrameHead& head, std::string_view payload) {
  if (head.length != 4) return fail(Http2Error::FrameSize);
  if (is_idle_stream(head.stream) || head.stream == 0) return fail(Http2Error::Protocol);
  counts_->reset_by_client.add(static_cast<Http2Error>(number_at(payload, 0)));
  OpenStream* const stream = streams_.find(head.stream);
  ResetStreams::Entry* const entry = reset_.find(head.stream);
  // Who was answered early and stops does as it should (some end the stream first). What comes with
  // the request itself is no reaction to an answer.
  const bool is_upload = used_.had_content(head.stream) || entry != nullptr ||
                         (stream != nullptr && stream->is_receiving);
  const bool is_answered = stream == nullptr || stream->is_answered;
  const bool has_stopped = is_upload && is_answered && head.stream <= newest_before_;
  if (stream != nullptr) stream->is_gone = true;
  if (entry != nullptr) reset_.forget(entry);
  if (is_beyond_last(head.stream)) return spend_idle_frame();
  if (!has_stopped) spend_reset();
}

/// §6.9.
void Http2::on_window_update(const FrameHead& head, std::string_view payload) {
  if (payload.size() != 4) return fail(Http2Error::FrameSize);
  const auto increment = static_cast<std::int64_t>(number_at(payload, 0) & kMaxStreamId);
  spend_idle_frame();
  if (is_over_) return;
  may_send_ = true;
  if (head.stream == 0) {
    send_window_ += increment;
    if (increment == 0) return fail(Http2Error::Protocol);
    if (send_window_ > kMaxWindow) fail(Http2Error::FlowControl);
    return;
  }
  if (is_idle_stream(head.stream)) return fail(Http2Error::Protocol);  // §5.1
  OpenStream* const stream = streams_.find(head.stream);
  if (stream == nullptr) return;  // §5.1: of a closed one, on its way
  if (increment == 0) return reset(*stream, Http2Error::Protocol);
  stream->send_window += increment;
  if (stream->send_window > kMaxWindow) reset(*stream, Http2Error::FlowControl);
}

/// §6.3. What it says is of no use (§5.3.2), but RFC 7540 §5.3.1 lets no stream depend on itself.
void Http2::on_priority(const FrameHead& head, std::string_view payload) {
  if (head.stream == 0) return fail(Http2Error::Protocol);
  OpenStream* const stream = streams_.find(head.stream);
  const bool is_whole = payload.size() == 5;
  const Http2Error error = is_whole ? Http2Error::Protocol : Http2Error::FrameSize;
  const bool is_good = is_whole && (number_at(payload, 0) & kMaxStreamId) != head.stream;
  if (is_good) return spend_idle_frame();
  if (stream == nullptr) return fail(error);  // RST_STREAM is not for streams that are not open
  reset(*stream, error);
}

void Http2::spend_idle_frame() {
  if (!idle_frames_.spend(now_->steady)) fail(Http2Error::EnhanceYourCalm);
}

/// §10.5: by the client, or by us for what it did.
void Http2::spend_reset() {
  if (!resets_.spend(now_->steady)) fail(Http2Error::EnhanceYourCalm);
}

void Http2::fail(Http2Error error) {
  if (is_over_) return;
  is_over_ = true;
  was_flooded_ = error == Http2Error::EnhanceYourCalm;
  say_goaway(last_taken_, error);
}

void Http2::say_goaway(StreamId last, Http2Error error) {
  write_goaway(*out_, last, error);
  counts_->goaways.add(error);
}

/// §5.4.2. `receive_window` is what the client may still have sent without having heard of it;
/// below zero: nothing.
void Http2::reset(StreamId id, Http2Error error, std::int64_t receive_window) {
  if (is_over_) return;
  write_reset(*out_, id, error);
  counts_->reset_by_us.add(error);
  if (receive_window >= 0) {
    const config::Limits& limits = context_->limits;
    reset_.add({id, static_cast<std::int32_t>(receive_window)},
               limits.streams + std::min(limits.resets_per_minute, kMaxRefused));
  }
  if (error != Http2Error::None && error != Http2Error::Cancel) spend_reset();
}

void Http2::reset(OpenStream& stream, Http2Error error) {
  if (stream.is_gone) return;
  stream.is_gone = true;
  // Who sent too much may have more of it on its way.
  const std::int64_t window = stream.receive_window < 0 ? kFirstWindow : stream.receive_window;
  reset(stream.id, error, stream.is_receiving ? window : -1);
}

/// Streams that are over go; behind the last of them the client is idle.
void Http2::sweep() {
  if (streams_.empty()) return;
  const std::size_t before = streams_.size();
  streams_.sweep();
  counts_->streams_closed.add(before - streams_.size());
  if (streams_.empty()) idle_end_ = now_->steady + context_->limits.idle_timeout;
}

/// By its HEADERS.
void Http2::leave_open(OpenStream stream) {
  counts_->streams_left_open.add();
  streams_.add(std::move(stream));
}

void Http2::farewell(base::SteadyTime now) {
  if (leaving_ != Leaving::No) return;
  leaving_ = Leaving::Asked;
  leave_end_ = now;
}

/// §6.8: first that no new request is to come, then, when that must have been heard, which was the
/// last one.
void Http2::leave() {
  if (leaving_ == Leaving::Asked) {
    leaving_ = Leaving::Announced;
    leave_end_ = now_->steady + kMaxFarewell;
    if (!has_begun_) return;
    say_goaway(kMaxStreamId, Http2Error::None);
    return write_ping(*out_, kFarewellPing, false);
  }
  leaving_ = Leaving::Final;
  leave_end_ = base::SteadyTime::max();
  say_goaway(last_taken_, Http2Error::None);
  for (OpenStream& stream : streams_) {
    if (stream.is_answered && !stream.is_sending) reset(stream, Http2Error::None);
  }
}

}  // namespace onward::gateway
