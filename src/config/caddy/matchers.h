// SPDX-License-Identifier: MIT
#pragma once

#include "config/caddy/lines.h"
#include "onward/rules/rule.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Matchers of a Caddyfile as conditions.
namespace onward::config::caddy {

struct Matcher {
  rules::Conditions when;
  bool is_given = false;  ///< false: there is none, or it is "*"
  std::vector<std::string>
      paths;        ///< of its path matcher, in lower case: what directives are sorted by
  std::string why;  ///< why it cannot be asked; "" where it can
  /// Names of regular expressions, and the stems that their groups have in `when`.
  std::map<std::string, std::string, std::less<>> stems;
};

/// The matchers that lines define, by name with its "@".
using Matchers = std::map<std::string, Matcher, std::less<>>;

/// Adds what a line "@name …" defines.
void define_matcher(const Line& line, Matchers& matchers);

/// The matcher of one path, "/a*".
Matcher path_matcher(const Word& path);

/// A host of a site or a matcher: "*" is one label.
rules::Text host_pattern(std::string_view host, const rules::Place& place);

}  // namespace onward::config::caddy
