// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/directive.h"
#include "config/apache/matcher.h"
#include "config/apache/value.h"
#include "onward/rules/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// RewriteRule and its conditions, as they are written.
namespace onward::config::apache {

struct RewriteCondition {
  rules::Place place;
  std::string subject;
  Matcher matcher;
  bool is_expression = false;  ///< "expr": `matcher.text` is one of ap_expr
  bool or_next = false;
};

struct RewriteLine {
  rules::Place place;
  std::string pattern;  ///< without "!"
  bool is_negated = false;
  std::string substitution;
  std::vector<RewriteCondition> conditions;

  std::optional<int> status;  ///< [R], [R=N], [G], [F]
  bool is_redirect = false;   ///< [R]
  bool is_last = false;       ///< [L], [END]
  bool is_end = false;        ///< [END]
  bool ignore_case = false;
  bool keeps_escapes = false;   ///< [NE]
  bool escapes_groups = false;  ///< [B]
  bool appends_query = false;
  bool discards_query = false;
  bool is_chained = false;
  bool is_proxied = false;
  bool passes_through = false;
  bool starts_over = false;  ///< [N]
  std::size_t skip = 0;
  std::vector<std::pair<std::string, std::string>> environment;
  std::string bad_status{};

  bool leaves_url() const { return substitution == "-"; }
};

/// RewriteRule with the RewriteConds before it; nullopt where the line is none, which is said.
std::optional<RewriteLine> rewrite_line(const Directive& rule,
                                        const std::vector<const Directive*>& conditions,
                                        Account& account);

/// Whether the line answers requests: by a redirect or a status.
bool answers(const RewriteLine& line);

}  // namespace onward::config::apache
