// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/count.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onward::gateway {

/// Why a connection was ended that its client would have gone on with.
enum class Cut : std::uint8_t {
  HandshakeTooSlow,
  RequestTooSlow,
  AnswerTooSlow,  ///< the client does not take it at its rate
  DrainTooLong,   ///< by bytes or by time
  Flood,          ///< of HTTP/2: ENHANCE_YOUR_CALM
  Shutdown,       ///< Limits::shutdown_timeout has come
};

/// How many connections were cut, by reason. One thread counts; any thread reads.
class Cuts {
 public:
  static constexpr std::array<std::string_view, 6> kReasons{"handshake-too-slow",
                                                            "request-too-slow",
                                                            "answer-too-slow",
                                                            "drain-too-long",
                                                            "flood",
                                                            "shutdown"};

  void add(Cut why) { counts_[static_cast<std::size_t>(why)].add(); }
  std::uint64_t of(std::size_t reason) const { return counts_[reason].value(); }
  std::uint64_t all() const {
    std::uint64_t sum = 0;
    for (const Count& count : counts_) sum += count.value();
    return sum;
  }

 private:
  std::array<Count, kReasons.size()> counts_;
};

static_assert(Cuts::kReasons.size() == static_cast<std::size_t>(Cut::Shutdown) + 1);

}  // namespace onward::gateway
