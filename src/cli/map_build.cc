// SPDX-License-Identifier: MIT
// `onward map build`: rows in, an image out, which is in its place only when it is whole. A row
// that is of no use is said and left out, as the server does with rows of a text.
#include "cli/load.h"
#include "cli/map.h"
#include "cli/new_file.h"
#include "cli/options.h"
#include "cli/show.h"
#include "onward/base/error.h"
#include "rules/image/builder.h"
#include "rules/map_row.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace onward::cli {
namespace {

struct Asked {
  std::vector<std::string> files;
  std::string output;
  std::optional<std::string> format;
  rules::ImageOptions options;
  bool is_strict = false;
  bool is_quiet = false;
};

bool read_status(const std::optional<std::string>& text, std::uint16_t& status) {
  if (!text) return true;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, status);
  return error == std::errc{} && rest == end && rules::is_row_status(status);
}

std::optional<Asked> read_arguments(Arguments arguments, std::ostream& err) {
  Asked asked;
  std::optional<std::string> output;
  std::optional<std::string> status;
  rules::Comparison& comparison = asked.options.comparison;
  const OptionTable table{
      .command = "map build",
      .flags = {{"--ignore-case", &comparison.ignore_case},
                {"--merge-slashes", &comparison.merge_slashes},
                {"--ignore-trailing-slash", &comparison.ignore_trailing_slash},
                {"--keep-escapes", &comparison.keep_escapes},
                {"--keep-dots", &comparison.keep_dots},
                {"--strict", &asked.is_strict},
                {"--quiet", &asked.is_quiet}},
      .options = {{"-o,--output", &output}, {"--format", &asked.format}, {"--status", &status}},
      .operands = &asked.files};
  if (!read_options(table, arguments, err)) return std::nullopt;
  if (asked.files.empty() || !output) {
    err << "onward map build: files and -o IMAGE are needed\nTry 'onward help map'.\n";
    return std::nullopt;
  }
  if (comparison.keep_dots && !comparison.keep_escapes) {
    err << "onward map build: --keep-dots goes with --keep-escapes\n";
    return std::nullopt;
  }
  if (!read_status(status, asked.options.status)) {
    err << "onward map build: --status takes 301, 302, 303, 307, 308, 404 or 410\n";
    return std::nullopt;
  }
  asked.output = *output;
  return asked;
}

/// The secret of the hash: from the system, so that nobody who supplies rows knows it.
std::array<std::uint64_t, 2> random_key() {
  std::random_device device;
  const auto half = [&device] { return std::uint64_t{device()} << 32U | device(); };
  return {half(), half()};
}

std::int64_t now() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

/// What is told of the rows: errors, and warnings unless they are not wanted.
class Told {
 public:
  Told(const config::Configuration& files, bool is_quiet, std::ostream& err)
      : files_(files), is_quiet_(is_quiet), err_(err) {}

  void tell(const rules::Diagnostics& diagnostics) {
    for (const rules::Diagnostic& diagnostic : diagnostics) {
      const bool is_error = diagnostic.severity == rules::Severity::Error;
      if (diagnostic.severity == rules::Severity::Note) continue;
      ++(is_error ? errors_ : warnings_);
      if (!is_error && is_quiet_) continue;
      if (++told_ <= kMostShown) err_ << config::to_text(diagnostic, files_);
    }
  }
  std::size_t errors() const { return errors_; }

  std::string summary() const {
    std::string text;
    if (told_ > kMostShown) {
      text.append("... and ").append(std::to_string(told_ - kMostShown)).append(" more\n");
    }
    text.append("onward map build: ").append(std::to_string(errors_)).append(" left out, ");
    return text.append(std::to_string(warnings_)).append(" warnings\n");
  }

 private:
  static constexpr std::size_t kMostShown = 50;  // more would scroll the first ones away

  const config::Configuration& files_;
  bool is_quiet_;
  std::ostream& err_;
  std::size_t told_ = 0;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

ExitCode cannot_write(const Asked& asked, std::string_view why, std::ostream& err) {
  err << "onward map build: " << printable(asked.output) << ": " << why << '\n';
  return ExitCode::Environment;
}

ExitCode build(const Asked& asked, config::MapRows& rows, std::ostream& err) {
  Told told(rows.read, asked.is_quiet, err);
  told.tell(rows.read.diagnostics);
  NewFile file(asked.output);
  if (!file.is_open()) return cannot_write(asked, file.why(), err);
  rules::Diagnostics diagnostics;
  rules::ImageBuilder builder(asked.options, file, diagnostics);
  for (auto& map : rows.maps) {
    builder.begin_origin(rows.read.files[map->file].path, map->file);
    for (const rules::MapRow& row : map->rows) builder.add(row);
    map.reset();  // rows take more memory than all else
  }
  const auto header = builder.finish();
  told.tell(diagnostics);
  if (!header) {
    const bool is_file = header.error().code == ErrorCode::FileUnwritable;
    return cannot_write(asked, is_file ? file.why() : message(header.error().code), err);
  }
  const bool is_refused = asked.is_strict && told.errors() != 0;
  if (!is_refused) {
    if (!file.put_in_place()) return cannot_write(asked, file.why(), err);
    err << "onward map build: " << printable(asked.output) << ": " << header->rows << " rows, "
        << header->file_size << " bytes\n";
  }
  if (!diagnostics.empty() || told.errors() != 0) err << told.summary();
  if (is_refused) err << "onward map build: nothing is written\n";
  return told.errors() != 0 ? ExitCode::No : ExitCode::Yes;
}

}  // namespace

ExitCode run_map_build(Arguments arguments, const Streams& streams) {
  auto asked = read_arguments(arguments, streams.err);
  if (!asked) return ExitCode::Usage;
  LoadedRows loaded = load_map_rows({"map build", asked->files, asked->format}, streams.err);
  const auto& maps = loaded.rows.maps;
  if (maps.empty()) {
    for (const auto& d : loaded.rows.read.diagnostics) {
      streams.err << config::to_text(d, loaded.rows.read);
    }
    return loaded.code;
  }
  asked->options.is_literal = maps.front()->is_literal;
  const bool is_mixed = std::ranges::any_of(
      maps, [&](const auto& map) { return map->is_literal != maps.front()->is_literal; });
  if (is_mixed) {
    streams.err << "onward map build: in files of MDN '?' is a byte of the path, and in others it "
                   "is not; build an image of each\n";
    return ExitCode::Usage;
  }
  asked->options.key = random_key();
  asked->options.built_at = now();
  return build(*asked, loaded.rows, streams.err);
}

}  // namespace onward::cli
