// SPDX-License-Identifier: MIT
// `onward export`: rules in the language of another server, and what that cannot say. Nothing that
// is there is written over unless asked for.
#include "cli/export.h"

#include "cli/load.h"
#include "cli/options.h"
#include "cli/output_files.h"
#include "cli/show.h"
#include "onward/config/written.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace onward::cli {
namespace {

struct Asked {
  config::Format format = config::Format::Toml;
  std::vector<std::string> operands;
  std::optional<std::string> from;
  std::optional<std::string> output;
  std::optional<std::string> host;
  bool force = false;
};

std::optional<Asked> read_arguments(Arguments arguments, std::ostream& err) {
  Asked asked;
  const OptionTable table{
      .command = "export",
      .flags = {{"--force", &asked.force}},
      .options = {{"-o,--output", &asked.output}, {"--from", &asked.from}, {"--host", &asked.host}},
      .operands = &asked.operands};
  if (!read_options(table, arguments, err)) return std::nullopt;
  if (asked.operands.size() != 2) {
    err << "onward export: a format and a file are needed\nTry 'onward help export'.\n";
    return std::nullopt;
  }
  const auto format = config::format_named(asked.operands[0]);
  if (!format || !config::can_write(*format)) {
    err << "onward export: no '" << printable(asked.operands[0]) << "' is written; there are "
        << config::written_format_names() << '\n';
    return std::nullopt;
  }
  asked.format = *format;
  return asked;
}

}  // namespace

ExitCode run_export(Arguments arguments, const Streams& streams) {
  const auto asked = read_arguments(arguments, streams.err);
  if (!asked) return ExitCode::Usage;
  Loaded loaded = load_files(
      {"export", std::span(asked->operands).subspan(1), asked->from, /*keeps_rules=*/true},
      streams.err);
  config::Configuration& configuration = loaded.configuration;
  if (configuration.files.empty()) return loaded.code;
  const auto print = [&](const rules::Diagnostics& diagnostics) {
    for (const rules::Diagnostic& d : diagnostics) streams.err << to_text(d, configuration);
  };
  if (!configuration.table) {
    print(configuration.diagnostics);
    return loaded.code;
  }
  const OutputAsked output{"export", asked->output, asked->force};
  const std::string stem = output.to_stdout() ? "onward" : output.stem();
  const config::Written written = config::to_foreign(
      configuration.rules, asked->format, {asked->host.value_or(""), configuration.files, stem});
  print(written.diagnostics);
  const auto lost =
      std::ranges::count(written.diagnostics, rules::Severity::Error, &rules::Diagnostic::severity);
  if (lost > 0) streams.err << "onward export: " << lost << " left out, as said above\n";
  const ExitCode code = write_files(output, written, streams);
  if (code != ExitCode::Yes) return code;
  return lost > 0 ? ExitCode::No : ExitCode::Yes;
}

}  // namespace onward::cli
