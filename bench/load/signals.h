// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

// What a load is told while it runs: SIGUSR1 for a report, SIGTERM for the last one.
namespace load {

inline volatile std::sig_atomic_t is_report_wanted = 0;
inline volatile std::sig_atomic_t is_end_wanted = 0;

/// Before the load runs. Who closes a connection early is no reason to end.
inline void heed_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGUSR1, [](int) { is_report_wanted = 1; });
  std::signal(SIGTERM, [](int) { is_end_wanted = 1; });
}

}  // namespace load
