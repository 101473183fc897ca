// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

// Path matchers of a Caddyfile.
namespace onward::config::caddy {

/// How rules compare paths so that they do as Caddy: without case, slashes merged.
inline constexpr rules::Comparison kComparison{.ignore_case = true, .merge_slashes = true};

/// A path matcher: "/a" is that path, "/a*" what begins so, "*a" what ends so, "*a*" what has it,
/// and else "*" is what has no slash.
rules::Conditions path_condition(const rules::Text& pattern);

}  // namespace onward::config::caddy
