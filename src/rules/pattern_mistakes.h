// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"

#include <optional>
#include <string_view>

// What people write in place of a URLPattern, and what they mean.
namespace onward::rules {

/// Whether a match is a whole URL and not a path: it has a scheme, "https://" or ":scheme://".
bool is_whole_url(std::string_view match);

/// The mistake in a `match`, if it is one of those that are made often.
///
///   /users/{id}   did you mean '/users/:id'?          /a?x=1    put the query under query_match
///   users/*       did you mean '/users/*'?            /a#top    fragments are never sent
std::optional<Diagnostic> mistake_in_match(const Text& match);

/// The same for a `host`: a scheme, a port or a path beside it.
std::optional<Diagnostic> mistake_in_host(const Text& host);

}  // namespace onward::rules
