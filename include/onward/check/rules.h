// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/finding.h"
#include "onward/config/configuration.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Findings about a rule set.
//
//   auto configuration = onward::config::open("_redirects", {.keeps_going = true}, reader);
//   auto report = onward::check::check_rules(configuration, {});
//   std::cout << onward::check::to_text(report, {});
//
// Every finding about loops, chains and shadows stands on requests that the table itself was asked.
namespace onward::check {

struct Options {
  std::vector<std::string> disabled{};  ///< ids that are not looked for
  /// Further hosts that come back to this rule set, "www.example.com": where a redirect leads
  /// there, the walk goes on.
  std::vector<std::string> hosts{};
  /// The servers of these hosts take "/a" and "/a/" for one: where no rule is for the one, the
  /// other is asked.
  bool slashes_alike = false;
  /// The platform whose limits are to be kept, "cloudflare"; "": the one whose format a file has.
  std::string platform{};
  /// The folder that the file speaks for, as OpenOptions::base: nobody chose its letters in the
  /// file, and its server adds the slash behind it.
  std::string base{};
  /// What time it is: rules that have expired are found. nullopt: they are not looked for.
  std::optional<std::chrono::sys_seconds> now{};
};

/// The names of the platforms whose limits are known.
std::vector<std::string_view> platforms();

/// Looks at a configuration that open() read with `keeps_going`. Never fails as a call.
Report check_rules(const config::Configuration& configuration, const Options& options);

}  // namespace onward::check
