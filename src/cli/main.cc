// SPDX-License-Identifier: MIT
// The program: hands the command line and the standard streams to cli::run. Nothing else is here,
// so that all of it can be tested without a process.
#include "cli/command.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const int code = static_cast<int>(onward::cli::run(arguments, {std::cin, std::cout, std::cerr}));
#ifdef NDEBUG
  // What the libraries would free one by one the system frees at once: 2 % of what starting costs
  // (docs/decisions/0050-waiting-for-libcurl.md). Builds for tests look for leaks here.
  std::cout.flush();
  std::_Exit(code);
#else
  return code;
#endif
}
