// SPDX-License-Identifier: MIT
// Sets of field names: compared without case (RFC 9110 §5.1), where their marks leave it open
// whether the name is in the set, which they seldom do.
#include "onward/redirect/behaviour.h"

#include "base/ascii.h"

#include <algorithm>

namespace onward::redirect {

bool Names::matches(std::string_view name) const {
  return std::ranges::any_of(names_, [name](std::string_view one) {
    if (one.back() != '*') return one == name || base::equals_ignore_case(one, name);
    one.remove_suffix(1);
    return base::equals_ignore_case(one, name.substr(0, one.size()));
  });
}

}  // namespace onward::redirect
