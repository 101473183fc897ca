// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// The frames of HTTP/2 (RFC 9113 §4.1, §6, §7).
//
//   |  length  | type | flags | stream  | payload
//   | 3 bytes  |  1   |   1   | 4, R=0  | `length` bytes
namespace onward::gateway {

/// What a client that speaks HTTP/2 says first (RFC 9113 §3.4).
inline constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum class FrameType : std::uint8_t {
  Data = 0,
  Headers = 1,
  Priority = 2,
  RstStream = 3,
  Settings = 4,
  PushPromise = 5,
  Ping = 6,
  Goaway = 7,
  WindowUpdate = 8,
  Continuation = 9,
};

namespace frame_flag {
inline constexpr std::uint8_t kEndStream = 0x1;  ///< DATA, HEADERS
inline constexpr std::uint8_t kAck = 0x1;        ///< SETTINGS, PING
inline constexpr std::uint8_t kEndHeaders = 0x4;
inline constexpr std::uint8_t kPadded = 0x8;
inline constexpr std::uint8_t kPriority = 0x20;
}  // namespace frame_flag

/// RFC 9113 §7.
enum class Http2Error : std::uint32_t {
  None = 0,
  Protocol = 1,
  Internal = 2,
  FlowControl = 3,
  SettingsTimeout = 4,
  StreamClosed = 5,
  FrameSize = 6,
  RefusedStream = 7,
  Cancel = 8,
  Compression = 9,
  Connect = 10,
  EnhanceYourCalm = 11,
  InadequateSecurity = 12,
  Http11Required = 13,
};

/// RFC 9113 §6.5.2, RFC 9218 §2.1.
enum class Http2Setting : std::uint16_t {
  HeaderTableSize = 1,
  EnablePush = 2,
  MaxConcurrentStreams = 3,
  InitialWindowSize = 4,
  MaxFrameSize = 5,
  MaxHeaderListSize = 6,
  NoRfc7540Priorities = 9,
};

using StreamId = std::uint32_t;

inline constexpr std::size_t kFrameHeadBytes = 9;
/// RFC 9113 §6.5.2: what both sides take at least; we ask for no more and send no more.
inline constexpr std::size_t kFrameBytes = 16'384;
inline constexpr std::int64_t kFirstWindow = 65'535;
inline constexpr std::int64_t kMaxWindow = 0x7FFF'FFFF;
inline constexpr StreamId kMaxStreamId = 0x7FFF'FFFF;
inline constexpr std::size_t kSettingBytes = 6;
inline constexpr std::size_t kPingBytes = 8;

struct FrameHead {
  std::size_t length = 0;
  FrameType type = FrameType::Data;  ///< or one that nobody knows
  std::uint8_t flags = 0;
  StreamId stream = 0;

  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

constexpr std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

constexpr std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 24U | byte_at(bytes, at + 1) << 16U | byte_at(bytes, at + 2) << 8U |
         byte_at(bytes, at + 3);
}

/// Of the first kFrameHeadBytes.
constexpr FrameHead read_frame_head(std::string_view bytes) {
  return {number_at(bytes, 0) >> 8U, static_cast<FrameType>(byte_at(bytes, 3)),
          static_cast<std::uint8_t>(byte_at(bytes, 4)), number_at(bytes, 5) & kMaxStreamId};
}

constexpr void write_number(std::span<char> room, std::uint32_t number) {
  room[0] = static_cast<char>(number >> 24U);
  room[1] = static_cast<char>(number >> 16U & 0xFFU);
  room[2] = static_cast<char>(number >> 8U & 0xFFU);
  room[3] = static_cast<char>(number & 0xFFU);
}

constexpr void write_frame_head(std::span<char> room, const FrameHead& head) {
  write_number(
      room, static_cast<std::uint32_t>(head.length) << 8U | static_cast<std::uint32_t>(head.type));
  room[4] = static_cast<char>(head.flags);
  write_number(room.subspan(5), head.stream);
}

}  // namespace onward::gateway
