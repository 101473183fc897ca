// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// Texts of haproxy.cfg.
namespace onward::config {

/// A word of a line. Precondition: no control bytes.
std::string haproxy_word(std::string_view text);

/// An argument of a sample's converter, "regsub(…)"; the word around it is quoted still.
std::string haproxy_argument(std::string_view text);

/// An expression in which no quote stands, so that one level of quoting is enough.
std::string without_quotes(std::string_view expression);

/// A text of a log format that stands for itself.
std::string haproxy_literal(std::string_view text);

}  // namespace onward::config
