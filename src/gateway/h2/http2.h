// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/connection.h"
#include "gateway/h2/budget.h"
#include "gateway/h2/frame.h"
#include "gateway/h2/frame_writer.h"
#include "gateway/h2/hpack_decoder.h"
#include "gateway/h2/http2_counts.h"
#include "gateway/h2/streams.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// The server's side of one HTTP/2 connection (RFC 9113): bytes in, bytes out and what to do next,
// as Connection is for HTTP/1.1. It knows no socket and no clock, and buffers no content that
// comes; a frame is read once it is whole, DATA piece by piece.
//
//   preface ---> SETTINGS ---> frames ----------------> GOAWAY -> over: the owner drains and closes
//                              |  \ HEADERS: decoded, read, answered at once
//                              |   \ DATA: to the delivery, or dropped behind the answer
//                              |    \ of a stream that broke a rule: RST_STREAM
//                              \ of a connection that did, or asks for too much: GOAWAY
namespace onward::gateway {

/// In this time…
inline constexpr std::chrono::milliseconds kFrameWindow{10'000};
/// … so many frames may come that serve no request,
inline constexpr std::size_t kIdleFrames = 1000;
/// and for each frame that does, so many more (WINDOW_UPDATE and PRIORITY go with requests).
inline constexpr std::size_t kIdleFramesARequest = 4;
/// A field block may have so many CONTINUATION frames.
inline constexpr std::size_t kMaxContinuations = 32;
/// Of answers that wait for the client's window; beyond it redirects go without content, and where
/// others have come so far, new streams are refused.
inline constexpr std::size_t kMaxHeldBytes = std::size_t{4} * 1024;
/// DATA on its way is passed over on so many streams that were refused or reset for an error,
/// besides those that may be open at once.
inline constexpr std::size_t kMaxRefused = 1000;
/// Behind an early answer a client that sends nothing for so long has stopped, and its stream is
/// reset: not at once, as some clients (curl 7.88) lose an answer that a reset comes right behind.
inline constexpr std::chrono::milliseconds kDropGrace{1000};
/// What was read is given back to the client's window in steps of this.
inline constexpr std::size_t kReturnBytes = std::size_t{32} * 1024;

/// One thread.
class Http2 {
 public:
  /// `entrance` outlives it.
  Http2(ConnectionContext& context, const rules::Address& peer, const Entrance& entrance,
        base::SteadyTime now);
  ~Http2();
  Http2(const Http2&) = delete;
  Http2& operator=(const Http2&) = delete;

  /// As Connection::receive(); the first bytes are the preface. With Drain or Close it is over:
  /// nothing is to be called any more.
  Step receive(std::string_view bytes, Output& out, const Moment& now);
  /// The server is going away: clients are told by expired(), which is due at once.
  void farewell(base::SteadyTime now);

  /// When to call expired(), if nothing else happens.
  base::SteadyTime deadline() const;
  /// A deadline may have come.
  Want expired(Output& out, const Moment& now);

  /// It was ended for what its client asked too much of: ENHANCE_YOUR_CALM.
  bool was_flooded() const { return was_flooded_; }
  /// No request is begun.
  bool is_idle() const { return streams_.empty() && head_end_ == base::SteadyTime::max(); }

 private:
  friend class Http2Request;

  enum class BlockKind : std::uint8_t {
    None,
    Request,
    Trailers,
    Ignored,  ///< it is decoded for the sake of the tables
  };
  /// A field block that is being read.
  struct Block {
    BlockKind kind = BlockKind::None;
    StreamId stream = 0;
    bool ends_stream = false;
    std::size_t frames = 0;  ///< behind the first one
  };
  /// A DATA frame, or another one that is passed over, of which bytes are to come.
  struct Incoming {
    StreamId stream = 0;  ///< 0: nobody's
    std::size_t content = 0;
    std::size_t padding = 0;
    bool ends_stream = false;
    bool is_open = false;
  };
  enum class Leaving : std::uint8_t { No, Asked, Announced, Final };
  class Call;

  // http2.cc: frames
  bool greet(std::string_view bytes, std::size_t& at);
  std::size_t read_frame(std::string_view rest);
  bool may_come(const FrameHead& head);
  void take_frame(const FrameHead& head, std::string_view payload);
  void on_settings(const FrameHead& head, std::string_view payload);
  bool apply(Http2Setting setting, std::uint32_t value);
  bool change_first_window(std::uint32_t value);
  void on_ping(const FrameHead& head, std::string_view payload);
  void on_goaway(const FrameHead& head);
  void on_reset(const FrameHead& head, std::string_view payload);
  void on_window_update(const FrameHead& head, std::string_view payload);
  void on_priority(const FrameHead& head, std::string_view payload);
  bool is_idle_stream(StreamId id) const { return id > used_.newest() || id % 2 == 0; }
  bool is_beyond_last(StreamId id) const { return leaving_ == Leaving::Final && id > last_taken_; }
  void spend_idle_frame();
  void spend_reset();
  void say_goaway(StreamId last, Http2Error error);
  void fail(Http2Error error);
  void leave_open(OpenStream stream);
  void reset(StreamId id, Http2Error error, std::int64_t receive_window);
  void reset(OpenStream& stream, Http2Error error);
  void sweep();

  // http2_requests.cc: heads and content
  void on_headers(const FrameHead& head, std::string_view payload);
  bool strip_headers(const FrameHead& head, std::string_view& payload, bool& depends_on_itself);
  BlockKind begin_block(const FrameHead& head, bool depends_on_itself);
  BlockKind begin_trailers(OpenStream& stream, const FrameHead& head);
  void take_fragment(std::string_view fragment, bool is_last);
  bool decode(std::string_view block);
  void end_block();
  void end_request(StreamId id, bool has_ended);
  void begin_request(OpenStream& stream);
  bool hear_proxies(OpenStream& stream, Http2Request& request);
  void refuse(StreamId id, bool has_ended);
  std::size_t on_data(const FrameHead& head, std::string_view rest);
  bool takes_data(const FrameHead& head, std::size_t content);
  void pass_over(const FrameHead& head);
  std::size_t read_incoming(std::string_view rest);
  void deliver(OpenStream& stream, std::string_view piece);
  void end_content(OpenStream& stream);
  void return_window(OpenStream* stream, std::size_t bytes);
  std::size_t held_bytes();

  // http2_answers.cc: answers, and what time brings
  void let_content_come(OpenStream& stream, const http::RequestHead& head);
  void answer(OpenStream& stream, const rules::Response& response, const Http2Request* request,
              const Cause& cause = {});
  bool is_to_go_bare(const OpenStream& stream, const rules::Response& response);
  void answer_refusal(OpenStream& stream, http::Status status, std::string_view text,
                      const Http2Request* request, const Cause& cause);
  void begin_drop(OpenStream& stream, const http::RequestHead* head);
  void wait_for_stop(OpenStream& stream);
  void end_early();
  std::size_t send_content(OpenStream& stream, std::string_view content);
  void send_held();
  Step wait(std::size_t consumed, bool has_rest);
  void leave();
  void check_streams();
  bool check_stream(OpenStream& stream);
  Rate rate() const {
    return {context_->limits.content_bytes_per_second, context_->limits.content_grace};
  }

  ConnectionContext* context_;
  Http2Counts* counts_;
  const Entrance* entrance_;
  rules::Address peer_;
  Output* out_ = nullptr;  ///< as now_: of the call that runs; null between calls
  const Moment* now_ = nullptr;

  HpackDecoder decoder_;
  HeadFrames heads_;
  std::unique_ptr<Http2Request> spare_;  ///< for the next head
  OpenStreams streams_;
  ResetStreams reset_;
  UsedStreams used_;
  std::uint32_t turn_ = 0;      ///< of the loop
  StreamId newest_before_ = 0;  ///< of the streams that were used before it
  Block block_;
  std::string fragments_;  ///< of a block that is not whole
  Incoming incoming_;

  std::int64_t first_window_ = kFirstWindow;  ///< of a new stream, to send
  std::int64_t send_window_ = kFirstWindow;
  std::int64_t receive_window_ = kFirstWindow;
  std::size_t to_return_ = 0;
  bool has_begun_ = false;     ///< the preface was there, and our SETTINGS were sent
  bool has_settings_ = false;  ///< theirs came
  bool may_send_ = false;      ///< something may have opened a window
  bool is_over_ = false;
  bool was_flooded_ = false;
  bool has_advanced_ = false;  ///< in the call that runs a frame was whole
  Leaving leaving_ = Leaving::No;
  StreamId last_taken_ = 0;  ///< the highest that was served

  Budget idle_frames_{kIdleFrames, kFrameWindow};
  Budget resets_;
  base::SteadyTime head_end_;  ///< of the frame or block that has begun
  base::SteadyTime idle_end_;
  base::SteadyTime streams_end_ = base::SteadyTime::max();
  base::SteadyTime leave_end_ = base::SteadyTime::max();
  RateWindow sending_;
  bool is_stalled_ = false;  ///< an answer waits for the client's window
};

}  // namespace onward::gateway
