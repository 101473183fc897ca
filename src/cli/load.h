// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/config/configuration.h"

#include <optional>
#include <string>

// The rule file of a command: read from the disk, checked, and what is wrong with it told.
namespace onward::cli {

/// Files of at most this size are read, in bytes: a map of ten million rows has 1 GB.
inline constexpr std::size_t kMaxFileBytes = std::size_t{2} * 1024 * 1024 * 1024;

/// Reads regular files, and standard input's as "/dev/stdin".
class FileReader final : public config::SourceReader {
 public:
  Result<std::string> read(std::string_view path) override;
};

/// Reads a rule file and prints its diagnostics. `format` is a name, see config::format_named();
/// absent: recognised. Without a table, `code` is what the command should answer.
struct Loaded {
  config::Configuration configuration;
  ExitCode code = ExitCode::Yes;
};
Loaded load(std::string_view command, std::string_view path,
            const std::optional<std::string>& format, std::ostream& err);

}  // namespace onward::cli
