// SPDX-License-Identifier: MIT
#pragma once

#include "config/caddy/lines.h"
#include "config/caddy/matchers.h"
#include "config/caddy/order.h"
#include "config/caddy/target.h"
#include "config/foreign.h"
#include "config/report.h"

#include <set>
#include <string>
#include <tuple>
#include <vector>

// The directives of a block as rules.
namespace onward::config::caddy {

/// Where directives stand: what must hold for them to be asked.
struct Scope {
  rules::Conditions when;
  TargetScope target;
  std::string lost;  ///< why no redirect here can be taken over; "" where they can
};

/// What is read so far, and what all blocks share.
struct Reading {
  std::vector<rules::Rule> rules;
  Report& report;
  DirectiveOrder order{};
  /// Places of redir directives that were seen, and of those that are lost.
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> redirects{};
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> lost{};
};

/// Appends the rules of a block.
void read_block(const std::vector<Line>& lines, const Scope& scope, Reading& reading);

/// A rule that lets pass what fits.
rules::Rule pass_rule(rules::Conditions when, const rules::Place& place);

}  // namespace onward::config::caddy
