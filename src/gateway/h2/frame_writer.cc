// SPDX-License-Identifier: MIT
// RFC 9113 §6, and §8.3.2 on the head of a response. Invariant: no frame is longer than
// kFrameBytes, which every peer takes (§4.2).
#include "gateway/h2/frame_writer.h"

#include "base/ascii.h"
#include "base/check.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace onward::gateway {
namespace {

struct Digits {
  std::array<char, 20> bytes{};
  std::size_t size = 0;

  explicit Digits(std::size_t number) {
    const auto end = std::to_chars(bytes.data(), bytes.data() + bytes.size(), number).ptr;
    size = static_cast<std::size_t>(end - bytes.data());
  }
  std::string_view view() const { return {bytes.data(), size}; }
};

std::span<char> begin_frame(Output& out, const FrameHead& head) {
  const std::span<char> room = out.room(kFrameHeadBytes + head.length);
  write_frame_head(room, head);
  out.added(kFrameHeadBytes + head.length);
  return room.subspan(kFrameHeadBytes);
}

void write_payload(Output& out, const FrameHead& head, std::string_view payload) {
  std::copy_n(payload.data(), payload.size(), begin_frame(out, head).data());
}

enum class Use { Sent, LeftOut, Reserved };

/// As over HTTP/1.1, where these are the writer's own; and RFC 9113 §8.2.2.
Use use_of(std::string_view name) {
  switch (name.size()) {  // by size first: each field that is sent is asked about
    case 4:
      return name == "host" ? Use::Reserved : Use::Sent;
    case 7:
      return name == "upgrade" ? Use::LeftOut : Use::Sent;
    case 10:
      return name == "connection" || name == "keep-alive" ? Use::LeftOut : Use::Sent;
    case 14:
      return name == "content-length" ? Use::Reserved : Use::Sent;
    case 16:
      return name == "proxy-connection" ? Use::LeftOut : Use::Sent;
    case 17:
      return name == "transfer-encoding" ? Use::Reserved : Use::Sent;
    default:
      return Use::Sent;
  }
}

}  // namespace

void write_settings(Output& out,
                    std::initializer_list<std::pair<Http2Setting, std::uint32_t>> settings) {
  std::span<char> room =
      begin_frame(out, {settings.size() * kSettingBytes, FrameType::Settings, 0, 0});
  for (const auto& [setting, value] : settings) {
    room[0] = 0;
    room[1] = static_cast<char>(setting);
    write_number(room.subspan(2), value);
    room = room.subspan(kSettingBytes);
  }
}

void write_settings_ack(Output& out) {
  begin_frame(out, {0, FrameType::Settings, frame_flag::kAck, 0});
}

void write_ping(Output& out, std::string_view eight_bytes, bool is_ack) {
  CHECK(eight_bytes.size() == kPingBytes);
  const std::uint8_t flags = is_ack ? frame_flag::kAck : 0;
  write_payload(out, {kPingBytes, FrameType::Ping, flags, 0}, eight_bytes);
}

void write_reset(Output& out, StreamId stream, Http2Error error) {
  write_number(begin_frame(out, {4, FrameType::RstStream, 0, stream}),
               static_cast<std::uint32_t>(error));
}

void write_window_update(Output& out, StreamId stream, std::size_t bytes) {
  write_number(begin_frame(out, {4, FrameType::WindowUpdate, 0, stream}),
               static_cast<std::uint32_t>(bytes));
}

void write_goaway(Output& out, StreamId last, Http2Error error) {
  const std::span<char> room = begin_frame(out, {8, FrameType::Goaway, 0, 0});
  write_number(room, last);
  write_number(room.subspan(4), static_cast<std::uint32_t>(error));
}

void write_data(Output& out, StreamId stream, std::string_view content, bool is_last) {
  CHECK(content.size() <= kFrameBytes);
  const std::uint8_t flags = is_last ? frame_flag::kEndStream : 0;
  write_payload(out, {content.size(), FrameType::Data, flags, stream}, content);
}

void HeadFrames::write_continue(Output& out, StreamId stream) {
  const HpackField status{":status", "100"};
  write_block(out, stream, {&status, 1}, false);
}

bool HeadFrames::write(Output& out, StreamId stream, const rules::Response& response,
                       const Moment& now) {
  std::size_t name_bytes = 0;
  for (const auto& field : response.fields) name_bytes += field.name.text().size();
  if (names_.size() < name_bytes) names_.resize(name_bytes);
  const Digits status(static_cast<std::size_t>(response.status.code()));
  const Digits length(response.content_length);
  fields_.clear();
  fields_.push_back({":status", status.view()});
  fields_.push_back({"date", now.date.text()});
  char* at = names_.data();
  for (const auto& field : response.fields) {
    const std::string_view text = field.name.text();
    const std::string_view name(at, text.size());
    at = std::transform(text.begin(), text.end(), at,
                        [](char byte) { return base::to_lower(byte); });
    const Use use = use_of(name);
    if (use == Use::Reserved) return false;
    if (use == Use::Sent) fields_.push_back({name, field.value.text()});
  }
  // RFC 9110 §8.6: none with 1xx and 204; of 304 it would be that of 200.
  const bool has_length = response.status != 204 && response.status != 304;
  if (has_length) fields_.push_back({"content-length", length.view()});
  write_block(out, stream, fields_, response.content.empty());
  return true;
}

void HeadFrames::write_block(Output& out, StreamId stream, std::span<const HpackField> fields,
                             bool ends_stream) {
  const std::uint8_t end = ends_stream ? frame_flag::kEndStream : 0;
  const std::span<char> room = out.room(kFrameHeadBytes + HpackEncoder::most_bytes(fields));
  const std::size_t size = encoder_.encode(fields, room.subspan(kFrameHeadBytes));
  if (size <= kFrameBytes) {
    const auto flags = static_cast<std::uint8_t>(end | frame_flag::kEndHeaders);
    write_frame_head(room, {size, FrameType::Headers, flags, stream});
    return out.added(kFrameHeadBytes + size);
  }
  const std::string block(room.data() + kFrameHeadBytes, size);
  for (std::size_t at = 0; at < size; at += kFrameBytes) {
    const std::string_view piece = std::string_view(block).substr(at, kFrameBytes);
    const bool is_last = at + piece.size() == size;
    const auto flags =
        static_cast<std::uint8_t>((at == 0 ? end : 0) | (is_last ? frame_flag::kEndHeaders : 0));
    const FrameType type = at == 0 ? FrameType::Headers : FrameType::Continuation;
    write_payload(out, {piece.size(), type, flags, stream}, piece);
  }
}

}  // namespace onward::gateway
