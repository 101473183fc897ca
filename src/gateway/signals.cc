// SPDX-License-Identifier: MIT
// Signals are blocked in all threads and taken by one that waits, so no handler ever runs.
// SIGPIPE is ignored: what writes to a closed pipe or socket gets EPIPE.
#include "onward/gateway/signals.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <initializer_list>

namespace onward::gateway {
namespace {

sigset_t served() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int each : {SIGHUP, SIGUSR2, SIGCHLD, SIGINT, SIGTERM}) ::sigaddset(&set, each);
  return set;
}

Signal::Kind kind_of(int signal) {
  switch (signal) {
    case SIGHUP:
      return Signal::Kind::Reload;
    case SIGUSR2:
      return Signal::Kind::Upgrade;
    case SIGCHLD:
      return Signal::Kind::ChildEnded;
    default:
      return Signal::Kind::Stop;
  }
}

}  // namespace

Signals::Signals() {
  const sigset_t set = served();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

// Who ends has nothing more to reload, and a kill of all processes of its name is no reason to cut
// those that it still answers.
Signals::~Signals() {
  for (const int each : {SIGHUP, SIGUSR2}) std::signal(each, SIG_IGN);
  const sigset_t set = served();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
}

Signal Signals::next() {
  for (;;) {
    if (const auto signal = next_within(std::chrono::hours(1))) return *signal;
  }
}

std::optional<Signal> Signals::next_within(std::chrono::milliseconds time) {
  using namespace std::chrono;
  const sigset_t set = served();
  const auto end = steady_clock::now() + time;
  for (;;) {
    const auto left = std::max(end - steady_clock::now(), steady_clock::duration::zero());
    const auto whole = duration_cast<seconds>(left);
    const timespec wait{whole.count(), duration_cast<nanoseconds>(left - whole).count()};
    siginfo_t info{};
    const int signal = ::sigtimedwait(&set, &info, &wait);
    if (signal > 0) return Signal{kind_of(signal), info.si_code == SI_USER ? info.si_pid : 0};
    if (errno == EAGAIN) return std::nullopt;
  }
}

}  // namespace onward::gateway
