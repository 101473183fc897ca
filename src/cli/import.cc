// SPDX-License-Identifier: MIT
// `onward import`: reads redirect files of others, writes rules, and tells what was lost. Nothing
// is written before everything is read, and nothing that is there is written over unless asked for.
#include "cli/import.h"

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

#include <boost/json.hpp>

namespace onward::cli {
namespace {

namespace json = boost::json;

using rules::Severity;

struct Asked {
  std::string format;
  std::vector<std::string> files;
  std::optional<std::string> output;
  std::optional<std::string> base;
  bool force = false;
  bool as_json = false;
  bool strict = false;
  bool quiet = false;
};

std::optional<Asked> read_arguments(Arguments arguments, std::ostream& err) {
  Asked asked;
  std::vector<std::string> operands;
  const OptionTable table{.command = "import",
                          .flags = {{"--force", &asked.force},
                                    {"--json", &asked.as_json},
                                    {"--strict", &asked.strict},
                                    {"--quiet", &asked.quiet}},
                          .options = {{"-o,--output", &asked.output}, {"--base", &asked.base}},
                          .operands = &operands};
  if (!read_options(table, arguments, err)) return std::nullopt;
  if (operands.size() < 2) {
    err << "onward import: a format and a file are needed\nTry 'onward help import'.\n";
    return std::nullopt;
  }
  asked.format = operands[0];
  asked.files.assign(operands.begin() + 1, operands.end());
  return asked;
}

/// What became of the files, in numbers.
struct Count {
  std::size_t rules = 0;
  std::size_t rows = 0;
  std::size_t redirects = 0;
  std::size_t lost = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;
};

Count count(const config::Configuration& configuration) {
  Count count;
  count.rules = configuration.rules.size();
  for (const rules::Rule& rule : configuration.rules) {
    if (rule.action.map) count.rows += rule.action.map->rows.size();
  }
  count.redirects = configuration.takeover.redirects;
  count.lost = configuration.takeover.lost;
  for (const rules::Diagnostic& d : configuration.diagnostics) {
    ++(d.severity == Severity::Error     ? count.errors
       : d.severity == Severity::Warning ? count.warnings
                                         : count.notes);
  }
  return count;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number).append(" ").append(noun).append(number == 1 ? "" : "s");
}

/// "62 of 64 redirects taken over into 70 rules; 2 lost, 1 warning, 5 notes"
std::string summary(const Count& count) {
  std::string text = std::to_string(count.redirects - std::min(count.lost, count.redirects));
  text.append(" of ").append(counted(count.redirects, "redirect")).append(" taken over into ");
  text.append(counted(count.rules, "rule"));
  if (count.rows != 0) text.append(" with ").append(counted(count.rows, "row")).append(" of maps");
  text.append("; ").append(std::to_string(count.lost)).append(" lost, ");
  text.append(counted(count.warnings, "warning")).append(", ");
  return text.append(counted(count.notes, "note"));
}

void print_text(const Asked& asked, const config::Configuration& configuration, const Count& count,
                std::ostream& err) {
  for (const rules::Diagnostic& d : configuration.diagnostics) {
    if (asked.quiet && d.severity != Severity::Error) continue;
    err << config::to_text(d, configuration);
  }
  err << "onward import: " << summary(count) << '\n';
}

json::object to_json(const config::Configuration& configuration, const Count& count) {
  json::array files;
  for (const config::SourceFile& file : configuration.files) {
    files.push_back(
        json::object{{"path", printable(file.path)}, {"format", config::name(file.format)}});
  }
  json::array diagnostics;
  for (const rules::Diagnostic& d : configuration.diagnostics) {
    const bool has_file = d.place.file < configuration.files.size();
    diagnostics.push_back(
        json::object{{"severity", rules::name(d.severity)},
                     {"file", has_file ? printable(configuration.files[d.place.file].path) : ""},
                     {"line", d.place.line},
                     {"column", d.place.column},
                     {"message", printable(d.message)},
                     {"hint", printable(d.hint)}});
  }
  return {{"redirects", count.redirects},
          {"lost", count.lost},
          {"rules", count.rules},
          {"rows", count.rows},
          {"errors", count.errors},
          {"warnings", count.warnings},
          {"notes", count.notes},
          {"files", std::move(files)},
          {"diagnostics", std::move(diagnostics)}};
}

std::string heading(const config::Configuration& configuration) {
  std::string text = "# The redirects of ";
  text += printable(configuration.files[0].path);
  if (configuration.files.size() > 1) {
    text += " and " + counted(configuration.files.size() - 1, "other file");
  }
  return text + ", as rules of Onward.\n\n";
}

ExitCode write(const Asked& asked, const config::Configuration& configuration,
               const Streams& streams) {
  const OutputAsked output{"import", asked.output, asked.force};
  config::Written written =
      config::to_toml(configuration.rules, output.stem(), configuration.files);
  written.files[0].text.insert(0, heading(configuration));
  return write_files(output, written, streams);
}

}  // namespace

ExitCode run_import(Arguments arguments, const Streams& streams) {
  const auto asked = read_arguments(arguments, streams.err);
  if (!asked) return ExitCode::Usage;
  const Loaded loaded = load_files(
      {"import", asked->files, asked->format, /*keeps_rules=*/true, asked->base}, streams.err);
  const config::Configuration& configuration = loaded.configuration;
  if (configuration.files.empty()) return loaded.code;
  const bool is_own = std::ranges::any_of(configuration.files, [](const auto& file) {
    return file.format == config::Format::Toml && !file.text.empty();
  });
  if (is_own && configuration.table) {
    streams.err << "onward import: " << printable(asked->files[0])
                << " is a configuration of Onward's already\n";
    return ExitCode::Usage;
  }
  const Count counted = count(configuration);
  if (asked->as_json) {
    streams.err << json::serialize(to_json(configuration, counted)) << '\n';
  } else {
    print_text(*asked, configuration, counted, streams.err);
  }
  if (!configuration.table) return loaded.code;
  if (const ExitCode code = write(*asked, configuration, streams); code != ExitCode::Yes) {
    return code;
  }
  const bool is_lost = counted.lost > 0 || counted.errors > 0;
  return is_lost || (asked->strict && counted.warnings > 0) ? ExitCode::No : ExitCode::Yes;
}

}  // namespace onward::cli
