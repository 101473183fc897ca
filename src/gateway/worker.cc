// SPDX-License-Identifier: MIT
// Shared-nothing but for counts: a connection belongs to one worker from its first to its last
// byte. Invariants: each connection that entered OpenConnections leaves it once; the worker ends
// when it was told to and has no session left.
#include "gateway/worker.h"

#include "base/check.h"
#include "gateway/access_log.h"

#include <algorithm>
#include <random>
#include <sys/epoll.h>
#include <utility>

namespace onward::gateway {
namespace {

constexpr std::size_t kLogBytes = std::size_t{32} * 1024;
constexpr std::chrono::milliseconds kLogInterval{500};

/// The kernel may wake one loop again and again; so many connections more than the emptiest one may
/// a loop have before it hands one on. Small counts matter: a client with 32 connections must find
/// all cores.
constexpr std::uint64_t kUneven = 1;

ConnectionContext connection_context(Delivery& delivery, ExchangeObserver& observer,
                                     const config::Limits& limits) {
  http::Limits message;
  message.head_bytes = limits.head_bytes;
  message.target_bytes = limits.target_bytes;
  message.fields = limits.fields;
  return {delivery, &observer, message, limits};
}

}  // namespace

Worker::Worker(WorkerContext context, std::unique_ptr<Loop> loop,
               std::shared_ptr<const rules::Table> table, std::shared_ptr<rules::Hits> hits,
               Certificates certificates)
    : context_(context),
      loop_(std::move(loop)),
      redirect_(std::move(table), std::move(hits)),
      acme_(redirect_),
      certificates_(std::move(certificates)),
      connections_(connection_context(first_delivery(), *this, context.server.limits)),
      sessions_{*loop_, *this,           connections_,
                tally_, context.tickets, std::vector<char>(kReceiveBytes),
                {}},
      timer_(*this),
      sample_(context.server.log.sample, std::random_device{}()) {
  connections_.http2_counts = &tally_.http2;
  // Exact times are asked for who can ask for them.
  const config::Admin& admin = context.server.admin;
  if (!admin.path.empty() || !admin.addresses.empty()) loop_->measure();
}

/// Who has no folder for challenges pays nothing for them.
Delivery& Worker::first_delivery() {
  const bool has_folder =
      std::ranges::any_of(context_.server.listeners,
                          [](const config::Listener& each) { return !each.acme_folder.empty(); });
  if (has_folder) return acme_;
  return redirect_;
}

Worker::~Worker() { loop_->cancel(timer_); }

bool Worker::listen(const std::shared_ptr<const Listener>& listener) {
  const std::string& folder = context_.server.listeners[listener->index].acme_folder;
  if (!folder.empty()) {
    const auto& at = listener->entrance;
    for (const rules::Origin* origin : {&at->origin, &at->http, &at->https}) {
      acme_.serve(std::shared_ptr<const rules::Origin>(at, origin), folder);
    }
  }
  acceptors_.push_back(std::make_unique<Acceptor>(*loop_, *this, listener));
  return acceptors_.back()->start();
}

void Worker::run() {
  if (context_.log != nullptr) loop_->set(timer_, loop_->now().steady + kLogInterval);
  loop_->run();
  hand_over_log();
}

void Worker::replace(std::shared_ptr<const rules::Table> table, std::shared_ptr<rules::Hits> hits,
                     std::shared_ptr<std::latch> told) {
  loop_->post([this, table = std::move(table), hits = std::move(hits), told = std::move(told)] {
    redirect_.replace(table, hits);
    told->count_down();
  });
}

void Worker::expect_copies(std::shared_ptr<std::latch> told) {
  loop_->post([this, told = std::move(told)] {
    has_copies_ = true;
    told->count_down();
  });
}

/// A listener that speaks TLS goes on to do so, and one that does not, too.
void Worker::replace(Certificates certificates, std::shared_ptr<std::latch> told) {
  CHECK(certificates.size() == context_.server.listeners.size());
  loop_->post([this, certificates = std::move(certificates), told = std::move(told)] {
    for (std::size_t i = 0; i < certificates.size(); ++i) {
      if (certificates_[i] && certificates[i]) certificates_[i] = certificates[i];
    }
    told->count_down();
  });
}

/// A proxy has the connections of many clients.
Entry Worker::enter(const rules::Address& peer, const Entrance& entrance) {
  OpenConnections& all = context_.open_connections;
  return entrance.has_proxies() ? all.enter_unnamed() : all.enter(peer);
}

void Worker::take(base::Descriptor socket, const rules::Address& peer, const Listener& listener) {
  const Entrance& entrance = *listener.entrance;
  if (entrance.has_proxies() && !entrance.is_proxy(peer)) return refuse(peer, Refusal::NotAProxy);
  switch (enter(peer, entrance)) {
    case Entry::Open:
      break;
    case Entry::Full:
      return tally_.refused_by_limit.add();
    case Entry::FullForClient:
      return tally_.refused_by_client_limit.add();
  }
  const Arrival arrival{peer, listener.entrance, certificates_[listener.index],
                        context_.server.listeners[listener.index].http2};
  Worker& other = with_room();
  if (&other == this) return adopt(std::move(socket), arrival);
  // std::function copies what it holds, and a descriptor has one owner.
  auto handed = std::make_shared<base::Descriptor>(std::move(socket));
  other.loop_->post([&other, handed, arrival] { other.adopt(std::move(*handed), arrival); });
}

Worker& Worker::with_room() {
  if (context_.open_connections.is_closing()) return *this;
  Worker* least = this;
  for (const auto& each : context_.all) {
    if (each->open() < least->open()) least = each.get();
  }
  return open() > least->open() + kUneven ? *least : *this;
}

void Worker::adopt(base::Descriptor socket, const Arrival& arrival) {
  const int fd = socket.fd();
  tally_.connections_taken.add();
  auto session = std::make_unique<Session>(sessions_, std::move(socket), arrival.peer,
                                           *arrival.entrance, arrival.tls, arrival.http2);
  const auto seat = static_cast<std::size_t>(fd);
  if (seat >= seats_.size()) seats_.resize(std::max(seat + 1, 2 * seats_.size()));
  seats_[seat] = {std::move(session), arrival.entrance};
  Session& adopted = *seats_[seat].session;
  if (was_cut_ || !loop_->watch(fd, EPOLLIN, adopted)) return adopted.close();
  if (is_shutting_down_) adopted.finish();
}

void Worker::closed(Session& session) {
  if (session.counts_for_peer()) {
    context_.open_connections.leave(session.peer());
  } else {
    context_.open_connections.leave_unnamed();
  }
  tally_.connections_closed.add();
  if (has_copies_) loop_->unwatch(session.fd());
  Seat& seat = seats_[static_cast<std::size_t>(session.fd())];
  loop_->retire(std::move(seat.session));
  seat.entrance.reset();
  if (is_shutting_down_) stop_all_if_empty();
}

bool Worker::named(Session& session) {
  const bool is_taken = context_.open_connections.name(session.peer());
  if (!is_taken) tally_.refused_by_client_limit.add();
  return is_taken;
}

/// A connection that nothing was answered to.
void Worker::refuse(const rules::Address& peer, Refusal refusal) {
  tally_.refused.add(refusal, {});
  const Exchange nothing{nullptr, peer, 0, 0, loop_->now(), {}, false, {refusal, {}}};
  if (context_.log != nullptr) log(nothing);
}

void Worker::answered(const Exchange& exchange) {
  tally_.answers.add();
  if (exchange.head != nullptr) {
    tally_.requests.add(*exchange.head, exchange.status);
  } else {
    tally_.refusals.add();
  }
  if (exchange.is_early) tally_.early_answers.add();
  if (exchange.cause.refusal != Refusal::None)
    tally_.refused.add(exchange.cause.refusal, exchange.cause.reason);
  if (context_.log != nullptr) log(exchange);
}

void Worker::log(const Exchange& exchange) {
  const config::AccessLog& wanted = context_.server.log;
  const bool is_sampled = wanted.sample > 1 && (wanted.samples_errors || !is_refusal(exchange));
  if (is_sampled && !sample_.takes_next()) return;
  LogRemarks remarks;
  if (is_sampled) remarks.sample = wanted.sample;
  if (exchange.rule) remarks.rule = redirect_.name_of(*exchange.rule);
  write_log_line(log_lines_, wanted.format, exchange, remarks);
  ++log_line_count_;
  if (log_lines_.size() >= kLogBytes) hand_over_log();
}

void Worker::hand_over_log() {
  if (context_.log == nullptr || log_line_count_ == 0) return;
  context_.log->write(std::move(log_lines_), log_line_count_);
  log_lines_.clear();
  log_lines_.reserve(kLogBytes + 1024);
  log_line_count_ = 0;
}

void Worker::due(base::SteadyTime now) {
  if (now >= cut_at_) return cut_all();
  if (context_.log != nullptr) hand_over_log();
  const auto next = context_.log != nullptr ? now + kLogInterval : cut_at_;
  loop_->set(timer_, std::min(next, cut_at_));
}

void Worker::shut_down(bool at_once) {
  loop_->post([this, at_once] {
    begin_shutdown();
    if (at_once) cut_all();
  });
}

void Worker::begin_shutdown() {
  if (is_shutting_down_) return;
  is_shutting_down_ = true;
  connections_.is_draining = true;
  for (const auto& acceptor : acceptors_) acceptor->finish();
  cut_at_ = loop_->now().steady + context_.server.limits.shutdown_timeout;
  loop_->set(timer_, cut_at_);
  for (const Seat& seat : seats_) {
    if (seat.session) seat.session->finish();
  }
  stop_all_if_empty();
}

void Worker::cut_all() {
  was_cut_ = true;  // what is handed over from now on comes too late
  for (const Seat& seat : seats_) {
    if (!seat.session) continue;
    tally_.cuts.add(Cut::Shutdown);
    seat.session->close();
  }
  stop_all_if_empty();
}

// A connection that was handed over counts from the moment it was accepted, so that the loop which
// is to adopt it is still there.
void Worker::stop_if_empty() {
  if (is_shutting_down_ && context_.open_connections.count() == 0) loop_->stop();
}

void Worker::stop_all_if_empty() {
  if (context_.open_connections.count() != 0) return;
  for (const auto& each : context_.all) {
    each->loop_->post([&worker = *each] { worker.stop_if_empty(); });
  }
}

}  // namespace onward::gateway
