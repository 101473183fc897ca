// SPDX-License-Identifier: MIT
// A gateway for measuring: every request moves to https://new.example, no access log.
//   gateway_server [PORT [THREADS [LOG]]]
#include "onward/gateway/gateway.h"
#include "onward/gateway/signals.h"

#include <cstdlib>
#include <iostream>

int main(int argc, char** argv) {
  namespace gateway = onward::gateway;
  gateway::Signals signals;
  onward::config::Server server;
  server.listeners.resize(1);
  server.listeners[0].ip.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
  server.listeners[0].port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
  server.threads = static_cast<unsigned>(argc > 2 ? std::atoi(argv[2]) : 1);
  server.limits.connections_per_address = server.limits.connections = 100'000;
  if (argc > 3) server.log.path = argv[3];
  onward::rules::Rule rule;
  rule.when.match = {"/*", {}};
  rule.action.to = {"https://new.example/{0}", {}};
  auto opened = gateway::open(server, onward::rules::compile({rule}).table);
  for (const auto& problem : opened.problems) std::cerr << to_text(problem) << '\n';
  if (!opened.gateway) return 1;
  for (const auto& address : opened.gateway->addresses()) std::cerr << address << std::endl;
  opened.gateway->start();
  while (signals.next().kind == gateway::Signal::Kind::Reload) {
    opened.gateway->reopen_log();
    const auto counters = opened.gateway->counters();
    std::cerr << counters.answers << " answers, " << counters.connections_open << " open\n";
  }
  opened.gateway->shut_down();
  opened.gateway->wait();
}
