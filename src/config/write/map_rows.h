// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <string_view>

// The rows of a map, written: beside the rule where they are few, else as a file.
namespace onward::config {

/// A text for a path or a target, with what is not UTF-8 escaped: "/caf%E9".
std::string utf8_or_escaped(std::string_view text);

/// The rows in the form "[[from, to], [from, to, status]]"; nullopt where there are many, or where
/// they are literal. A row whose source stood before is left out.
std::optional<std::string> inline_rows(const rules::MapSource& map);

/// The same rows in the format "map" (csv/map.cc), which reads back as what was written.
std::string map_file(const rules::MapSource& map);

}  // namespace onward::config
