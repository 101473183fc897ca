// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/assembly.h"
#include "config/nginx/target.h"

#include <string>
#include <string_view>
#include <vector>

// A redirect's value as a target template.
namespace onward::config::nginx {

struct TargetText {
  std::string to;
  std::vector<std::string> to_hosts;
  rules::QueryPolicy query = rules::QueryPolicy::Drop;
  std::string why;                           ///< what cannot be written; "" where all can
  rules::About about = rules::About::Other;  ///< and what that is about
  std::string warning;                       ///< where it differs from nginx
};

/// `value` begins with "/" or with a scheme.
TargetText template_of(const State& state, const Redirect& redirect, const Value& value,
                       const Assembled& assembled);

/// As nginx undoes escapes in the target of a rewrite: those of "&" to "~", up to a "?".
std::string without_escapes(std::string_view text);

}  // namespace onward::config::nginx
