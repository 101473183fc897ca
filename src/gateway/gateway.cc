// SPDX-License-Identifier: MIT
// Puts the parts together: sockets, log, one worker a thread. Nothing here is called for a request.
// Invariant: either everything that the configuration asks for is open, or nothing is.
#include "onward/gateway/gateway.h"

#include "gateway/admin_pages.h"
#include "gateway/gateway_state.h"
#include "gateway/tls/context.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iterator>
#include <mutex>
#include <random>
#include <unistd.h>
#include <utility>

namespace onward::gateway {
namespace {

/// Signals are for the thread that waits for them, but for what a thread does itself: a fault whose
/// signal is blocked ends the process, whoever would handle it.
void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  for (const int fault : {SIGBUS, SIGSEGV, SIGFPE, SIGILL}) ::sigdelset(&all, fault);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

std::uint64_t unpredictable() {
  std::random_device device;  // the system's, not a generator of its own
  return std::uint64_t{device()} << 32U | device();
}

std::size_t thread_count(const config::Server& server) {
  const unsigned wanted =
      server.threads != 0 ? server.threads : std::thread::hardware_concurrency();
  return std::max(wanted, 1U);
}

using Listeners = std::vector<std::shared_ptr<const Listener>>;

Result<Listener> inherit_or_listen(const config::Listener& wanted,
                                   std::vector<InheritedSocket>& inherited) {
  const auto socket = std::ranges::find_if(inherited, [&wanted](const InheritedSocket& each) {
    return is_address_of(each.address, wanted);
  });
  if (socket == inherited.end()) return listen(wanted);
  const int fd = socket->fd;
  inherited.erase(socket);
  return listen_on(fd, wanted);
}

Listeners open_listeners(const std::vector<config::Listener>& all,
                         std::vector<InheritedSocket>& inherited, std::vector<Problem>& problems) {
  Listeners listeners;
  for (const config::Listener& wanted : all) {
    auto listener = inherit_or_listen(wanted, inherited);
    if (listener) {
      listener->index = listeners.size();
      listeners.push_back(std::make_shared<const Listener>(std::move(*listener)));
    } else {
      problems.push_back({wanted.address, listener.error().code});
    }
  }
  return listeners;
}

/// What the predecessor has at this path; closed: nothing.
base::Descriptor take(std::string_view kind, std::string_view path,
                      std::vector<InheritedSocket>& inherited) {
  const auto found =
      std::ranges::find(inherited, std::string(kind).append(path), &InheritedSocket::address);
  if (found == inherited.end()) return {};
  base::Descriptor taken(found->fd);
  inherited.erase(found);
  return taken;
}

void open_log(GatewayState& state, base::Descriptor inherited, std::vector<Problem>& problems) {
  const std::string& path = state.server.log.path;
  if (path.empty()) return;
  auto log = LogWriter::open(path, std::move(inherited));
  if (log) {
    state.log = std::move(*log);
  } else {
    problems.push_back({path, log.error().code});
  }
}

void open_admin(GatewayState& state, Listeners listeners, base::Descriptor inherited,
                std::vector<Problem>& problems) {
  const std::string& path = state.server.admin.path;
  if (path.empty() && listeners.empty()) return;
  auto admin = Admin::open(path, std::move(listeners), admin_pages(state), std::move(inherited));
  if (admin) {
    state.admin = std::move(*admin);
  } else {
    problems.push_back({path.empty() ? "the admin" : "unix:" + path, admin.error().code});
  }
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::vector<ServedCertificate> served(const Certificates& certificates,
                                      const std::vector<std::string>& addresses) {
  std::vector<ServedCertificate> all;
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    if (!certificates[i]) continue;
    for (const CertificateEnd& each : certificates[i]->ends()) {
      all.push_back({addresses[i], each.file, each.end});
    }
  }
  return all;
}

Result<std::unique_ptr<Worker>> make_worker(GatewayState& state, const Listeners& listeners,
                                            const std::shared_ptr<const rules::Table>& table,
                                            const std::shared_ptr<rules::Hits>& hits,
                                            const Certificates& certificates) {
  auto loop = Loop::make();
  if (!loop) return fail(loop.error());
  const WorkerContext context{state.server, state.open_connections, state.log.get(), state.tickets,
                              state.workers};
  auto worker = std::make_unique<Worker>(context, std::move(*loop), table, hits, certificates);
  for (const auto& listener : listeners) {
    if (!worker->listen(listener)) return fail(ErrorCode::OutOfDescriptors);
  }
  return worker;
}

}  // namespace

std::string to_text(const Problem& problem) {
  return problem.what + ": " + std::string(message(problem.code));
}

Opened open(const config::Server& server, const std::shared_ptr<const rules::Table>& table,
            std::vector<InheritedSocket> inherited) {
  Opened opened;
  auto state = std::make_unique<GatewayState>(server, unpredictable());
  state->start = now();
  const Listeners listeners = open_listeners(server.listeners, inherited, opened.problems);
  Listeners admins = open_listeners(server.admin.addresses, inherited, opened.problems);
  base::Descriptor log = take(kInheritedLog, server.log.path, inherited);
  base::Descriptor admin = take(kInheritedPath, server.admin.path, inherited);
  for (InheritedSocket& unwanted : inherited) {
    ::close(unwanted.fd);
    if (unwanted.address.starts_with(kInheritedLog)) continue;
    opened.unwanted.push_back(std::move(unwanted.address));
  }
  open_log(*state, std::move(log), opened.problems);
  LoadedCertificates loaded = load_certificates(server, state->start);
  std::ranges::move(loaded.problems, std::back_inserter(opened.problems));
  opened.warnings = std::move(loaded.warnings);
  for (const auto& listener : listeners) {
    state->addresses.push_back(listener->address);
    state->listeners.emplace_back(listener);
  }
  for (const auto& listener : admins) {
    state->admin_addresses.push_back(listener->address);
    state->listeners.emplace_back(listener);
  }
  const auto hits = state->rules.begin(table, thread_count(server));
  for (std::size_t i = 0; i < hits.size() && opened.problems.empty(); ++i) {
    auto worker = make_worker(*state, listeners, table, hits[i], loaded.certificates);
    if (worker) {
      state->workers.push_back(std::move(*worker));
    } else {
      opened.problems.push_back({"a thread's event loop", worker.error().code});
    }
  }
  if (opened.problems.empty()) {
    state->reloads.set_rules(*table, state->start);
    state->reloads.set_certificates(served(loaded.certificates, state->addresses));
    // Last: nothing is taken over from another server before all else is there.
    open_admin(*state, std::move(admins), std::move(admin), opened.problems);
  }
  if (state->log && state->log->is_new()) opened.made.push_back(server.log.path);
  if (state->admin && state->admin->is_new()) opened.made.push_back(server.admin.path);
  if (opened.problems.empty()) opened.gateway = std::make_unique<Gateway>(std::move(state));
  return opened;
}

Gateway::Gateway(std::unique_ptr<GatewayState> state) : state_(std::move(state)) {}

Gateway::~Gateway() {
  if (state_->threads.empty()) return;
  state_->open_connections.close();
  for (const auto& worker : state_->workers) worker->shut_down(true);
  wait();
}

const std::vector<std::string>& Gateway::addresses() const { return state_->addresses; }
const std::vector<std::string>& Gateway::admin_addresses() const { return state_->admin_addresses; }

void Gateway::start() {
  for (const auto& worker : state_->workers) {
    state_->threads.emplace_back([&worker] {
      block_signals();
      worker->run();
    });
  }
  state_->is_started = true;
}

void Gateway::wait() {
  for (std::thread& thread : state_->threads) thread.join();
  state_->threads.clear();
  if (state_->log) state_->log->finish();
}

void Gateway::replace(const std::shared_ptr<const rules::Table>& table) {
  const auto hits = state_->rules.begin(table, state_->workers.size());
  state_->tell_all([&](Worker& worker, std::size_t number, const auto& told) {
    worker.replace(table, hits[number], told);
  });
  state_->reloads.set_rules(*table, now());
  state_->reloads.count_done(Reload::OfRules);
}

void Gateway::replace(const Certificates& certificates) {
  state_->tell_all([&](Worker& worker, std::size_t /*number*/, const auto& told) {
    worker.replace(certificates, told);
  });
  state_->reloads.set_certificates(served(certificates, state_->addresses));
  state_->reloads.count_done(Reload::OfCertificates);
}

void Gateway::count_refused(Reload which) { state_->reloads.count_refused(which); }

std::optional<Problem> Gateway::reopen_log() {
  if (!state_->log) return std::nullopt;
  const auto error = state_->log->reopen();
  if (!error) {
    state_->reloads.count_done(Reload::OfLog);
    return std::nullopt;
  }
  state_->reloads.count_refused(Reload::OfLog);
  return Problem{state_->server.log.path, *error};
}

void Gateway::close_admin() { state_->admin.reset(); }

void Gateway::shut_down() {
  const std::lock_guard lock(state_->telling);
  const bool is_again = state_->is_shutting_down.exchange(true);
  state_->open_connections.close();
  for (const auto& worker : state_->workers) worker->shut_down(is_again);
}

Counters Gateway::counters() const {
  Counters sum;
  for (const auto& worker : state_->workers) worker->tally().add_to(sum);
  if (state_->log) sum.log_lines_dropped = state_->log->dropped();
  return sum;
}

}  // namespace onward::gateway
