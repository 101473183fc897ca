// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/admin.h"
#include "gateway/reloads.h"
#include "gateway/rule_counts.h"
#include "gateway/tls/ticket_keys.h"
#include "gateway/worker.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

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
  std::atomic<bool> is_started{false};
  std::atomic<bool> is_shutting_down{false};
  std::chrono::sys_seconds start{};
  RuleCounts rules;
  Reloads reloads;
  std::vector<std::string> admin_addresses;
  std::unique_ptr<Admin> admin;  ///< the last: its thread sees the others

  GatewayState(const config::Server& its_server, std::uint64_t seed)
      : server(its_server), open_connections(server.limits, seed) {}
};

}  // namespace onward::gateway
