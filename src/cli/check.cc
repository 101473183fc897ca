// SPDX-License-Identifier: MIT
// `onward check`: reads files, hands them to the module check, writes its report. Each file is a
// rule set of its own.
#include "cli/check.h"

#include "cli/check_live.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/show.h"
#include "onward/base/error.h"
#include "onward/check/fix.h"
#include "onward/check/report.h"
#include "onward/check/rules.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

namespace onward::cli {
namespace {

using check::Severity;

struct Asked {
  std::vector<std::string> files;
  std::optional<config::Format> format;
  check::Options options;
  std::string report = "text";
  std::optional<std::string> output;
  std::optional<std::string> explained;
  std::vector<std::string> fail_ids;
  std::optional<Severity> fail_on = Severity::Warning;
  bool shows_all = false;
  bool fixes = false;
  LiveWords live;
};

bool complain(std::ostream& err, const std::string& what) {
  err << "onward check: " << what << "\nTry 'onward help check'.\n";
  return false;
}

bool read_fail_on(const std::optional<std::string>& words, Asked& asked, std::ostream& err) {
  if (!words) return true;
  asked.fail_on = std::nullopt;
  if (*words == "never") return true;
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
    if (*words == check::name(severity)) asked.fail_on = severity;
  }
  if (asked.fail_on) return true;
  for (std::size_t at = 0; at <= words->size();) {
    const std::size_t end = std::min(words->find(',', at), words->size());
    asked.fail_ids.push_back(words->substr(at, end - at));
    at = end + 1;
    if (check::find_id(asked.fail_ids.back()) != nullptr) continue;
    return complain(err, "--fail-on takes error, warning, note, never or ids; there is no id '" +
                             printable(asked.fail_ids.back()) + "'");
  }
  return true;
}

bool check_words(const Asked& asked, std::ostream& err) {
  constexpr std::string_view kReports = " text json sarif junit html ";
  if (kReports.find(" " + asked.report + " ") == kReports.npos) {
    return complain(err, "there is no report '" + printable(asked.report) +
                             "'; there are text, json, sarif, junit and html");
  }
  for (const std::string& id : asked.options.disabled) {
    if (check::find_id(id) != nullptr) continue;
    return complain(err, "there is no id '" + printable(id) + "'; --explain all lists them");
  }
  const auto platforms = check::platforms();
  const std::string& platform = asked.options.platform;
  if (!platform.empty() && std::ranges::find(platforms, platform) == platforms.end()) {
    return complain(err, "the limits of '" + printable(platform) + "' are not known");
  }
  if (asked.live.is_asked() && !asked.files.empty()) {
    return complain(err, "give rule files or URLs, not both; --against FILE compares");
  }
  if (const auto idle = asked.live.idle_option(); !idle.empty() && !asked.live.is_asked()) {
    return complain(err, std::string(idle) + " goes with URLs");
  }
  return !asked.files.empty() || asked.live.is_asked() || asked.explained ||
         complain(err, "give a rule file or a URL");
}

std::optional<Asked> read_arguments(Arguments arguments, std::ostream& err) {
  Asked asked;
  std::optional<std::string> format;
  std::optional<std::string> report;
  std::optional<std::string> fail_on;
  std::optional<std::string> platform;
  std::optional<std::string> base;
  OptionTable table{
      .command = "check",
      .flags = {{"--fix", &asked.fixes},
                {"--slashes-alike", &asked.options.slashes_alike},
                {"--all", &asked.shows_all}},
      .options = {{"--report", &report},
                  {"-o,--output", &asked.output},
                  {"--fail-on", &fail_on},
                  {"--explain", &asked.explained},
                  {"--platform", &platform},
                  {"--base", &base},
                  {"--format", &format}},
      .lists = {{"--disable", &asked.options.disabled}, {"--host", &asked.options.hosts}},
      .operands = &asked.files};
  asked.live.add_to(table);
  if (!read_options(table, arguments, err)) return std::nullopt;
  const auto first_url = std::ranges::stable_partition(
      asked.files, [](const std::string& operand) { return !is_live_url(operand); });
  asked.live.urls.assign(first_url.begin(), first_url.end());
  asked.files.erase(first_url.begin(), first_url.end());
  asked.report = report.value_or("text");
  asked.options.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  asked.options.platform = platform.value_or("");
  asked.options.base = base.value_or("");
  if (format) asked.format = config::format_named(*format);
  if (format && !asked.format) {
    complain(err, "there is no format '" + printable(*format) + "'");
    return std::nullopt;
  }
  if (!read_fail_on(fail_on, asked, err) || !check_words(asked, err)) return std::nullopt;
  return asked;
}

ExitCode explain_id(const std::string& name, const Streams& streams) {
  bool is_known = false;
  for (const check::Id& id : check::ids()) {
    if (name != "all" && name != id.name) continue;
    streams.out << (is_known ? "\n" : "") << id.name << " (" << check::name(id.severity)
                << "): " << id.title << "\n  " << id.why << "\n  " << id.fix << "\n";
    is_known = true;
  }
  if (is_known) return ExitCode::Yes;
  complain(streams.err, "there is no id '" + printable(name) + "'; --explain all lists them");
  return ExitCode::Usage;
}

std::string written(const check::Report& report, const Asked& asked, const Streams& streams) {
  if (asked.report == "json") return check::to_json(report);
  if (asked.report == "sarif") return check::to_sarif(report);
  if (asked.report == "junit") return check::to_junit(report);
  if (asked.report == "html") return check::to_html(report);
  check::TextOptions options;
  options.colours = !asked.output && &streams.out == &std::cout && ::isatty(STDOUT_FILENO) == 1 &&
                    std::getenv("NO_COLOR") == nullptr;
  if (asked.shows_all) options.each = report.findings.size();
  return check::to_text(report, options);
}

std::string written(const check::LiveReport& live, const Asked& asked, const Streams& streams) {
  if (asked.report == "json") return check::to_json(live);
  const std::string hops = asked.report == "text" ? check::to_text(live) + "\n" : "";
  return hops + written(live.report, asked, streams);
}

bool fails(const check::Report& report, const Asked& asked) {
  return std::ranges::any_of(report.findings, [&](const check::Finding& finding) {
    if (std::ranges::find(asked.fail_ids, finding.id) != asked.fail_ids.end()) return true;
    return asked.fail_on && finding.severity <= *asked.fail_on;
  });
}

/// Written beside the file and then put in its place, so that nobody sees half of it.
bool replace_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".onward-new";
  std::ofstream out(beside, std::ios::binary);
  if (!(out << text).flush()) return false;
  out.close();
  return std::rename(beside.c_str(), path.c_str()) == 0;
}

/// Writes flattened chains, and says what was changed.
bool fix(const config::Configuration& configuration, const Asked& asked, const Streams& streams) {
  const check::Fixed fixed = check::fix_chains(configuration, asked.options);
  for (const check::Fixed::File& file : fixed.files) {
    if (replace_file(file.path, file.text)) continue;
    streams.err << "onward check: " << printable(file.path) << " can't be written\n";
    return false;
  }
  for (const check::FixedLine& line : fixed.lines) {
    streams.err << printable(configuration.files[line.place.file].path) << ":" << line.place.line
                << ": " << printable(line.from) << " is now " << printable(line.to) << '\n';
  }
  if (fixed.left != 0) {
    streams.err << fixed.left << (fixed.left == 1 ? " chain is" : " chains are")
                << " left: to rewrite them would change more than the number of redirects\n";
  }
  return true;
}

ExitCode check_files(const Asked& asked, const Streams& streams, check::Report& report) {
  for (const std::string& file : asked.files) {
    AskedFilesReader reader(std::span(&file, 1));
    const auto read = [&] {
      return config::open(
          file, {.format = asked.format, .keeps_going = true, .base = asked.options.base}, reader);
    };
    auto configuration = read();
    if (const auto& error = reader.error()) {
      streams.err << "onward check: " << printable(file) << ": " << message(error->code) << '\n';
      return ExitCode::Environment;
    }
    if (asked.fixes) {
      if (!fix(configuration, asked, streams)) return ExitCode::Environment;
      configuration = read();
    }
    check::append(report, check::check_rules(configuration, asked.options));
  }
  return ExitCode::Yes;
}

}  // namespace

ExitCode run_check(Arguments arguments, const Streams& streams) {
  const auto asked = read_arguments(arguments, streams.err);
  if (!asked) return ExitCode::Usage;
  if (asked->explained) return explain_id(*asked->explained, streams);
  check::Report report;
  std::string text;
  if (asked->live.is_asked()) {
    ExitCode code = ExitCode::Yes;
    auto live = ask_servers(asked->live, asked->options.disabled, streams, code);
    if (!live) return code;
    text = written(*live, *asked, streams);
    report = std::move(live->report);
  } else {
    const ExitCode code = check_files(*asked, streams, report);
    if (code != ExitCode::Yes) return code;
    text = written(report, *asked, streams);
  }
  if (asked->output) {
    std::ofstream out(*asked->output, std::ios::binary);
    if (!(out << text).flush()) {
      streams.err << "onward check: " << printable(*asked->output) << " can't be written\n";
      return ExitCode::Environment;
    }
  } else {
    streams.out << text;
  }
  return fails(report, *asked) ? ExitCode::No : ExitCode::Yes;
}

}  // namespace onward::cli
