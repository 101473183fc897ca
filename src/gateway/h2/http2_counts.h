// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/count.h"
#include "gateway/h2/frame.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onward::gateway {

/// How often, by RFC 9113's error codes; those that nobody knows are one.
class ErrorCounts {
 public:
  static constexpr std::array<std::string_view, 15> kNames{"NO_ERROR",
                                                           "PROTOCOL_ERROR",
                                                           "INTERNAL_ERROR",
                                                           "FLOW_CONTROL_ERROR",
                                                           "SETTINGS_TIMEOUT",
                                                           "STREAM_CLOSED",
                                                           "FRAME_SIZE_ERROR",
                                                           "REFUSED_STREAM",
                                                           "CANCEL",
                                                           "COMPRESSION_ERROR",
                                                           "CONNECT_ERROR",
                                                           "ENHANCE_YOUR_CALM",
                                                           "INADEQUATE_SECURITY",
                                                           "HTTP_1_1_REQUIRED",
                                                           "other"};

  void add(Http2Error error) {
    counts_[std::min(static_cast<std::size_t>(error), counts_.size() - 1)].add();
  }
  std::uint64_t of(std::size_t error) const { return counts_[error].value(); }

 private:
  std::array<Count, kNames.size()> counts_;
};

/// What happens on the HTTP/2 connections of one loop, besides requests. One thread counts; any
/// thread reads.
struct Http2Counts {
  Count connections;
  Count streams_left_open;  ///< by their HEADERS: content comes, or the answer waits for a window
  Count streams_closed;     ///< of these
  Count dropped_bytes;      ///< content behind an early answer
  ErrorCounts reset_by_client;
  ErrorCounts reset_by_us;
  ErrorCounts goaways;  ///< ours
};

}  // namespace onward::gateway
