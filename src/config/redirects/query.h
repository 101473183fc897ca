// SPDX-License-Identifier: MIT
#pragma once

#include "config/redirects/rule.h"

#include <cstddef>
#include <string>
#include <vector>

// Netlify's conditions on the query: "/store id=:id /blog/:id".
namespace onward::config {

/// A line may name so many parameters: their order in a request is free, so each order is a rule of
/// its own, 24 for four.
inline constexpr std::size_t kMaxQueryParameters = 4;

/// Regular expressions over the whole URL, one for each order of the parameters; together they hold
/// for the requests that have these parameters and no others ("Must match exactly", says Netlify).
/// `authority` is "" where any host will do. Placeholders of the path before a splat are not
/// captured.
std::vector<std::string> query_expressions(std::string_view authority,
                                           const std::vector<SourcePiece>& path,
                                           const RedirectLine& line);

/// What every request has that the expressions fit, as conditions beside them: the index and cheap
/// questions see to it that the expressions of other lines are not searched.
void set_query_filter(const std::string& authority, const std::vector<SourcePiece>& path,
                      const RedirectLine& line, rules::Rule& rule);

}  // namespace onward::config
