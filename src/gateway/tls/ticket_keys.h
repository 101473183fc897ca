// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <span>

// The keys of session tickets (RFC 8446 §4.6.1, RFC 5077): a client that comes back shows what it
// was given, and the server remembers nothing. All loops share them, and certificates may be
// replaced meanwhile.
//
//   time      0 h            6 h            12 h
//   key A     writes         reads          gone
//   key B                    writes         reads
//
// Whoever gets hold of a key can read the TLS 1.2 connections of its tickets, so none lives longer.
namespace onward::gateway {

struct TicketKey {
  std::array<unsigned char, 16> name{};  ///< stands in the ticket, so that its key is found
  std::array<unsigned char, 32> mac{};
  std::array<unsigned char, 32> cipher{};
};

/// Any thread.
class TicketKeys {
 public:
  /// So long a key writes tickets, and as long again it reads them: the lifetime of a ticket.
  static constexpr std::chrono::hours kLifetime{6};

  ~TicketKeys();

  /// The key that writes; nullopt where the system has no random bytes.
  std::optional<TicketKey> writing(base::SteadyTime now);

  struct Found {
    TicketKey key;
    bool is_writing = false;  ///< false: the client should get a new ticket
  };
  /// The key of this name; nullopt where there is none (any more).
  std::optional<Found> find(std::span<const unsigned char, 16> name, base::SteadyTime now);

 private:
  bool rotate(base::SteadyTime now);

  std::mutex mutex_;  ///< guards all that follows
  TicketKey current_;
  TicketKey previous_;
  bool has_current_ = false;
  bool has_previous_ = false;
  base::SteadyTime rotated_{};
};

}  // namespace onward::gateway
