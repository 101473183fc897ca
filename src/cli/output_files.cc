// SPDX-License-Identifier: MIT
// Files are written whole or not at all, and none that is there is overwritten unless that was
// asked for.
#include "cli/output_files.h"

#include "cli/show.h"

#include <filesystem>
#include <fstream>
#include <ostream>
#include <vector>

namespace onward::cli {

std::string OutputAsked::stem() const {
  return to_stdout() ? "" : std::filesystem::path(output.value_or("")).stem().string();
}

ExitCode write_files(const OutputAsked& asked, const config::Written& written,
                     const Streams& streams) {
  const std::string who = std::string("onward ") + asked.command + ": ";
  if (asked.to_stdout() && written.files.size() > 1) {
    streams.err << who << "maps of many rows are files of their own; say -o FILE\n";
    return ExitCode::Usage;
  }
  if (asked.to_stdout()) {
    streams.out << written.files[0].text << std::flush;
    return streams.out ? ExitCode::Yes : ExitCode::Environment;
  }
  const std::filesystem::path first(asked.output.value_or(""));
  std::vector<std::filesystem::path> paths;
  for (const config::WrittenFile& file : written.files) {
    paths.push_back(file.name.empty() ? first : first.parent_path() / file.name);
    std::error_code ignored;
    if (!asked.force && std::filesystem::exists(paths.back(), ignored)) {
      streams.err << who << printable(paths.back().string())
                  << " is there already; --force writes over it\n";
      return ExitCode::Environment;
    }
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    std::ofstream out(paths[i], std::ios::binary);
    out << written.files[i].text << std::flush;
    if (out) continue;
    streams.err << who << printable(paths[i].string()) << " can't be written\n";
    return ExitCode::Environment;
  }
  return ExitCode::Yes;
}

}  // namespace onward::cli
