// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

namespace onward::cli {

/// While it exists, the first SIGINT or SIGTERM is a wish to end and not the end; the second one
/// ends the program as ever. SIGPIPE is ignored: writing to a closed pipe fails instead. One at a
/// time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// The signal that came; 0 if none did.
  static int signal();

 private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
  struct sigaction pipe_ {};
};

}  // namespace onward::cli
