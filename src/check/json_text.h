// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/finding.h"

#include <string>
#include <string_view>

#include <boost/json.hpp>

// What the reports in JSON share. Texts of files may be no UTF-8; JSON is.
namespace onward::check {

boost::json::string json_text(std::string_view text);

/// {"file", "line", "column"}; what is not known is left out.
boost::json::object json_place(const Report& report, const rules::Place& place);

/// The same as it stands in the report's JSON.
boost::json::object json_finding(const Report& report, const Finding& finding);
boost::json::object json_counts(const Report& report);

}  // namespace onward::check
