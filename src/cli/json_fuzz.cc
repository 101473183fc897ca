// SPDX-License-Identifier: MIT
// Any bytes on the standard input of the commands that read JSON lines: each line that is not blank
// is answered by one line, which is a JSON object, and the command ends by itself.
#include "base/check.h"
#include "cli/run_command.h"

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include <boost/json.hpp>

namespace {

using onward::cli::ExitCode;

std::size_t count_lines_to_answer(const std::string& input) {
  std::istringstream lines(input);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.find_first_not_of(" \t") != std::string::npos) ++count;
  }
  return count;
}

void check_command(const char* command, const std::string& input) {
  const auto outcome = onward::cli::run_command({command, "--json", "-"}, input);
  CHECK(outcome.code == ExitCode::Yes || outcome.code == ExitCode::Usage);
  CHECK(outcome.err.empty());
  std::istringstream answers(outcome.out);
  std::size_t count = 0;
  for (std::string line; std::getline(answers, line); ++count) {
    CHECK(boost::json::parse(line).is_object());
  }
  CHECK(count == count_lines_to_answer(input));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  check_command("resolve", input);
  check_command("pattern", input);
  return 0;
}
