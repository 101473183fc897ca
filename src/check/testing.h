// SPDX-License-Identifier: MIT
#pragma once

#include "check/subject.h"
#include "config/testing.h"
#include "onward/check/rules.h"

#include <optional>
#include <string>
#include <string_view>

namespace onward::check {

/// A text of a rule file, as the check reads it.
inline config::Configuration open_text(std::string_view name, std::string_view text,
                                       std::optional<config::Format> format = {}) {
  std::map<std::string, std::string, std::less<>> files;
  files.emplace(name, text);
  config::TextReader reader(std::move(files));
  return config::open(name, {.format = format, .keeps_going = true}, reader);
}

/// What the parts of a check look at, for a test that looks inside. The configuration has a table,
/// and outlives it.
struct Inside {
  explicit Inside(const config::Configuration& configuration)
      : site(configuration, options),
        walk(*configuration.table, site, false),
        subject{configuration, *configuration.table, options, site, walk, found} {}

  Options options;
  Report report;
  Collector found{report, options};
  Site site;
  Walk walk;
  Subject subject;
};

/// "3 chain; 7 note loop": the lines and ids of what was found, with severities that are not the
/// id's own. `only` is a list of ids, " loop chain "; "": all.
inline std::string spelled(const Report& report, std::string_view only = "") {
  std::string text;
  for (const Finding& finding : report.findings) {
    if (!only.empty() && only.find(" " + std::string(finding.id) + " ") == only.npos) continue;
    const Id* const id = find_id(finding.id);
    text += (text.empty() ? "" : "; ") + std::to_string(finding.place.line) + " ";
    if (id == nullptr || id->severity != finding.severity) {
      text.append(name(finding.severity)).append(" ");
    }
    text += finding.id;
  }
  return text;
}

}  // namespace onward::check
