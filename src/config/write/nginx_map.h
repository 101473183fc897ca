// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <string>

// The rows of a map as map blocks of nginx.
namespace onward::config {

struct NginxMap {
  std::string http;    ///< the blocks, for http { }
  std::string server;  ///< what asks them, in the order of what is most specific
  std::size_t longest_key = 0;
};

/// `number` tells maps apart; `flag` is a variable that is not empty where the rule's own
/// conditions hold, or "" where it has none. Rows that cannot be said go to `diagnostics`.
NginxMap to_nginx_map(const rules::Rule& rule, std::size_t number, const std::string& flag,
                      rules::Diagnostics& diagnostics);

}  // namespace onward::config
