// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onward::cli {

/// The command line of one command: which words it takes, and where they go.
///
///   bool json = false;
///   std::vector<std::string> urls;
///   if (!read_options({.command = "resolve", .flags = {{"--json", &json}}, .operands = &urls},
///                     arguments, streams.err)) return ExitCode::Usage;
struct OptionTable {
  struct Flag {
    std::string names;  ///< "--json" or "-j,--json"
    bool* value;
  };
  struct Option {
    std::string names;
    std::optional<std::string>* value;
  };
  struct List {
    std::string names;
    std::vector<std::string>* values;  ///< one a time the option is given
  };
  std::string_view command;
  std::vector<Flag> flags = {};
  std::vector<Option> options = {};
  std::vector<List> lists = {};
  std::vector<std::string>* operands = nullptr;  ///< the words that are no options; null: none
};

/// Fills the table's places from the arguments. "--" ends the options. On a mistake says on `err`
/// what is wrong and what to do, and returns false.
bool read_options(const OptionTable& table, Arguments arguments, std::ostream& err);

}  // namespace onward::cli
