// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/admin.h"
#include "gateway/reloads.h"
#include "gateway/rule_counts.h"
#include "gateway/tls/ticket_keys.h"
#include "gateway/worker.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace onward::gateway {

/// What a Gateway consists of, in the order in which it is taken down from the end.
struct GatewayState {
  config::Server server;
  OpenConnections open_connections;
  std::unique_ptr<LogWriter> log;
  TicketKeys tickets;
  std::vector<std::string> addresses;
  std::vector<std::weak_ptr<const Listener>> listeners;  ///< the workers' own, for a successor
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  /// Guards the order in which workers are told: behind the word to shut down there may be nobody
  /// to hear another, and nobody waits for it.
  std::mutex telling;
  std::atomic<bool> is_started{false};
  std::atomic<bool> is_shutting_down{false};
  std::chrono::sys_seconds start{};
  RuleCounts rules;
  Reloads reloads;
  std::vector<std::string> admin_addresses;
  std::unique_ptr<Admin> admin;  ///< the last: its thread sees the others

  GatewayState(const config::Server& its_server, std::uint64_t seed)
      : server(its_server), open_connections(server.limits, seed) {}

  /// tell(worker, its number, told) for each worker; then, while they run, until all have counted
  /// `told` down. False: they do not run, or no longer.
  template <class Tell>
  bool tell_all(Tell tell) {
    const std::lock_guard lock(telling);
    const auto told = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(workers.size()));
    for (std::size_t i = 0; i < workers.size(); ++i) tell(*workers[i], i, told);
    const bool are_running = is_started && !is_shutting_down;
    if (are_running) told->wait();
    return are_running;
  }
};

}  // namespace onward::gateway
