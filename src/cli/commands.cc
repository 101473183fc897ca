// SPDX-License-Identifier: MIT
// The table of commands, and what is the same for all of them: help, version, and an answer for a
// name that is none.
#include "cli/check.h"
#include "cli/clients.h"
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/export.h"
#include "cli/follow.h"
#include "cli/import.h"
#include "cli/map.h"
#include "cli/pattern.h"
#include "cli/resolve.h"
#include "cli/rules.h"
#include "cli/serve.h"
#include "cli/show.h"
#include "rules/nearest.h"

#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <ostream>

namespace onward::cli {
namespace {

ExitCode run_help(Arguments arguments, const Streams& streams);
ExitCode run_version(Arguments arguments, const Streams& streams);

constexpr std::string_view kHelpManual = R"(onward help - what the program does, and how

Usage: onward help [COMMAND]

Without COMMAND: the list of commands. With it: its manual, as
'onward COMMAND --help' prints it.
)";

constexpr std::string_view kVersionManual = R"(onward version - which Onward this is

Usage: onward version
)";

constexpr std::array kCommands{
    Command{"serve", "answer requests by rules", kServeManual, run_serve},
    Command{"follow", "a request, followed through every redirect without loss", kFollowManual,
            run_follow},
    Command{"explain", "what a rule file answers to one request, and why", kExplainManual,
            run_explain},
    Command{"check", "what is wrong with a rule set, and how to mend it", kCheckManual, run_check},
    Command{"import", "the redirects of another server as rules", kImportManual, run_import},
    Command{"export", "rules in the language of another server", kExportManual, run_export},
    Command{"map", "images of maps: millions of rows that open at once", kMapManual, run_map},
    Command{"rules", "how often each rule of a running server decided", kRulesManual, run_rules},
    Command{"clients", "what real clients do with a redirect", kClientsManual, run_clients},
    Command{"resolve", "what a browser makes of a URL or of a Location", kResolveManual,
            run_resolve},
    Command{"pattern", "match URLs against a URLPattern", kPatternManual, run_pattern},
    Command{"help", "this list, or the manual of a command", kHelpManual, run_help},
    Command{"version", "which Onward this is", kVersionManual, run_version},
};

const Command* find_command(std::string_view name) {
  const auto* found = std::ranges::find(kCommands, name, &Command::name);
  return found == kCommands.end() ? nullptr : found;
}

std::optional<std::string_view> closest_command(std::string_view name) {
  constexpr std::size_t kLongestName = 32;  // far above any command's: no work for junk
  if (name.size() > kLongestName) return std::nullopt;
  const auto* best = std::ranges::min_element(kCommands, {}, [name](const Command& command) {
    return rules::edit_distance(name, command.name);
  });
  if (rules::edit_distance(name, best->name) > 2) return std::nullopt;
  return best->name;
}

ExitCode unknown_command(std::string_view name, const Streams& streams) {
  streams.err << "onward: there is no command '" << printable(name) << "'";
  if (const auto meant = closest_command(name)) streams.err << "; did you mean '" << *meant << "'?";
  streams.err << "\nTry 'onward help'.\n";
  return ExitCode::Usage;
}

void print_overview(std::ostream& out) {
  out << R"(onward - moves live HTTP traffic to another URL without losing a write

Usage: onward COMMAND [ARGUMENT]...

Commands:
)";
  for (const Command& command : kCommands) {
    constexpr std::size_t kColumn = 10;
    out << "  " << command.name << std::string(kColumn - command.name.size(), ' ')
        << command.summary << '\n';
  }
  out << R"(
'onward help COMMAND' has the options and examples of a command.

Exit status:
  0  done
  1  done, and the answer is no: a URL is invalid, nothing matches, a line can't
     be honoured
  2  the command line, the file or the input can't be understood
  3  reading or writing failed, or an address can't be taken
'onward follow' has more, one for each way of ending.
)";
}

ExitCode run_help(Arguments arguments, const Streams& streams) {
  if (arguments.empty()) {
    print_overview(streams.out);
    return ExitCode::Yes;
  }
  if (arguments.size() > 1) {
    streams.err << "onward help: one command at a time\nTry 'onward help'.\n";
    return ExitCode::Usage;
  }
  const Command* command = find_command(arguments[0]);
  if (command == nullptr) return unknown_command(arguments[0], streams);
  streams.out << command->manual;
  return ExitCode::Yes;
}

ExitCode run_version(Arguments arguments, const Streams& streams) {
  if (!arguments.empty()) {
    streams.err << "onward version: takes no argument\n";
    return ExitCode::Usage;
  }
  streams.out << "onward " << ONWARD_VERSION << '\n';
  return ExitCode::Yes;
}

bool is_help_option(std::string_view argument) { return argument == "--help" || argument == "-h"; }

ExitCode dispatch(Arguments arguments, const Streams& streams) {
  if (arguments.empty()) {
    print_overview(streams.err);
    return ExitCode::Usage;
  }
  const std::string& name = arguments[0];
  const Arguments rest = arguments.subspan(1);
  if (is_help_option(name)) return run_help(rest, streams);
  if (name == "--version" || name == "-V") return run_version(rest, streams);
  const Command* command = find_command(name);
  if (command == nullptr) return unknown_command(name, streams);
  const auto options_end = std::ranges::find(rest, "--");
  if (std::find_if(rest.begin(), options_end, is_help_option) != options_end) {
    streams.out << command->manual;
    return ExitCode::Yes;
  }
  return command->run(rest, streams);
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

ExitCode run(Arguments arguments, const Streams& streams) {
  const ExitCode code = dispatch(arguments, streams);
  streams.out.flush();
  if (!streams.out) {
    streams.err << "onward: writing the output failed\n";
    return ExitCode::Environment;
  }
  if (streams.in.bad()) {
    streams.err << "onward: reading the input failed\n";
    return ExitCode::Environment;
  }
  return code;
}

}  // namespace onward::cli
