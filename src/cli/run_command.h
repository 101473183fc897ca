// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

#include <sstream>
#include <string>
#include <vector>

// Runs the program in a test, without a process.
namespace onward::cli {

struct Outcome {
  ExitCode code;
  std::string out;
  std::string err;
};

inline Outcome run_command(const std::vector<std::string>& arguments, const std::string& in = "") {
  std::istringstream input(in);
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = run(arguments, {input, out, err});
  return {code, out.str(), err.str()};
}

}  // namespace onward::cli
