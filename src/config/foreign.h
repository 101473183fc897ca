// SPDX-License-Identifier: MIT
#pragma once

#include "config/line_sample.h"
#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"

#include <cstdint>
#include <string_view>
#include <vector>

// Redirect files of others: text in, rules and a report out. Each line that holds a rule is in the
// one or in the other, and a line that is served otherwise than its author may expect is in both.
namespace onward::config {

/// A text and its index among the configuration's files.
struct ForeignText {
  std::string_view text;
  std::uint32_t file = 0;
};

struct ForeignRules {
  std::vector<rules::Rule> rules;  ///< in the order of matching
  rules::Diagnostics diagnostics;  ///< in the order of lines
  /// What lines with patterns are meant for, in the order of lines; look-ups have none.
  std::vector<LineSample> samples;
};

/// Netlify's _redirects.
ForeignRules read_netlify(const ForeignText& text);

/// Cloudflare's _redirects (Pages, Workers static assets).
ForeignRules read_cloudflare(const ForeignText& text);

/// Values with a comma, semicolon or tab between them: from,to[,status], or Cloudflare's bulk
/// columns.
ForeignRules read_csv(const ForeignText& text, char separator);

/// MDN's _redirects.txt.
ForeignRules read_mdn(const ForeignText& text);

}  // namespace onward::config
