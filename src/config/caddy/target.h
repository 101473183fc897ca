// SPDX-License-Identifier: MIT
#pragma once

#include "config/caddy/lines.h"
#include "config/caddy/matchers.h"
#include "onward/rules/rule.h"

#include <map>
#include <string>
#include <vector>

// Where a redir leads.
namespace onward::config::caddy {

/// What the placeholders of a target may mean where it stands.
struct TargetScope {
  /// Stems of the groups of regular expressions that hold there, by the expressions' names.
  std::map<std::string, std::string, std::less<>> stems;
  /// The path is no longer what the client asked for.
  bool is_rewritten = false;
  /// What handle_path took off its front, "/api"; "" where it took nothing.
  std::string stripped;
};

struct Target {
  std::string to;  ///< a template
  rules::QueryPolicy query = rules::QueryPolicy::Drop;
  bool fills_host = false;  ///< parts of the request's host are put into the target's
  rules::Conditions also;   ///< what must hold, so that its groups are there
  std::string why;          ///< why there can be none; "" where there is one
  std::string warning;      ///< where it differs; "" where it does not
};

/// The target of a redir as a template.
Target read_target(const Word& word, const TargetScope& scope);

}  // namespace onward::config::caddy
