// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "gateway/answering.h"
#include "gateway/conversation.h"
#include "gateway/h2/frame.h"
#include "gateway/h2/http2.h"
#include "onward/http/date.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// For tests and fuzz targets: the client's side of a conversation with an Http2, in raw frames, and
// no sockets. It keeps to no rule of its own.
//
//   Http2Client().say(get(1, "/a")).outcome();                // "1:307. | read"
//   Http2Client().say(frame(FrameType::Ping, 0, 1, "")).outcome();
//                                                             // "GOAWAY 0 PROTOCOL_ERROR | drain"
//
// What the server says is one word a frame, but for its first SETTINGS and the ACK of ours: "1:307"
// is HEADERS on stream 1, "." is END_STREAM, "1:data12" is DATA, "1:RST CANCEL", "0:+32768" is
// WINDOW_UPDATE, "pong" is PING with ACK.
namespace onward::gateway {

inline std::string frame(FrameType type, unsigned flags, StreamId stream,
                         std::string_view payload) {
  std::string bytes(kFrameHeadBytes, '\0');
  write_frame_head(bytes, {payload.size(), type, static_cast<std::uint8_t>(flags), stream});
  return bytes.append(payload);
}

inline std::string number(std::uint32_t value) {
  std::string bytes(4, '\0');
  write_number(bytes, value);
  return bytes;
}

inline std::string setting(unsigned name, std::uint32_t value) {
  return std::string{static_cast<char>(name >> 8U), static_cast<char>(name & 0xFFU)} +
         number(value);
}

using FieldList = std::initializer_list<std::pair<std::string_view, std::string_view>>;

inline void add_hpack_string(std::string& block, std::string_view text) {
  if (text.size() < 127) {
    block += static_cast<char>(text.size());
  } else {  // RFC 7541 §5.1
    block += '\x7F';
    std::size_t rest = text.size() - 127;
    for (; rest >= 128; rest /= 128) block += static_cast<char>(rest % 128 | 128U);
    block += static_cast<char>(rest);
  }
  block += text;
}

/// RFC 7541 §6.2.2: literals, in no table and without Huffman.
inline std::string field_block(const FieldList& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block += '\0';
    add_hpack_string(block, name);
    add_hpack_string(block, value);
  }
  return block;
}

/// All flags are given: END_HEADERS is not added.
inline std::string headers(unsigned flags, StreamId stream, const FieldList& fields) {
  return frame(FrameType::Headers, flags, stream, field_block(fields));
}

inline constexpr unsigned kEndHeaders = frame_flag::kEndHeaders;
inline constexpr unsigned kEndStream = frame_flag::kEndStream;
inline constexpr unsigned kWhole = kEndHeaders | kEndStream;

inline std::string request(std::string_view method, unsigned flags, StreamId stream,
                           std::string_view path) {
  return headers(flags, stream,
                 {{":method", method}, {":scheme", "http"}, {":authority", "a"}, {":path", path}});
}
inline std::string get(StreamId stream, std::string_view path) {
  return request("GET", kWhole, stream, path);
}
/// Its content is to follow.
inline std::string post(StreamId stream, std::string_view path) {
  return request("POST", kEndHeaders, stream, path);
}
inline std::string data(unsigned flags, StreamId stream, std::string_view content) {
  return frame(FrameType::Data, flags, stream, content);
}
inline std::string reset_stream(StreamId stream) {
  return frame(FrameType::RstStream, 0, stream, number(8));
}
inline std::string window_update(StreamId stream, std::uint32_t increment) {
  return frame(FrameType::WindowUpdate, 0, stream, number(increment));
}

/// What a server sends, as text. A frame that no server may send aborts.
class Http2Transcript {
 public:
  /// All that was said since the last call, frame by frame.
  void read(std::string_view bytes) {
    unread_ += bytes;
    std::string_view rest = unread_;
    while (rest.size() >= kFrameHeadBytes) {
      const FrameHead head = read_frame_head(rest);
      CHECK(head.length <= kFrameBytes);
      if (rest.size() < kFrameHeadBytes + head.length) break;
      add(head, rest.substr(kFrameHeadBytes, head.length));
      rest.remove_prefix(kFrameHeadBytes + head.length);
    }
    unread_.erase(0, unread_.size() - rest.size());
  }
  const std::string& text() const { return text_; }
  const std::string& fields() const { return fields_; }
  const std::string& content() const { return content_; }
  bool is_whole() const { return unread_.empty(); }

 private:
  void add(const FrameHead& head, std::string_view payload) {
    CHECK(!has_ended_);
    const std::string stream = std::to_string(head.stream) + ":";
    const std::string end = head.has(frame_flag::kEndStream) ? ". " : " ";
    switch (head.type) {
      case FrameType::Headers:
        CHECK(head.has(frame_flag::kEndHeaders));
        decode(payload);
        text_ += stream + status_ + end;
        break;
      case FrameType::Data:
        text_ += stream + "data" + std::to_string(payload.size()) + end;
        content_ += payload;
        break;
      case FrameType::RstStream:
        text_ += stream + "RST " + error_name(number_at(payload, 0)) + " ";
        break;
      case FrameType::Goaway:
        has_ended_ = number_at(payload, 4) != 0;
        text_ += "GOAWAY " + std::to_string(number_at(payload, 0)) + " " +
                 error_name(number_at(payload, 4)) + " ";
        break;
      case FrameType::WindowUpdate:
        text_ += stream + "+" + std::to_string(number_at(payload, 0)) + " ";
        break;
      case FrameType::Ping:
        text_ += head.has(frame_flag::kAck) ? "pong " : "ping ";
        break;
      case FrameType::Settings:
        if (!std::exchange(has_settings_, true)) break;
        if (head.has(frame_flag::kAck) && !std::exchange(has_ack_, true)) break;
        text_ += head.has(frame_flag::kAck) ? "ack " : "settings ";
        break;
      default:
        CHECK(false);
    }
  }

  void decode(std::string_view block) {
    decoder_.begin(block);
    while (decoder_.next()) {
      const HpackField& field = decoder_.field();
      if (field.name == ":status") status_ = field.value;
      fields_.append(field.name).append(": ").append(field.value).append("\n");
    }
    CHECK(decoder_.is_good());
  }

  static std::string error_name(std::uint32_t error) {
    constexpr std::string_view kNames[] = {
        "NO_ERROR",         "PROTOCOL_ERROR",    "INTERNAL_ERROR",   "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT", "STREAM_CLOSED",     "FRAME_SIZE_ERROR", "REFUSED_STREAM",
        "CANCEL",           "COMPRESSION_ERROR", "CONNECT_ERROR",    "ENHANCE_YOUR_CALM"};
    CHECK(error < std::size(kNames));
    return std::string(kNames[error]);
  }

  HpackDecoder decoder_;
  std::string unread_;
  std::string status_;
  std::string text_;
  std::string fields_;
  std::string content_;
  bool has_settings_ = false;
  bool has_ack_ = false;
  bool has_ended_ = false;
};

class Http2Client {
 public:
  /// Which says its preface, with these settings.
  explicit Http2Client(std::string_view settings = {}) : Http2Client(Silent{}) {
    say(std::string(kHttp2Preface) + frame(FrameType::Settings, 0, 0, settings));
  }
  struct Silent {};
  explicit Http2Client(Silent /*silent*/, const config::Limits& limits = {},
                       const Entrance& entrance = Entrance{})
      : parts_(std::make_unique<Parts>(limits, entrance)) {}

  Http2Client& say(std::string_view bytes) {
    if (is_over()) return *this;
    parts_->unread += bytes;
    do {
      receive();
    } while (parts_->want == Want::Write);
    return *this;
  }
  /// In pieces of so many bytes.
  Http2Client& say(std::string_view bytes, std::size_t piece) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
      say(bytes.substr(0, piece));
    }
    return *this;
  }

  /// The loop turns, even if no time passes.
  Http2Client& pass(std::chrono::milliseconds time) {
    const auto end = parts_->now.steady + time;
    while (!is_over() && parts_->connection->deadline() <= end) {
      parts_->now.steady = std::max(parts_->now.steady, parts_->connection->deadline());
      Output out;
      parts_->want = parts_->connection->expired(out, parts_->now);
      take(out);
    }
    parts_->now.steady = end;
    ++parts_->now.turn;
    return *this;
  }
  Http2Client& server_goes_away() {
    parts_->context.is_draining = true;
    parts_->connection->farewell(parts_->now.steady);
    return *this;
  }

  /// "1:307. | read"
  std::string outcome() const {
    return parts_->transcript.text() + "| " + std::string(to_text(parts_->want));
  }
  /// Only what was said since the last outcome.
  std::string news() {
    const std::string all = outcome();
    return all.substr(std::exchange(parts_->told, parts_->transcript.text().size()));
  }
  const Http2Transcript& transcript() const { return parts_->transcript; }
  std::size_t most_output_bytes() const { return parts_->most_output_bytes; }
  std::size_t most_unread_bytes() const { return parts_->most_unread_bytes; }
  bool is_over() const { return parts_->want == Want::Drain || parts_->want == Want::Close; }
  bool is_idle() const { return parts_->connection->is_idle(); }
  const Http2Counts& counts() const { return parts_->counts; }
  std::size_t answers() const { return parts_->observer.answers; }
  config::Limits& limits() { return parts_->context.limits; }

 private:
  static constexpr std::string_view kDate = "Sun, 22 Nov 2026 21:00:00 GMT";

  struct Observer final : ExchangeObserver {
    void answered(const Exchange& /*exchange*/) override { ++answers; }
    std::size_t answers = 0;
  };

  // Where the addresses stay when a client moves.
  struct Parts {
    Parts(const config::Limits& limits, const Entrance& given)
        : context{delivery, &observer, {}, limits, false, &counts}, entrance(given) {}

    Answering delivery;
    Observer observer;
    Http2Counts counts;
    ConnectionContext context;
    Entrance entrance;
    Moment now{base::SteadyTime(std::chrono::hours(1)), *http::parse_date(kDate, {}),
               *http::FieldValue::parse(kDate)};
    std::unique_ptr<Http2> connection =
        std::make_unique<Http2>(context, rules::Address{}, entrance, now.steady);
    Http2Transcript transcript;
    std::string unread;
    std::size_t most_output_bytes = 0;
    std::size_t most_unread_bytes = 0;
    std::size_t told = 0;
    Want want = Want::Read;
  };

  /// As in Conversation: a copy of exactly its size.
  void receive() {
    const std::vector<char> exact(parts_->unread.begin(), parts_->unread.end());
    Output out;
    const Step step = parts_->connection->receive({exact.data(), exact.size()}, out, parts_->now);
    CHECK(step.consumed <= exact.size());
    parts_->unread.erase(0, step.consumed);
    parts_->want = step.want;
    if (step.want == Want::Read) {
      parts_->most_unread_bytes = std::max(parts_->most_unread_bytes, parts_->unread.size());
    }
    take(out);
  }

  void take(const Output& out) {
    parts_->most_output_bytes = std::max(parts_->most_output_bytes, out.size());
    parts_->transcript.read(out.unsent());
    CHECK(parts_->transcript.is_whole());
  }

  std::unique_ptr<Parts> parts_;
};

}  // namespace onward::gateway
