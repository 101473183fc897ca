// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/config/written.h"

#include <optional>
#include <string>

// Where a command writes what it made.
namespace onward::cli {

struct OutputAsked {
  const char* command;                ///< "import", for messages
  std::optional<std::string> output;  ///< none or "-": to standard output
  bool force = false;                 ///< write over what is there

  bool to_stdout() const { return !output || *output == "-"; }
  /// The name of the file without its ending: what names of files beside it begin with.
  std::string stem() const;
};

/// Writes the files, each beside the first; nothing is written where one of them is there. Several
/// do not go to standard output.
ExitCode write_files(const OutputAsked& asked, const config::Written& written,
                     const Streams& streams);

}  // namespace onward::cli
