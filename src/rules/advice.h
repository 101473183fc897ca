// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/answer.h"
#include "onward/rules/rule.h"

#include <string>
#include <string_view>

// What explain() says to the person who wrote a rule.
namespace onward::rules {

/// Which of 301 302 303 307 308 fits what a rule does, and why; "" where it does not redirect.
std::string status_advice(const Rule& rule, const Response& response);

/// What a browser does that fetches `url` from a page of another origin: the one that the request's
/// Origin names, or any; "" where the answer is neither a redirect nor a preflight's.
std::string cors_advice(const Rule& rule, const Request& request, std::string_view url,
                        const Response& response);

}  // namespace onward::rules
