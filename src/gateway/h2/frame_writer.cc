// SPDX-License-Identifier: MIT
// RFC 9113 §6, and §8.3.2 on the head of a response. Invariant: no frame is longer than
// kFrameBytes, which every peer takes (§4.2).
#include "gateway/h2/frame_writer.h"

#include "base/ascii.h"
#include "base/check.h"
#include "gateway/h2/answer_name.h"

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

char digit(int number) { return static_cast<char>('0' + number); }

std::span<char> begin_frame(Output& out, const FrameHead& head) {
  const std::span<char> room = out.room(kFrameHeadBytes + head.length);
  write_frame_head(room, head);
  out.added(kFrameHeadBytes + head.length);
  return room.subspan(kFrameHeadBytes);
}

void write_payload(Output& out, const FrameHead& head, std::string_view payload) {
  std::copy_n(payload.data(), payload.size(), begin_frame(out, head).data());
}

constexpr HpackName kStatus{":status", 8};
constexpr HpackName kDate{"date", 33};
constexpr HpackName kContentLength{"content-length", 28, false};

/// Of what is sent with each answer.
constexpr std::size_t kOwnFieldBytes = 128;

/// A field block of `size` bytes stands in `room`, behind kFrameHeadBytes.
void add_block(Output& out, StreamId stream, std::span<char> room, std::size_t size,
               bool ends_stream) {
  const std::uint8_t end = ends_stream ? frame_flag::kEndStream : 0;
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
  const std::span<char> room = out.room(kFrameHeadBytes + kOwnFieldBytes);
  char* const begin = room.data() + kFrameHeadBytes;
  const char* const end = encoder_.add(kStatus, "100", encoder_.begin(begin));
  add_block(out, stream, room, static_cast<std::size_t>(end - begin), false);
}

/// Where all of them are written in lower case.
char* HeadFrames::room_for_names(const rules::Response& response) {
  std::size_t bytes = 0;
  for (const auto& field : response.fields) bytes += field.name.text().size();
  if (lowered_.size() < bytes) lowered_.resize(bytes);
  return lowered_.data();
}

/// How many bytes they have at most; 0 where one of them is reserved.
std::size_t HeadFrames::name_fields(const rules::Response& response) {
  std::size_t bytes = kOwnFieldBytes;
  char* lowered = nullptr;
  names_.clear();
  for (const auto& field : response.fields) {
    const std::string_view text = field.name.text();
    bytes += text.size() + field.value.text().size() + HpackEncoder::kMostOverhead;
    if (const AnswerName* const known = find_answer_name(text)) {
      if (known->use == AnswerName::Use::Reserved) return 0;
      names_.push_back(known->use == AnswerName::Use::Sent ? known->name : HpackName{});
      continue;
    }
    if (lowered == nullptr) lowered = room_for_names(response);
    names_.push_back({{lowered, text.size()}});
    lowered = std::ranges::transform(text, lowered, [](char c) { return base::to_lower(c); }).out;
  }
  return bytes;
}

bool HeadFrames::write(Output& out, StreamId stream, const rules::Response& response,
                       const Moment& now) {
  const std::size_t bytes = name_fields(response);
  if (bytes == 0) return false;
  const std::span<char> room = out.room(kFrameHeadBytes + bytes);
  char* const begin = room.data() + kFrameHeadBytes;
  const int code = response.status.code();
  const std::array<char, 3> status{digit(code / 100), digit(code / 10 % 10), digit(code % 10)};
  char* at = encoder_.add(kStatus, {status.data(), status.size()}, encoder_.begin(begin));
  at = encoder_.add(kDate, now.date.text(), at);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (!names_[i].text.empty()) {
      at = encoder_.add(names_[i], response.fields[i].value.text(), at);
    }
  }
  // RFC 9110 §8.6: none with 1xx and 204; of 304 it would be that of 200.
  if (response.status != 204 && response.status != 304) {
    at = encoder_.add(kContentLength, Digits(response.content_length).view(), at);
  }
  add_block(out, stream, room, static_cast<std::size_t>(at - begin), response.content.empty());
  return true;
}

}  // namespace onward::gateway
