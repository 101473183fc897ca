// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/configuration.h"
#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Rules, written out: as onward.toml, or in the language of another server.
//
//   auto configuration = onward::config::open("nginx.conf", {.keeps_rules = true}, reader);
//   auto written = onward::config::to_toml(configuration.rules, "onward", configuration.files);
//   std::cout << written.files[0].text;
namespace onward::config {

/// A file to write. The first of several is the one that names the others.
struct WrittenFile {
  std::string name;  ///< beside the first: "onward-map-1.csv"; "" of the first
  std::string text;
};

struct Written {
  std::vector<WrittenFile> files;
  rules::Diagnostics diagnostics;  ///< what cannot be said in that language, at the rule's place
};

/// Rules as onward.toml says them, as a person would have written it. They are such as
/// rules::compile() takes. Reading it gives the same rules, but that a name that stood twice has a
/// number, and that repeated rows of maps, which never decide, are left out. Maps of more than a
/// few rows are files of their own, whose names begin with `stem`. Where `files` are those that
/// Place::file is an index into, a comment says where each rule comes from.
Written to_toml(std::span<const rules::Rule> rules, std::string_view stem,
                std::span<const SourceFile> files = {});

struct ExportOptions {
  std::string_view host;  ///< of rules that name none, where the language needs one; "" for none
  std::span<const SourceFile> files = {};  ///< see to_toml()
  /// What the names of files beside the first begin with: "onward-1.map".
  std::string_view stem = "onward";
};

/// Whether to_foreign() knows the format.
bool can_write(Format format);
/// "nginx, netlify …", for messages.
std::string written_format_names();

/// Rules, such as rules::compile() takes, in the language of another server: a request is answered
/// there as here. What that language cannot say is an Error at the rule's place, and the rule is
/// left out; a Warning says where an answer differs. Precondition: can_write(format).
Written to_foreign(std::span<const rules::Rule> rules, Format format, const ExportOptions& options);

}  // namespace onward::config
