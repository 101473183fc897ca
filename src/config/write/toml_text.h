// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Values of TOML as a person would write them: on one line, and legible.
namespace onward::config {

/// A string. Literal ('…') where that spares escapes, as in regular expressions; what is not UTF-8
/// becomes U+FFFD.
std::string toml_string(std::string_view text);

/// A key: bare where it may be.
std::string toml_key(std::string_view key);

/// One string as such, several as an array.
std::string toml_strings(const std::vector<rules::Text>& texts);

/// A time in UTC; nullopt where its year is none of TOML's.
std::optional<std::string> toml_time(std::chrono::sys_seconds time);

/// "30s", as a string.
std::string toml_seconds(std::chrono::seconds seconds);

/// A number of percent, in its shortest form: "12.5%", as a string.
std::string toml_percent(double percent);

/// "{ a = 1, b = 2 }" of "a = 1", "b = 2".
std::string toml_inline_table(const std::vector<std::string>& entries);

/// "[a, b]"; where a line of the file would be longer than `room`, an entry on each of several
/// lines.
std::string toml_array(const std::vector<std::string>& entries, std::size_t room);

}  // namespace onward::config
