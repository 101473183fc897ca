// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/ledger.h"
#include "config/nginx/state.h"
#include "config/nginx/value.h"

#include <string>

// Rules from what a state comes to: a redirect, a status, nothing.
namespace onward::config::nginx {

/// A redirect as nginx sends it.
struct Redirect {
  int status = 302;
  Value target;
  bool is_rewrite = false;  ///< its escapes are undone, and the query goes along
  bool keeps_args = false;
  rules::Place place{};
  rules::Place status_place{};
};

/// Makes the rules of a redirect. False where the rows of a map cannot be a part of this target:
/// they have to become rules one by one.
bool make_redirect(const State& state, const Redirect& redirect, Ledger& ledger);

/// A rule that answers a status; one that passes where no rule can answer that status.
void make_status(const State& state, int status, const rules::Place& place, Ledger& ledger);

/// A rule that ends matching.
void make_pass(const State& state, const rules::Place& place, std::string why, Ledger& ledger);

}  // namespace onward::config::nginx
