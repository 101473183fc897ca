// SPDX-License-Identifier: MIT
#pragma once

#include "config/script/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What scripts ask of texts, as conditions.
namespace onward::config {

enum class Compare : std::uint8_t { Equals, StartsWith, EndsWith, Includes, Regex, Present };

/// The query with its "?", of "/a?" too, as it stands in URLs.
Part search_with_mark();
/// Scheme, "://", host, path and search: request.url.
Parts whole_url();
/// Path and search: req.originalUrl.
Parts whole_target();

/// What must hold; nullopt where it cannot be asked. `what` is a literal, or an expression with its
/// flags in front.
std::optional<rules::Conditions> condition_of(const Parts& text, Compare how,
                                              const std::string& what, const rules::Place& place);

/// An expression of JavaScript with its flags in front; nullopt for flags that change more than
/// case.
std::optional<std::string> expression_of(std::string_view source, std::string_view flags);

/// Which subject a text is, where it is one of them whole.
std::optional<rules::Subject> subject_of(const Parts& text);

}  // namespace onward::config
