// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <string>
#include <string_view>

// Texts of nginx.conf.
namespace onward::config {

/// A quoted text in which "$name" is filled in: what is literal must have gone through
/// nginx_literal() before.
std::string nginx_quoted(std::string_view text);

/// A text with its dollar signs as a variable that holds one, as nginx has no escape for them.
std::string nginx_literal(std::string_view text);

/// The request's query with its "?", as a rule keeps it.
std::string_view nginx_query(rules::QueryPolicy policy);

}  // namespace onward::config
