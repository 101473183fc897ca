// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/rules/network.h"
#include "onward/rules/request.h"
#include "rules/hash.h"

#include <algorithm>
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

/// How many connections are open, in all and from each client, over all loops: of IPv4 an address,
/// of IPv6 its first 64 bits, which are the least that one client gets (RFC 6177 §2), and in which
/// it has as many addresses as it likes. Any thread; asked when a connection comes and goes, never
/// for a request.
class OpenConnections {
 public:
  /// `seed` is chance: clients must not be able to choose addresses that fall into one bucket.
  OpenConnections(const config::Limits& limits, std::uint64_t seed)
      : limits_(limits), by_client_(0, Hash{seed}) {}

  /// Counts one in, unless a limit stands against it.
  Entry enter(const rules::Address& client) {
    const std::lock_guard lock(mutex_);
    if (open_ >= limits_.connections) return Entry::Full;
    if (!add_for(client)) return Entry::FullForClient;
    ++open_;
    return Entry::Open;
  }
  /// The same for one that nobody has said yet whose it is.
  Entry enter_unnamed() {
    const std::lock_guard lock(mutex_);
    if (open_ >= limits_.connections) return Entry::Full;
    ++open_;
    return Entry::Open;
  }
  /// Whose it is has been said; false where that client has too many, and it stays unnamed.
  bool name(const rules::Address& client) {
    const std::lock_guard lock(mutex_);
    return add_for(client);
  }
  void leave(const rules::Address& client) {
    const std::lock_guard lock(mutex_);
    --open_;
    const auto entry = by_client_.find(counted(client));
    if (--entry->second == 0) by_client_.erase(entry);
  }
  void leave_unnamed() {
    const std::lock_guard lock(mutex_);
    --open_;
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
  /// Whose the limit is.
  static rules::Address counted(rules::Address client) {
    if (!rules::is_ipv4(client))
      std::fill(client.bytes.begin() + 8, client.bytes.end(), std::uint8_t{0});
    return client;
  }

  /// With the lock.
  bool add_for(const rules::Address& client) {
    std::size_t& open = by_client_[counted(client)];
    if (open >= limits_.connections_per_address) return false;
    ++open;
    return true;
  }

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
