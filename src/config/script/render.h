// SPDX-License-Identifier: MIT
#pragma once

#include "config/script/value.h"

#include <optional>
#include <string>
#include <vector>

namespace onward::config {

/// A redirect's target as a rule has it.
struct Rendered {
  std::string to;
  rules::QueryPolicy query = rules::QueryPolicy::Drop;
  bool fills_host = false;
  std::vector<rules::Conditions> conditions;  ///< that take the groups the target is filled with
  std::string refusal;                        ///< why there is none; "" where there is
  rules::About about = rules::About::Other;   ///< and what that is about
};

/// A text as a target template.
Rendered rendered(Parts text, const rules::Place& place);

}  // namespace onward::config
