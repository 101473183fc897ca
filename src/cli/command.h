// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

// A command of the program: a pure function from its arguments and three streams to an exit code,
// so that tests run commands without a process.
namespace onward::cli {

/// What the program's exit status says; `onward help` shows the same table to people.
enum class ExitCode : std::uint8_t {
  Yes = 0,          ///< done; every answer was one
  No = 1,           ///< done; but a URL was invalid, or did not match
  Usage = 2,        ///< the command line, the pattern or a line of the input can't be understood
  Environment = 3,  ///< reading or writing failed
};

/// Where a command reads and writes. One thread.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

using Arguments = std::span<const std::string>;

struct Command {
  std::string_view name;
  std::string_view summary;  ///< one line, for the list of commands
  std::string_view manual;   ///< usage, options, examples: what `onward help NAME` prints
  ExitCode (*run)(Arguments arguments, const Streams& streams);
};

/// All commands, in the order in which `onward help` lists them.
std::span<const Command> commands();

/// Runs `onward ARGUMENTS...`: finds the command, answers help and version, says what is wrong.
ExitCode run(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
