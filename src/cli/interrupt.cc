// SPDX-License-Identifier: MIT
// The handler only notes the number; system calls that wait are not restarted, so that whoever
// waits looks at it at once.
#include "cli/interrupt.h"

namespace onward::cli {
namespace {

volatile std::sig_atomic_t came = 0;  // what a handler may write

extern "C" void note_signal(int number) { came = number; }

}  // namespace

Interrupt::Interrupt() {
  came = 0;
  struct sigaction noting {};
  noting.sa_handler = note_signal;
  noting.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &noting, &interrupt_);
  ::sigaction(SIGTERM, &noting, &terminate_);
  struct sigaction ignoring {};
  ignoring.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignoring, &pipe_);
}

Interrupt::~Interrupt() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
  ::sigaction(SIGPIPE, &pipe_, nullptr);
}

int Interrupt::signal() { return came; }

}  // namespace onward::cli
