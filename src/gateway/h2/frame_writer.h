// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/frame.h"
#include "gateway/h2/hpack_encoder.h"
#include "gateway/moment.h"
#include "gateway/output.h"
#include "onward/rules/answer.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The frames that a server sends.
namespace onward::gateway {

void write_settings(Output& out,
                    std::initializer_list<std::pair<Http2Setting, std::uint32_t>> settings);
void write_settings_ack(Output& out);
void write_ping(Output& out, std::string_view eight_bytes, bool is_ack);
void write_reset(Output& out, StreamId stream, Http2Error error);
void write_window_update(Output& out, StreamId stream, std::size_t bytes);
void write_goaway(Output& out, StreamId last, Http2Error error);
/// At most kFrameBytes.
void write_data(Output& out, StreamId stream, std::string_view content, bool is_last);

/// The heads of answers. One thread.
class HeadFrames {
 public:
  /// SETTINGS_HEADER_TABLE_SIZE of the client.
  void limit_table(std::uint32_t bytes) { encoder_.limit_table(bytes); }
  /// 100, before the answer.
  void write_continue(Output& out, StreamId stream);
  /// False, and nothing is written, where `response` has a field that is ours to send.
  bool write(Output& out, StreamId stream, const rules::Response& response, const Moment& now);

 private:
  std::size_t name_fields(const rules::Response& response);
  char* room_for_names(const rules::Response& response);

  HpackEncoder encoder_;
  // Of the answer that is written:
  std::vector<HpackName> names_;  ///< of its fields; empty ones are not sent
  std::string lowered_;           ///< those that are seldom sent, in lower case
};

}  // namespace onward::gateway
