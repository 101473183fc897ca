// SPDX-License-Identifier: MIT
// `onward map`: three commands that share a file format. The first word says which, and the rest is
// theirs.
#include "cli/map.h"

#include "cli/show.h"

#include <algorithm>
#include <array>
#include <ostream>

namespace onward::cli {
namespace {

struct Part {
  std::string_view name;
  ExitCode (*run)(Arguments arguments, const Streams& streams);
};
constexpr std::array kParts{Part{"build", run_map_build}, Part{"get", run_map_get},
                            Part{"info", run_map_report}};

}  // namespace

ExitCode run_map(Arguments arguments, const Streams& streams) {
  if (!arguments.empty()) {
    const auto* const part = std::ranges::find(kParts, arguments[0], &Part::name);
    if (part != kParts.end()) return part->run(arguments.subspan(1), streams);
    streams.err << "onward map: there is no '" << printable(arguments[0])
                << "'; there are build, get and info\n";
  } else {
    streams.err << "onward map: build, get or info?\n";
  }
  streams.err << "Try 'onward help map'.\n";
  return ExitCode::Usage;
}

}  // namespace onward::cli
