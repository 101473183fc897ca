// SPDX-License-Identifier: MIT
#pragma once

#include "house/source.h"

#include <string>
#include <string_view>

namespace onward::house {

/// What a rule says first about a file of that path and text; "" where it is content.
template <class Rule, class... More>
std::string verdict(Rule rule, const std::string& path, std::string_view text, More... more) {
  const Findings findings = rule(read_source(path, text), more...);
  return findings.empty() ? "" : findings.front().what;
}

}  // namespace onward::house
