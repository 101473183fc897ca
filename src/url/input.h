// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What the basic URL parser does to its input before its first state: decode it, drop tabs and
// newlines, trim the ends.
namespace onward::url {

/// `input` without leading and trailing C0 controls and spaces.
std::string_view trim_controls(std::string_view input);

/// True if clean_input() would change nothing.
bool is_clean_input(std::string_view input);

/// `input` as well-formed UTF-8 without tabs and newlines.
std::string clean_input(std::string_view input);

/// Where in `raw` the byte stands that is at `offset` in clean_input(raw).
std::size_t offset_before_cleaning(std::string_view raw, std::size_t offset);

}  // namespace onward::url
