// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/answer.h"
#include "rules/normal_url.h"
#include "rules/selection.h"

#include <array>
#include <string>
#include <vector>

namespace onward::rules {

/// What answer() writes into. After a few requests no string grows any more.
struct WorkspaceState {
  NormalBuffer url;
  NormalBuffer sent;  ///< the Host of a request, where the URL has the listener's own
  SelectionBuffer selection;
  SelectionBuffer trial;  ///< explain()'s, beside the one that holds the captures

  /// A rewrite reads the URL before it while it writes the next one, so there are two of each.
  std::array<std::string, 2> rewritten;
  std::array<std::string, 2> path;

  Hits* hits = nullptr;  ///< null: nobody counts

  std::string location;
  std::string page;
  std::vector<ResponseField> fields;
};

}  // namespace onward::rules
