// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "cli/options.h"
#include "onward/check/live.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The part of `onward check` that asks servers.
namespace onward::cli {

/// What the command line says about it; all of it goes with URLs only.
struct LiveWords {
  std::vector<std::string> urls;  ///< operands that are URLs
  std::vector<std::string> fields;
  std::vector<std::string> resolve;
  std::vector<std::string> clients;
  std::optional<std::string> method;
  std::optional<std::string> content;
  std::optional<std::string> urls_file;
  std::optional<std::string> against;
  std::optional<std::string> cacert;
  std::optional<std::string> max_time;
  std::optional<std::string> at_once;
  std::optional<std::string> pause;
  bool insecure = false;
  bool uploads = false;

  /// Adds the options to the command's table.
  void add_to(OptionTable& table);
  /// Whether servers are to be asked.
  bool is_asked() const { return !urls.empty() || urls_file.has_value(); }
  /// An option that is given though no server is asked; "" where there is none.
  std::string_view idle_option() const;
};

/// Whether an operand is a URL and no file.
bool is_live_url(std::string_view operand);

/// Asks the servers; progress goes to `err` where that is a terminal. nullopt: `code` is the
/// answer, and what is wrong was said.
std::optional<check::LiveReport> ask_servers(const LiveWords& words,
                                             const std::vector<std::string>& disabled,
                                             const Streams& streams, ExitCode& code);

}  // namespace onward::cli
