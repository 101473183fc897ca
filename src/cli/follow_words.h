// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/client/client.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What the command line of `onward follow` says.
namespace onward::cli {

struct Follow {
  client::Options options;
  std::unique_ptr<client::Request> request;
  std::string output;  ///< -o, or what -O makes of the URL; "": the standard output
  std::optional<std::string> write_out;
  std::string cache;        ///< its file; "": none
  bool show_heads = false;  ///< -i, -I
  bool fail = false;
  bool silent = false;
  bool show_errors = false;
  bool verbose = false;
  bool trace = false;
  bool json = false;
};

/// Nullopt, and said on `err`, where it cannot be understood; `code` is then the exit status.
std::optional<Follow> read_follow(Arguments arguments, std::ostream& err, ExitCode& code);

}  // namespace onward::cli
