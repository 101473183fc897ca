// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <string>
#include <vector>

// What a rule asks, as a run of nginx's set and if.
namespace onward::config {

/// The text of conditions that ask nothing.
inline constexpr const char* kAsksNothing = "    set $onward 1;\n";

struct NginxConditions {
  /// What is to stand before the rule's own if; it uses the variable `onward`, which is not empty
  /// then where all holds. "" where `onward` is not needed: the rule asks one expression alone.
  std::string text;
  /// The only question: "$onward_path ~ \"^/a$\""; "" where there are others, or none.
  std::string only;
  /// The variables that hold the groups, in the order of config::groups_of(): "$1", "$onward_m1".
  std::vector<std::string> groups;
  std::vector<std::string> host_groups;
};

/// False where something cannot be said; then `why` says what. `may_ask_only`: `only` may be used.
bool to_nginx_conditions(const rules::Rule& rule, bool may_ask_only, NginxConditions& result,
                         std::string& why);

}  // namespace onward::config
