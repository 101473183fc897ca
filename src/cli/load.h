// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/config/configuration.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The rule file of a command: read from the disk, checked, and what is wrong with it told.
namespace onward::cli {

/// Files of at most this size are read, in bytes: a map of ten million rows has 1 GB.
inline constexpr std::size_t kMaxFileBytes = std::size_t{2} * 1024 * 1024 * 1024;

/// Reads regular files, and standard input's as "/dev/stdin".
class FileReader final : public config::SourceReader {
 public:
  Result<std::string> read(std::string_view path) override;
  /// glob(3): hidden files only where the pattern says so.
  std::vector<std::string> matching(std::string_view pattern) override;
  /// Mapped into memory: see mapped_file.h.
  Result<std::shared_ptr<const rules::MapImage>> image(std::string_view path) override;
};

/// The same, and remembers the first of the files that were asked for and cannot be read. Standard
/// input can be read only once. `asked` outlives it.
class AskedFilesReader final : public config::SourceReader {
 public:
  explicit AskedFilesReader(std::span<const std::string> asked) : asked_(asked) {}

  Result<std::string> read(std::string_view path) override;
  std::vector<std::string> matching(std::string_view pattern) override {
    return files_.matching(pattern);
  }
  Result<std::shared_ptr<const rules::MapImage>> image(std::string_view path) override {
    return files_.image(path);
  }

  struct Unread {
    std::string path;
    ErrorCode code;
  };
  const std::optional<Unread>& error() const { return error_; }

 private:
  std::span<const std::string> asked_;
  FileReader files_;
  std::optional<Unread> error_;
};

/// Without a table, `code` is what the command should answer.
struct Loaded {
  config::Configuration configuration;
  ExitCode code = ExitCode::Yes;
};

struct LoadRequest {
  std::string_view command;
  std::span<const std::string> paths;
  std::optional<std::string>
      format{};  ///< see config::format_named(); absent or "auto": recognised
  bool keeps_rules = false;
  std::optional<std::string> base{};  ///< see config::OpenOptions
};

/// Reads rule files. That there is no such format or file is said, and then the configuration has
/// no files; its diagnostics are not printed.
Loaded load_files(const LoadRequest& request, std::ostream& err);

/// The same, and prints the diagnostics; notes are counted.
Loaded load(const LoadRequest& request, std::ostream& err);

/// The rows of maps, and what a command should answer where there are none.
struct LoadedRows {
  config::MapRows rows;
  ExitCode code = ExitCode::Yes;
};

/// Reads files as maps, each by itself. What cannot be read is said, what is wrong with rows is in
/// the diagnostics.
LoadedRows load_map_rows(const LoadRequest& request, std::ostream& err);

}  // namespace onward::cli
