// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/location.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

// From Location fields to the text that is read as a URI reference: the first row of the picture in
// redirect/location.h.
namespace onward::redirect {

/// The text of the reference, or what happens instead.
using LocationText = std::variant<std::string, Instead>;

/// Never longer than three times rules.max_bytes.
LocationText location_text(const LocationRules& rules, std::span<const std::string_view> values);

}  // namespace onward::redirect
