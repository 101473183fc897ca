// SPDX-License-Identifier: MIT
// What the configurations of nginx, Apache, HAProxy and Caddy have in common is said in the same
// words of each.
#include "config/write/export_report.h"

namespace onward::config {

void ExportReport::note_differences(std::span<const rules::Rule> rules) {
  if (rules.empty()) return;
  say(rules::Severity::Note, rules[0].place,
      language_ + " sends no Cache-Control with these redirects, and paths are compared as they " +
          "were sent: neither escapes nor dot segments are brought into one form");
}

void ExportReport::warn(const rules::Rule& rule, std::string no_cache_control) {
  const auto warning = [&](std::string message) {
    say(rules::Severity::Warning, rule.place, std::move(message));
  };
  if (rule.action.cache && !rule.action.cache->value.empty()) warning(std::move(no_cache_control));
  if (rule.action.retry_after) warning(language_ + " sends no Retry-After here");
  if (rule.action.cors) {
    warning(language_ + " answers no preflights here, and allows no other origin");
  }
  if (rule.comparison.merge_slashes) warning("a run of slashes is compared as it was sent");
}

}  // namespace onward::config
