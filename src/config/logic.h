// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <string_view>
#include <vector>

// Conditions of other servers, put together: and, or, not.
//
//   Conditions when = host_is("shop.example");
//   add(when, either({path_is("/a"), path_is("/b")}));   // both must hold
//   add(when, negation(method_is("POST")));
namespace onward::config {

/// Both must hold. What can stand side by side does, so that the index sees it; the rest goes below
/// `all`.
void add(rules::Conditions& when, rules::Conditions also);

/// One of them must hold; of none, never.
rules::Conditions either(std::vector<rules::Conditions> choices);

/// `when` must not hold.
rules::Conditions negation(rules::Conditions when);

/// Holds for no request.
rules::Conditions never();

/// Whether nothing is asked, so that it holds always.
bool is_always(const rules::Conditions& when);

/// Whether it is what never() and negation of nothing make.
bool is_never(const rules::Conditions& when);

/// The method is one of these; other than in a rule of ours, GET is GET alone.
rules::Conditions exact_methods(std::vector<rules::Text> methods);

}  // namespace onward::config
