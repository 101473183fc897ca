// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/maps.h"
#include "config/apache/rewrite_rule.h"
#include "config/apache/test.h"
#include "config/apache/value.h"
#include "onward/rules/rule.h"

#include <string>
#include <vector>

// The rules of mod_rewrite of one place, as rules of ours.
namespace onward::config::apache {

struct RewriteSet {
  Context context;
  std::string rewrite_base{"/"};  ///< of a folder; its own URL where it names none
  bool has_base = false;          ///< RewriteBase is there
  std::vector<RewriteLine> lines;
  /// Where redirects of mod_alias follow, which see what this set has left alone.
  bool has_more = false;
  std::vector<std::string> own_hosts;  ///< names of the server that the rules stand in
};

std::vector<rules::Rule> rewrite_rules(const RewriteSet& set, Environment& environment,
                                       const Maps& maps, Account& account);

}  // namespace onward::config::apache
