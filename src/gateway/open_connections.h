// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/rules/request.h"
#include "rules/hash.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace onward::gateway {

/// What OpenConnections says to one more.
enum class Entry : std::uint8_t {
  Open,
  Full,           ///< Limits::connections are open
  FullForClient,  ///< Limits::connections_per_address are
};

/// How many connections are open, in all and from each address, over all loops. Any thread; asked
/// when a connection comes and goes, never for a request.
class OpenConnections {
 public:
  /// `seed` is chance: clients must not be able to choose addresses that fall into one bucket.
  OpenConnections(const config::Limits& limits, std::uint64_t seed)
      : limits_(limits), by_client_(0, Hash{seed}) {}

  /// Counts one in, unless a limit stands against it.
  Entry enter(const rules::Address& client) {
    const std::lock_guard lock(mutex_);
    if (open_ >= limits_.connections) return Entry::Full;
    std::size_t& from_client = by_client_[client];
    if (from_client >= limits_.connections_per_address) return Entry::FullForClient;
    ++from_client;
    ++open_;
    return Entry::Open;
  }
  void leave(const rules::Address& client) {
    const std::lock_guard lock(mutex_);
    --open_;
    const auto entry = by_client_.find(client);
    if (--entry->second == 0) by_client_.erase(entry);
  }
  /// From now on each is taken by who accepts it: the loops end one after the other.
  void close() {
    const std::lock_guard lock(mutex_);
    is_closing_ = true;
  }
  bool is_closing() const {
    const std::lock_guard lock(mutex_);
    return is_closing_;
  }
  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  struct Hash {
    std::uint64_t seed;

    std::size_t operator()(const rules::Address& address) const {
      const auto* bytes = reinterpret_cast<const char*>(address.bytes.data());
      return rules::hash_of(std::string_view(bytes, address.bytes.size()), seed);
    }
  };

  config::Limits limits_;
  mutable std::mutex mutex_;  ///< guards the next three
  std::unordered_map<rules::Address, std::size_t, Hash> by_client_;
  std::size_t open_ = 0;
  bool is_closing_ = false;
};

}  // namespace onward::gateway
