// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

// What a load is told while it runs: SIGUSR1 for a report, SIGTERM for the last one.
namespace load {

inline volatile std::sig_atomic_t is_report_wanted = 0;
inline volatile std::sig_atomic_t is_end_wanted = 0;

/// Before the load runs. Who closes a connection early is no reason to end. Whoever starts a load
/// may block both signals before: what was sent until here then arrives here.
inline void heed_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGUSR1, [](int) { is_report_wanted = 1; });
  std::signal(SIGTERM, [](int) { is_end_wanted = 1; });
  sigset_t heeded;
  sigemptyset(&heeded);
  sigaddset(&heeded, SIGUSR1);
  sigaddset(&heeded, SIGTERM);
  sigprocmask(SIG_UNBLOCK, &heeded, nullptr);
}

}  // namespace load
