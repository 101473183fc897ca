// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/test.h"
#include "config/apache/value.h"
#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The pattern of a RewriteRule or RedirectMatch as a question about the path.
namespace onward::config::apache {

struct PatternUse {
  rules::Place place;
  bool is_negated = false;
  bool ignore_case = false;
  bool folds = false;          ///< the rule may compare without case as a whole
  bool needs_groups = false;   ///< $1 and up
  bool needs_whole = false;    ///< $0
  std::string group_prefix{};  ///< "": groups have their numbers for names
};

struct PathSide {
  rules::Conditions when{};
  std::vector<Parts> groups{};  ///< $0, $1 …
  bool folds = false;           ///< it is to be compared without case, as a whole
  bool is_never = false;        ///< it begins with a slash that folders have removed
  std::string fault{};          ///< why it cannot be asked
};

PathSide path_side(std::string_view pattern, const Context& context, const PatternUse& use);

/// A form of a pattern in which one group has no slash at its front.
struct Slashed {
  std::string pattern;
  /// The group is empty in this form, and it and those in it are not in the pattern any more.
  std::size_t dropped = 0;
  std::size_t dropped_count = 0;
};

/// The pattern with the slash at the front of group `number` moved before it, so that the group can
/// stand behind a slash of the target: where the group may also be empty, that is a form of its
/// own. `narrows` tells that they take less: what would go on with the name of a host. Empty where
/// it cannot be done.
std::vector<Slashed> with_slash_before(std::string_view pattern, std::size_t number,
                                       const Context& context, bool& narrows);

/// path_side() of such a form; the dropped groups are empty in it.
PathSide path_side(const Slashed& form, const Context& context, const PatternUse& use);

}  // namespace onward::config::apache
