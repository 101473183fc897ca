// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text of a file, made fit for a terminal: one column a code point, and nothing that acts on it.
namespace onward::config {

/// `text` with a tab as a space, and "?" for controls, marks that turn text around and what is not
/// UTF-8.
std::string printable(std::string_view text);

/// Whether a code point would act on a terminal or turn its text around: C1 controls (U+0080 to
/// U+009F), Unicode's Bidi_Control, separators of lines and paragraphs, the byte order mark.
bool is_unsafe(char32_t c);

/// How many code points a printable text has.
std::size_t columns(std::string_view printable);

}  // namespace onward::config
