// SPDX-License-Identifier: MIT
// RFC 9113 §8: field blocks become requests, DATA their content. A block is always decoded to its
// end, as the tables of both sides must stay the same (§4.3), whatever becomes of its stream.
// Invariant: content goes to a delivery only while its stream is not answered, within its credit.
#include "base/check.h"
#include "gateway/h2/http2.h"
#include "gateway/proxies/forwarded.h"

#include <algorithm>
#include <utility>

namespace onward::gateway {
namespace {

constexpr std::size_t kPriorityBytes = 5;

http::Status refusal_status(ErrorCode code) {
  const auto status = http::Status::from(status_hint(code));
  return status ? *status : http::Status(400);
}

}  // namespace

HeadFields::Verdict Http2Request::read_head(bool has_ended) {
  credit_ = 0;
  client_ = connection_->peer_;
  origin_ = &connection_->entrance_->origin;
  const HeadFields::Verdict verdict = fields_.end(head_);
  // As over HTTP/1.1: content whose length is not known before.
  const bool is_open = !has_ended && head_.framing.kind == http::FramingKind::None;
  if (verdict == HeadFields::Verdict::Good && is_open) head_.framing = {http::FramingKind::Chunked};
  return verdict;
}

bool Http2Request::hear_proxies(const config::Forwarding& forwarding) {
  const auto told = told_by(forwarding, client_, head_.fields);
  if (!told) return false;
  client_ = told->client;
  origin_ = &connection_->entrance_->origin_of(told->scheme);
  if (!told->host.empty()) head_.authority = told->host;
  return true;
}

const Moment& Http2Request::now() const { return *connection_->now_; }

void Http2Request::read(std::size_t credit) {
  CHECK(stream_ != nullptr && !stream_->is_answered && !stream_->is_gone);
  if (!stream_->request && credit_ == 0) connection_->let_content_come(*stream_, head_);
  credit_ += credit;
}

void Http2Request::respond(const rules::Response& response) {
  CHECK(stream_ != nullptr && !stream_->is_answered);
  connection_->answer(*stream_, response, this);
}

void Http2Request::discard() {
  CHECK(stream_ != nullptr);
  connection_->reset(*stream_, Http2Error::Cancel);
}

/// §6.2.
void Http2::on_headers(const FrameHead& head, std::string_view payload) {
  bool depends_on_itself = false;
  if (head.stream % 2 == 0) return fail(Http2Error::Protocol);  // §5.1.1; 0 is even
  if (!strip_headers(head, payload, depends_on_itself)) return;
  const BlockKind kind = begin_block(head, depends_on_itself);
  if (is_over_) return;
  block_ = {kind, head.stream, head.has(frame_flag::kEndStream), 0};
  take_fragment(payload, head.has(frame_flag::kEndHeaders));
}

/// Takes padding and priority away. False where they do not fit.
bool Http2::strip_headers(const FrameHead& head, std::string_view& payload,
                          bool& depends_on_itself) {
  std::size_t padding = 0;
  const std::size_t fixed = (head.has(frame_flag::kPadded) ? 1U : 0U) +
                            (head.has(frame_flag::kPriority) ? kPriorityBytes : 0U);
  if (payload.size() < fixed) {
    fail(Http2Error::FrameSize);  // §4.2
    return false;
  }
  if (head.has(frame_flag::kPadded)) {
    padding = byte_at(payload, 0);
    payload.remove_prefix(1);
  }
  if (head.has(frame_flag::kPriority)) {
    depends_on_itself = (number_at(payload, 0) & kMaxStreamId) == head.stream;
    payload.remove_prefix(kPriorityBytes);
  }
  if (padding > payload.size()) {
    fail(Http2Error::Protocol);
    return false;
  }
  payload.remove_suffix(padding);
  return true;
}

/// What becomes of a block's stream, as far as that is known before it is decoded.
Http2::BlockKind Http2::begin_block(const FrameHead& head, bool depends_on_itself) {
  const StreamId id = head.stream;
  if (id <= used_.newest()) {
    if (OpenStream* const stream = streams_.find(id)) return begin_trailers(*stream, head);
    if (reset_.find(id) != nullptr || is_beyond_last(id)) {  // §5.1, §6.8: on its way
      spend_idle_frame();
      return BlockKind::Ignored;
    }
    fail(used_.was_used(id) ? Http2Error::StreamClosed : Http2Error::Protocol);  // §5.1, §5.1.1
    return BlockKind::Ignored;
  }
  used_.use(id, !head.has(frame_flag::kEndStream));
  if (leaving_ == Leaving::Final) return BlockKind::Ignored;  // §6.8
  last_taken_ = id;
  const std::int64_t window = head.has(frame_flag::kEndStream) ? -1 : kFirstWindow;
  if (depends_on_itself) {
    reset(id, Http2Error::Protocol, window);  // RFC 7540 §5.3.1
  } else if (streams_.size() >= context_->limits.streams || held_bytes() > kMaxHeldBytes) {
    reset(id, Http2Error::RefusedStream, window);  // §5.1.2
  } else {
    return BlockKind::Request;
  }
  return BlockKind::Ignored;
}

Http2::BlockKind Http2::begin_trailers(OpenStream& stream, const FrameHead& head) {
  if (!stream.is_receiving) {
    reset(stream, Http2Error::StreamClosed);  // §5.1, half-closed (remote)
  } else if (!head.has(frame_flag::kEndStream)) {
    reset(stream, Http2Error::Protocol);  // §8.1
  } else {
    return BlockKind::Trailers;
  }
  return BlockKind::Ignored;
}

void Http2::take_fragment(std::string_view fragment, bool is_last) {
  const bool is_whole = is_last && fragments_.empty();
  if (!is_whole) fragments_ += fragment;
  if (fragments_.size() > kFrameBytes + context_->limits.continuation_bytes) {
    return fail(Http2Error::EnhanceYourCalm);  // §10.5.1
  }
  if (!is_last) return;
  if (!decode(is_whole ? fragment : fragments_)) return fail(Http2Error::Compression);  // §4.3
  if (!is_whole) std::string().swap(fragments_);
  end_block();
}

/// A block whose stream nobody wants is decoded, too, for the sake of the table.
bool Http2::decode(std::string_view block) {
  if (!spare_) spare_ = std::make_unique<Http2Request>(*this, context_->message_limits);
  HeadFields& fields = spare_->fields();
  fields.begin(block_.kind == BlockKind::Trailers);
  decoder_.begin(block);
  while (decoder_.next()) {
    if (block_.kind != BlockKind::Ignored) fields.take(decoder_.field());
  }
  return decoder_.is_good();
}

void Http2::end_block() {
  const Block block = std::exchange(block_, {});
  if (block.kind == BlockKind::Request) return end_request(block.stream, block.ends_stream);
  if (block.kind != BlockKind::Trailers) return;
  OpenStream* const stream = streams_.find(block.stream);
  if (stream == nullptr) return;
  if (spare_->read_head(true) != HeadFields::Verdict::Good) {
    return reset(*stream, Http2Error::Protocol);
  }
  end_content(*stream);
}

void Http2::end_request(StreamId id, bool has_ended) {
  const std::int64_t window = has_ended ? -1 : kFirstWindow;
  const HeadFields::Verdict verdict = spare_->read_head(has_ended);
  if (verdict == HeadFields::Verdict::Malformed) return reset(id, Http2Error::Protocol, window);
  if (verdict == HeadFields::Verdict::Refused) return refuse(id, has_ended);
  const http::Framing framing = spare_->head().framing;
  const bool has_length = framing.kind == http::FramingKind::Length;
  if (has_ended && framing.length != 0) return reset(id, Http2Error::Protocol, window);  // §8.1.1
  idle_frames_.earn(kIdleFramesARequest);
  OpenStream stream;
  stream.id = id;
  stream.is_receiving = !has_ended;
  stream.has_length = has_length;
  stream.length_left = framing.length;
  stream.send_window = first_window_;
  begin_request(stream);
}

void Http2::begin_request(OpenStream& stream) {
  Http2Request& request = *spare_;
  request.enter(stream);
  if (!entrance_->forwarding || hear_proxies(stream, request)) context_->delivery.head(request);
  request.leave();
  CHECK(stream.is_answered || stream.is_gone || request.credit() != 0);
  if (stream.is_gone) return;
  if (!stream.is_answered && !stream.is_receiving) {
    request.enter(stream);
    context_->delivery.end(request);
    request.leave();
    CHECK(stream.is_answered || stream.is_gone);
  }
  if (stream.is_answered && stream.is_receiving) begin_drop(stream, &request.head());
  idle_end_ = now_->steady + context_->limits.idle_timeout;
  if (stream.is_over()) return;
  if (!stream.is_answered) stream.request = std::move(spare_);
  if (stream.is_receiving && !stream.is_to_stop) {
    stream.window.start(rate(), now_->steady);
    streams_end_ = std::min(streams_end_, stream.window.end());
  }
  leave_open(std::move(stream));
}

/// False: the request was refused for what they say.
bool Http2::hear_proxies(OpenStream& stream, Http2Request& request) {
  if (request.hear_proxies(*entrance_->forwarding)) return true;
  const bool is_head = request.head().method == http::KnownMethod::Head;
  answer_refusal(stream, http::Status(400), is_head ? std::string_view() : kForwardedUnreadable,
                 &request, {Refusal::Forwarded});
  return false;
}

/// No request that rules could see.
void Http2::refuse(StreamId id, bool has_ended) {
  const HeadFields& fields = spare_->fields();
  const ErrorCode error = fields.error();
  OpenStream stream;
  stream.id = id;
  stream.is_receiving = !has_ended;
  stream.send_window = first_window_;
  const std::string_view text = fields.is_head() ? std::string_view() : message(error);
  answer_refusal(stream, refusal_status(error), text, nullptr, {Refusal::Read, error});
  if (stream.is_receiving) begin_drop(stream, nullptr);
  if (!stream.is_over()) leave_open(std::move(stream));
}

/// §6.1. Its payload is then read piece by piece.
std::size_t Http2::on_data(const FrameHead& head, std::string_view rest) {
  const bool is_padded = head.has(frame_flag::kPadded);
  const std::size_t overhead = is_padded ? 1 : 0;
  if (is_idle_stream(head.stream) || head.stream == 0) {
    fail(Http2Error::Protocol);
    return 0;
  }
  if (head.length < overhead) {
    fail(Http2Error::FrameSize);
    return 0;
  }
  if (rest.size() < kFrameHeadBytes + overhead) return 0;
  const std::size_t padding = is_padded ? byte_at(rest, kFrameHeadBytes) : 0;
  if (padding + overhead > head.length) {
    fail(Http2Error::Protocol);
    return 0;
  }
  has_advanced_ = true;
  const std::size_t content = head.length - overhead - padding;
  const bool is_taken = takes_data(head, content);
  if (is_over_) return 0;
  incoming_ = {is_taken ? head.stream : 0, content, padding, head.has(frame_flag::kEndStream),
               true};
  return kFrameHeadBytes + overhead + read_incoming(rest.substr(kFrameHeadBytes + overhead));
}

/// Flow control (§5.2, §6.9) and the stream's state (§5.1). False: what comes is passed over.
bool Http2::takes_data(const FrameHead& head, std::size_t content) {
  const auto length = static_cast<std::int64_t>(head.length);
  const bool ends = head.has(frame_flag::kEndStream);
  receive_window_ -= length;
  if (receive_window_ < 0) {
    fail(Http2Error::FlowControl);
    return false;
  }
  OpenStream* const stream = streams_.find(head.stream);
  if (stream == nullptr) {
    counts_->dropped_bytes.add(content);
    if (content == 0 && !ends) spend_idle_frame();
    pass_over(head);
    return false;
  }
  stream->receive_window -= length;
  if (content == 0 && !ends) spend_idle_frame();
  const bool is_wrong_length = stream->has_length && (content > stream->length_left ||
                                                      (ends && content != stream->length_left));
  if (!stream->is_receiving) {
    reset(*stream, Http2Error::StreamClosed);
  } else if (stream->receive_window < 0) {
    reset(*stream, Http2Error::FlowControl);
  } else if (is_wrong_length) {
    reset(*stream, Http2Error::Protocol);  // §8.1.1
  }
  return_window(stream, head.length);
  if (stream->is_gone) return false;
  if (stream->has_length) stream->length_left -= content;
  return true;
}

/// DATA that was on its way when we reset its stream (§5.1), or said that it is not served (§6.8).
void Http2::pass_over(const FrameHead& head) {
  if (ResetStreams::Entry* const entry = reset_.find(head.stream)) {
    entry->receive_window -= static_cast<std::int32_t>(head.length);
    if (entry->receive_window < 0) return fail(Http2Error::FlowControl);
    if (head.has(frame_flag::kEndStream)) reset_.forget(entry);
  } else if (!is_beyond_last(head.stream)) {
    return fail(Http2Error::StreamClosed);
  }
  return_window(nullptr, head.length);
}

std::size_t Http2::read_incoming(std::string_view rest) {
  OpenStream* const stream = incoming_.stream == 0 ? nullptr : streams_.find(incoming_.stream);
  const std::string_view content = rest.substr(0, incoming_.content);
  const std::size_t padding = std::min(rest.size() - content.size(), incoming_.padding);
  incoming_.content -= content.size();
  if (incoming_.content == 0) incoming_.padding -= padding;
  if (stream != nullptr) deliver(*stream, content);
  if (incoming_.content == 0 && incoming_.padding == 0) {
    incoming_.is_open = false;
    if (stream != nullptr && incoming_.ends_stream) end_content(*stream);
  }
  return content.size() + padding;
}

void Http2::deliver(OpenStream& stream, std::string_view piece) {
  stream.window.add(piece.size());
  while (!piece.empty() && !stream.is_answered && !stream.is_gone) {
    Http2Request& request = *stream.request;
    const std::string_view part = piece.substr(0, request.credit());
    piece.remove_prefix(part.size());
    request.use_credit(part.size());
    request.enter(stream);
    context_->delivery.content(request, part);
    request.leave();
    CHECK(stream.is_answered || stream.is_gone || request.credit() != 0);
    if (stream.is_answered) begin_drop(stream, &request.head());
  }
  stream.dropped += piece.size();
  counts_->dropped_bytes.add(piece.size());
  const bool is_too_much = stream.is_to_stop && stream.dropped > context_->limits.drain_bytes;
  if (is_too_much && !stream.is_sending) reset(stream, Http2Error::None);
}

void Http2::end_content(OpenStream& stream) {
  if (stream.is_gone) return;
  if (stream.has_length && stream.length_left != 0) return reset(stream, Http2Error::Protocol);
  stream.is_receiving = false;
  if (!stream.is_answered) {
    Http2Request& request = *stream.request;
    request.enter(stream);
    context_->delivery.end(request);
    request.leave();
    CHECK(stream.is_answered || stream.is_gone);
  }
}

/// §6.9.1: what was read may be sent again.
void Http2::return_window(OpenStream* stream, std::size_t bytes) {
  if (is_over_) return;
  to_return_ += bytes;
  if (to_return_ >= kReturnBytes) {
    write_window_update(*out_, 0, to_return_);
    receive_window_ += static_cast<std::int64_t>(std::exchange(to_return_, 0));
  }
  if (stream == nullptr || stream->is_gone) return;
  stream->to_return += bytes;
  if (stream->to_return < kReturnBytes) return;
  write_window_update(*out_, stream->id, stream->to_return);
  stream->receive_window += static_cast<std::int64_t>(std::exchange(stream->to_return, 0));
}

std::size_t Http2::held_bytes() {
  std::size_t bytes = 0;
  for (const OpenStream& stream : streams_) {
    if (stream.is_sending) bytes += sizeof stream + stream.unsent();
  }
  return bytes;
}

}  // namespace onward::gateway
