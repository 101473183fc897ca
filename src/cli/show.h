// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Input shown back to a person, made harmless and short.
namespace onward::cli {

/// `text` with controls and ill-formed UTF-8 as escapes (\n, \x1b), so that what a peer wrote
/// cannot move a terminal's cursor.
std::string printable(std::string_view text);

/// Two lines: the text around byte `offset`, and a caret below that byte.
///
///     http://a b/
///             ^
std::string point_at(std::string_view text, std::size_t offset);

}  // namespace onward::cli
