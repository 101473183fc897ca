// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/ledger.h"
#include "config/nginx/state.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The conditions of a state as those of a rule.
namespace onward::config::nginx {

struct Assembled {
  Made made;
  /// How a template asks for a group: of which atom, which group ("1" or its name).
  std::map<std::size_t, std::vector<std::string>> groups;
  std::string uri;  ///< how a template asks for the path
  std::string why;  ///< what cannot be asked; "" where all can
  std::vector<rules::Text> hosts;
};

/// `used`: the atoms whose groups a target asks for; `needs_uri`: whether it asks for the path.
Assembled assemble(const State& state, const std::set<std::size_t>& used, bool needs_uri);

}  // namespace onward::config::nginx
