// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace onward::config {

/// The path of a route as an expression without anchors, and what its groups are called.
struct RoutePath {
  std::string expression;
  std::vector<std::string> names;
  bool is_literal = true;
};

/// path-to-regexp 0.1; "*name" and "{…}" of Express 5, too.
RoutePath path_expression(const std::string& path);

}  // namespace onward::config
