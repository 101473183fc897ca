// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/answer.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Why a request is answered as it is: the same decision as answer(), told step by step.
namespace onward::rules {

/// Why a rule before the deciding one did not decide, or that it did.
struct Step {
  enum class Outcome : std::uint8_t {
    Matched,
    Rewrote,   ///< it matched, and the path was changed; matching went on below
    Passed,    ///< it matched, and matching ends as if no rule had matched
    NotInMap,  ///< its conditions hold, but its map has no such row
    Failed,    ///< a condition does not hold
  };
  std::size_t rule = 0;
  Outcome outcome = Outcome::Failed;
  std::string reason;  ///< for people: "method POST is not among GET, HEAD"; never raw controls
};

struct Explanation {
  Response response;          ///< lives as answer()'s
  std::string url;            ///< the request URL in normal form
  std::vector<Step> steps;    ///< in file order, up to the deciding rule
  std::string status_advice;  ///< which of 301 302 303 307 308 fits what the rule does, and why
  std::string cors_advice;  ///< what a browser of another origin would do; "" where it is no matter
  std::uint32_t map_line = 0;  ///< where the row of a map decided: its line
};

Explanation explain(const Table& table, const Request& request, std::chrono::sys_seconds now,
                    Workspace& workspace);

}  // namespace onward::rules
