// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <string>
#include <string_view>

// redirectRegex: an expression over a whole URL and its replacement, taken apart into what a rule
// asks of scheme, host, path and query, so that what is filled in cannot change its place.
namespace onward::config::yaml {

struct UrlReplacement {
  rules::Conditions when;
  std::string to;  ///< a template
  bool keeps_query = false;
  bool fills_host = false;
  bool changes_nothing = false;
  std::string warning;  ///< where it differs; "" where it does not
  std::string why;      ///< why there is none; "" where there is one
};

/// `expression` is Go's (RE2); of `replacement` "$1", "${1}" and "${name}" are groups.
UrlReplacement take_apart(std::string_view expression, std::string_view replacement,
                          const rules::Place& place);

}  // namespace onward::config::yaml
