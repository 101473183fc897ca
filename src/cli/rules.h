// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kRulesManual =
    R"(onward rules - how often each rule of a running server decided

Usage: onward rules hits [OPTION]... ADDRESS

ADDRESS is the server's [admin] listener: unix:/run/onward/admin.sock. One line
a rule: how often it decided, when it last did (UTC), when it ends, and what it
is. Rules that never did come first, in the order of the file; then those that
are the longest ago. Counts begin with the server and go on over its reloads.

Options:
  --never      only the rules that never decided
  --json       what the server said: {"now", "rules": [{"name", "source",
               "line", "hits", "last", "until"}]}, times in seconds since 1970,
               null where there is none
  -h, --help   this text

Exit status: 0 done, 2 no such address can be, 3 no server answers there.

Examples:
  onward rules hits unix:/run/onward/admin.sock
  onward rules hits --never unix:/run/onward/admin.sock
)";

ExitCode run_rules(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
