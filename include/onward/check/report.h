// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/finding.h"

#include <cstddef>
#include <cstdint>
#include <string>

// A report, written for people and for programs.
//
//   std::ofstream("report.sarif") << onward::check::to_sarif(report);
//
// Texts of rule files come out escaped for what they stand in: no controls in a terminal, no markup
// in HTML and XML.
namespace onward::check {

struct TextOptions {
  bool colours = false;
  std::size_t each = 20;  ///< so many findings of an id are shown; the others are counted
};

std::string to_text(const Report& report, const TextOptions& options);

/// One object; docs/check.md has its members.
std::string to_json(const Report& report);

/// SARIF 2.1.0.
std::string to_sarif(const Report& report);

/// JUnit's XML: a suite a file, a case an id.
std::string to_junit(const Report& report);

/// One page that needs nothing else: findings, redirects and their graph.
std::string to_html(const Report& report);

}  // namespace onward::check
