// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/location.h"
#include "redirect/location_join.h"

#include <string>

namespace onward::redirect {

/// The request-target as it goes onto the wire: path and query, escaped as the rules say.
std::string write_target(const LocationRules& rules, const Target& target);

/// A browser's path or query, with these bytes escaped beyond the URL standard.
void append_browser_part(std::string_view escapes, std::string_view part, std::string& out);

}  // namespace onward::redirect
