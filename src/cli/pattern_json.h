// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/url/pattern.h"

#include <optional>

#include <boost/json.hpp>

// URLPattern's objects as JSON, in the shapes that JavaScript gives them.
namespace onward::cli {

/// {"components":{"protocol":"https",...},"hasRegExpGroups":false}
boost::json::object describe_pattern(const url::Pattern& pattern);

/// The same with "match": null, or {"inputs":[...],"protocol":{"input":"","groups":{}},...}.
/// A group that took no part is null.
boost::json::object describe_match(const url::Pattern& pattern,
                                   const std::optional<url::PatternMatch>& match,
                                   boost::json::array inputs);

/// {"failure":true,"error":"...","reason":"pathname: ...","offset":3,"component":"pathname"}
boost::json::object describe_fault(const Error& error, const url::PatternFault& fault);

/// Answers {"pattern":[...],"inputs":[...]} line by line.
ExitCode match_json_lines(const Streams& streams);

}  // namespace onward::cli
