// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/acceptor.h"
#include "gateway/acme_challenges.h"
#include "gateway/log_sample.h"
#include "gateway/log_writer.h"
#include "gateway/loop.h"
#include "gateway/open_connections.h"
#include "gateway/redirect.h"
#include "gateway/session.h"
#include "gateway/tally.h"
#include "onward/gateway/certificates.h"

#include <latch>
#include <memory>
#include <span>
#include <string>
#include <vector>

// One loop with all that belongs to it: acceptors, sessions, the rules it answers by, its part of
// the log. Workers share the listening sockets, the count of connections and the log's writer.
namespace onward::gateway {

/// What the workers of a gateway have in common. Outlives them.
struct WorkerContext {
  const config::Server& server;
  OpenConnections& open_connections;
  LogWriter* log = nullptr;  ///< null: no log
  TicketKeys& tickets;
  std::vector<std::unique_ptr<class Worker>>& all;  ///< whole before the first one runs
};

/// One thread from run() on, but for what says otherwise.
class Worker final : public SessionOwner, public Taker, public ExchangeObserver, public TimerOwner {
 public:
  Worker(WorkerContext context, std::unique_ptr<Loop> loop,
         std::shared_ptr<const rules::Table> table, std::shared_ptr<rules::Hits> hits,
         Certificates certificates);
  ~Worker() override;

  /// Before run(). False where the machine refuses.
  bool listen(const std::shared_ptr<const Listener>& listener);
  /// Until it was shut down and nothing is open.
  void run();

  // From any thread; `told` is counted down when it is done.
  void replace(std::shared_ptr<const rules::Table> table, std::shared_ptr<rules::Hits> hits,
               std::shared_ptr<std::latch> told);
  void replace(Certificates certificates, std::shared_ptr<std::latch> told);
  void shut_down(bool at_once);
  /// From when `told` is counted down, another process may have copies of the sockets: one that is
  /// closed here stays open there, and would stay in the epoll with a session that is gone. So it
  /// is taken out first.
  void expect_copies(std::shared_ptr<std::latch> told);
  const Tally& tally() const { return tally_; }

  void take(base::Descriptor socket, const rules::Address& peer, const Listener& listener) override;
  void out_of_descriptors() override { tally_.refused_for_descriptors.add(); }
  void closed(Session& session) override;
  bool named(Session& session) override;
  void refused(Session& session, Refusal refusal) override { refuse(session.peer(), refusal); }
  void answered(const Exchange& exchange) override;
  void due(base::SteadyTime now) override;

 private:
  /// A session and where it came in.
  struct Seat {
    std::unique_ptr<Session> session;
    std::shared_ptr<const Entrance> entrance;
  };
  /// Who connected, and to what.
  struct Arrival {
    rules::Address peer;
    std::shared_ptr<const Entrance> entrance;
    std::shared_ptr<const TlsContext> tls;  ///< null: none is spoken
    bool http2;                             ///< may be begun in the clear
  };

  void adopt(base::Descriptor socket, const Arrival& arrival);
  Entry enter(const rules::Address& peer, const Entrance& entrance);
  void refuse(const rules::Address& peer, Refusal refusal);
  Delivery& first_delivery();
  Worker& with_room();
  std::uint64_t open() const {
    return tally_.connections_taken.value() - tally_.connections_closed.value();
  }
  void begin_shutdown();
  void cut_all();
  void stop_if_empty();
  void stop_all_if_empty();
  void log(const Exchange& exchange);
  void hand_over_log();

  WorkerContext context_;
  Tally tally_;
  std::unique_ptr<Loop> loop_;
  Redirect redirect_;
  AcmeChallenges acme_;
  Certificates certificates_;  ///< by Listener::index
  ConnectionContext connections_;
  SessionContext sessions_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::vector<Seat> seats_;  ///< by descriptor
  Timer timer_;              ///< the log is handed over, or the drain is over
  LogSample sample_;
  std::string log_lines_;
  std::size_t log_line_count_ = 0;
  bool is_shutting_down_ = false;
  bool was_cut_ = false;
  bool has_copies_ = false;  ///< expect_copies()
  base::SteadyTime cut_at_ = base::SteadyTime::max();
};

}  // namespace onward::gateway
