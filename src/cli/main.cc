// SPDX-License-Identifier: MIT
// The program: hands the command line and the standard streams to cli::run. Nothing else is here,
// so that all of it can be tested without a process.
#include "cli/command.h"

#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(onward::cli::run(arguments, {std::cin, std::cout, std::cerr}));
}
