// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/written.h"
#include "onward/rules/rule.h"

#include <string>

namespace onward::config {

/// An empty line, then the rule's name and where it stands, a line each: "    # onward.toml:12".
/// No line ends with a backslash, which would join it to the next.
std::string rule_comment(const rules::Rule& rule, const ExportOptions& options,
                         const std::string& indent);

}  // namespace onward::config
