// SPDX-License-Identifier: MIT
// The program: hands the command line and the standard streams to cli::run. Nothing else is here,
// so that all of it can be tested without a process.
#include "cli/command.h"

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  // A reader that goes away (`onward … | head`) is a failed write, not a signal.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(onward::cli::run(arguments, {std::cin, std::cout, std::cerr}));
}
