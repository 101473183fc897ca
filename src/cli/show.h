// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iosfwd>
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

/// The line "onward: " and the words, in one write: a server and its successor share the stream.
void say(std::ostream& err, std::initializer_list<std::string_view> words);

}  // namespace onward::cli
