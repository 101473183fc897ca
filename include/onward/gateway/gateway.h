// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/config/server.h"
#include "onward/gateway/certificates.h"
#include "onward/gateway/handover.h"
#include "onward/gateway/problem.h"
#include "onward/rules/table.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The server: listens, and answers every request by the rules.
//
//   onward::gateway::Signals signals;                       // signals.h; before any thread
//   auto opened = onward::gateway::open(configuration.server, configuration.table);
//   for (const auto& problem : opened.problems) std::cerr << to_text(problem) << '\n';
//   if (!opened.gateway) return 1;
//   opened.gateway->start();
//   while (signals.next().kind == onward::gateway::Signal::Kind::Reload) {
//     opened.gateway->replace(new_table);                   // and reopen_log()
//   }
//   opened.gateway->shut_down();                            // drain
//   opened.gateway->wait();
//
// Each of its threads has a loop of its own and shares nothing with the others but the listening
// sockets. An answer is made from the request's head alone; content that the client still sends is
// read to its end where it is small, else the answer says "Connection: close", and what comes is
// drained within the limits, so that no reset destroys the answer (RFC 9112 §9.6).
//
// Where a limit on the number of connections stands against one, it is closed without an answer:
// an answer would cost what the limit is there to save. connections_refused counts these.
namespace onward::gateway {

/// What happened since the start. Sums over loops, each a moment apart.
struct Counters {
  std::uint64_t connections_taken = 0;
  std::uint64_t connections_refused = 0;  ///< by a limit, or for want of descriptors
  std::uint64_t connections_open = 0;
  std::uint64_t connections_cut = 0;  ///< by a deadline, a rate or the end of a drain
  std::uint64_t answers = 0;
  std::uint64_t refusals = 0;        ///< answers to what was no request, and 408
  std::uint64_t drained_bytes = 0;   ///< content that came behind an early answer, and was dropped
  std::uint64_t tls_handshakes = 0;  ///< that were completed
  std::uint64_t tls_resumed = 0;     ///< of these, by a ticket
  std::uint64_t tls_failures = 0;    ///< handshakes that were refused, by either side or by garbage
  /// The log's reader was behind, or did not take them at the end: it is waited for a few seconds.
  std::uint64_t log_lines_dropped = 0;
};

/// What a reload replaces.
enum class Reload : std::uint8_t { OfRules, OfCertificates, OfLog };

struct GatewayState;  // src/gateway/gateway_state.h

/// Threads: any, but for the destructor, which shuts down at once and waits.
class Gateway {
 public:
  explicit Gateway(std::unique_ptr<GatewayState> state);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// What is listened on, in the order of the configuration, with the ports that were chosen where
  /// it says 0: "127.0.0.1:8307", "[::1]:8307".
  const std::vector<std::string>& addresses() const;
  /// The same for config::Admin::addresses.
  const std::vector<std::string>& admin_addresses() const;

  /// Starts the threads. Once.
  void start();
  /// Until shut_down() is through; after start(), once.
  void wait();
  /// start(), wait().
  void run() {
    start();
    wait();
  }

  /// Requests from now on are answered by `table`; one that is being answered, by the old one. Like
  /// the next: between start() and shut_down() it returns when all threads have it, so that what
  /// begins behind it meets nothing older.
  void replace(const std::shared_ptr<const rules::Table>& table);
  /// Connections from now on are shown these certificates; those that are open go on, and tickets
  /// stay good. As many as there are listeners. Whether a listener speaks TLS does not change.
  void replace(const Certificates& certificates);
  /// For the metrics: what was to replace them was refused, and the old ones go on.
  void count_refused(Reload which);
  /// The log's file was moved away: a new one is begun at its path. Where that cannot be done the
  /// old one goes on, and is counted as refused: LogForbidden, LogUnwritable.
  std::optional<Problem> reopen_log();
  /// Health, metrics and hits are asked of a successor from now on. By who owns the gateway.
  void close_admin();
  /// Drains: no connection is taken, each answer is the last of its connection, and a client that
  /// has it, or has no request open, is waited for a second. What is open after
  /// Limits::shutdown_timeout is cut. Called again: cuts at once.
  void shut_down();

  Counters counters() const;

  /// Starts a program (the first word is its path) with the listening sockets, the environment and
  /// the standard streams of this process; handover.h says how it takes them over. Its process id.
  /// Between start() and shut_down(). Errors: ProgramNotStarted.
  Result<int> start_successor(std::span<const std::string> command);

 private:
  std::unique_ptr<GatewayState> state_;
};

struct Opened {
  std::unique_ptr<Gateway> gateway;   ///< null where there is a problem
  std::vector<Problem> problems;      ///< all of them
  std::vector<Problem> warnings;      ///< of load_certificates()
  std::vector<std::string> unwanted;  ///< addresses of inherited sockets that no listener asks for
  std::vector<std::string> made;      ///< files that were not there: the log, the admin's socket
};

/// Opens the listeners and the log, and loads the certificates. Nothing is answered before start(),
/// though connections may already queue. `table` is not null. A listener whose address an inherited
/// socket has gets that one; the others of these are closed.
Opened open(const config::Server& server, const std::shared_ptr<const rules::Table>& table,
            std::vector<InheritedSocket> inherited = {});

}  // namespace onward::gateway
