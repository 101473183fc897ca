// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/model.h"

#include <cstddef>
#include <string>
#include <vector>

// The locations of a server in an order in which the first one that fits is the one that nginx
// chooses.
namespace onward::config::nginx {

/// Most choices of one server: regular expressions are repeated under prefixes with an order of
/// their own.
inline constexpr std::size_t kMaxChoices = 500'000;

struct Choice {
  /// What the path has to be for it, all of them.
  struct Condition {
    Location::Kind kind;
    std::string pattern;
    rules::Place place;
  };
  std::vector<Condition> conditions;
  const Location* location = nullptr;  ///< the server's root where none fits
  bool is_slash_redirect = false;      ///< "/a" to "/a/"
};

/// Empty where there are too many.
std::vector<Choice> choices_of(const Server& server);

}  // namespace onward::config::nginx
