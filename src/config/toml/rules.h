// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml/table.h"
#include "onward/config/configuration.h"
#include "onward/rules/rule.h"

#include <optional>
#include <vector>

// [[rule]] of onward.toml.
namespace onward::config {

/// A file that stands at a rule's place: its rules come there (file = …), or it is the table that
/// the rule looks up in (map = …).
struct FileReference {
  rules::Text path;
  std::optional<Format> format;
};

struct TomlRule {
  rules::Rule rule;  ///< also with a map whose rows stand in it
  std::optional<FileReference> file;
  std::optional<FileReference> map;
};

/// Takes the rules, and what they have in common, out of the top table.
std::vector<TomlRule> read_rules(TableReader& top);

}  // namespace onward::config
