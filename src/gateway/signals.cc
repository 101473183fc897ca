// SPDX-License-Identifier: MIT
// Signals are blocked in all threads and taken by one that waits, so no handler ever runs.
// SIGPIPE is ignored: what writes to a closed pipe or socket gets EPIPE.
#include "onward/gateway/signals.h"

#include <csignal>
#include <initializer_list>

namespace onward::gateway {
namespace {

sigset_t served() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int each : {SIGHUP, SIGUSR2, SIGCHLD, SIGINT, SIGTERM}) ::sigaddset(&set, each);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = served();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Signals::~Signals() {
  const sigset_t set = served();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
}

Signal Signals::next() {
  const sigset_t set = served();
  siginfo_t info{};
  int signal = 0;
  while (signal <= 0) signal = ::sigwaitinfo(&set, &info);
  const int sender = info.si_code == SI_USER ? info.si_pid : 0;
  if (signal == SIGHUP) return {Signal::Kind::Reload, sender};
  if (signal == SIGUSR2) return {Signal::Kind::Upgrade, sender};
  if (signal == SIGCHLD) return {Signal::Kind::ChildEnded, sender};
  return {Signal::Kind::Stop, sender};
}

}  // namespace onward::gateway
