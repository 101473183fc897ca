// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/configuration.h"
#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"

#include <span>
#include <string>
#include <vector>

// Rules, written out: as onward.toml, or in the language of another server.
namespace onward::config {

/// A file to write. The first of several is the one that names the others.
struct WrittenFile {
  std::string name;  ///< beside the first: "moved-1.csv"; "" of the first
  std::string text;
};

struct Written {
  std::vector<WrittenFile> files;
  rules::Diagnostics diagnostics;  ///< what cannot be said in that language, at the rule's place
};

/// Rules as onward.toml says them. Reading it gives the same rules. Maps of more than a few rows
/// are files of their own, whose names begin with `stem`.
Written to_toml(std::span<const rules::Rule> rules, std::string_view stem);

}  // namespace onward::config
