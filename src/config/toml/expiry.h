// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml/table.h"
#include "onward/rules/rule.h"

#include <chrono>
#include <optional>

// expires and expired: a rule that ends by itself, and what its requests get from then on.
//
//   expires = 2027-01-01T00:00:00Z      the rule, until then
//   expired = "https://new.example/"    a second one at its place, from then on; without: 410
namespace onward::config {

struct Expiry {
  std::chrono::sys_seconds at;
  rules::Place place;
  std::optional<rules::Text> to;  ///< where the requests lead then
  bool passes = false;            ///< or they are answered as if no rule had matched
  std::optional<http::Status> status;
};

/// Takes the keys out of a rule's table; nullopt where there are none, or they are wrong.
std::optional<Expiry> read_expiry(TableReader& table);

/// Ends the rule, which has no map, at its expiry; what is to stand behind it.
rules::Rule expire(rules::Rule& rule, const Expiry& expiry, Report& report);

}  // namespace onward::config
