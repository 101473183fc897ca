// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/maps.h"
#include "config/apache/path_side.h"
#include "config/apache/rewrite_rule.h"
#include "config/apache/test.h"
#include "config/apache/value.h"

#include <cstddef>
#include <string>
#include <vector>

// What a RewriteRule asks: its pattern and its conditions, as conditions of ours.
namespace onward::config::apache {

/// One form of what is asked: where %N is used, each condition of a group of [OR] makes its own.
struct Variant {
  std::vector<rules::Conditions> conditions;
  std::vector<Part> groups;  ///< %0, %1 …
};

struct Understood {
  PathSide path;
  std::vector<Variant> variants;
  bool is_never = false;
  bool is_about_files = false;  ///< it would be otherwise where files are
  std::string fault;            ///< why it cannot be asked
};

struct Asked {
  const Context& context;
  const Environment& environment;
  const Maps& maps;
  bool may_fold = true;  ///< the rule may compare without case as a whole
};

/// `names` counts the groups that were named, so that no two share one.
Understood understand(const RewriteLine& line, const Asked& asked, std::size_t& names,
                      Account& account);

/// Path and conditions in one; empty where every request fits.
rules::Conditions whole(const Understood& understood);

}  // namespace onward::config::apache
