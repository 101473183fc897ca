// SPDX-License-Identifier: MIT
// A comment ends with its line: what a rule calls itself is printed so that it cannot begin
// another one.
#include "config/write/comment.h"

#include "config/printable.h"

namespace onward::config {
namespace {

std::string line(const std::string& indent, std::string text) {
  if (text.ends_with('\\')) text += " .";
  return indent + "# " + text + "\n";
}

}  // namespace

std::string rule_comment(const rules::Rule& rule, const ExportOptions& options,
                         const std::string& indent) {
  std::string text = "\n";
  if (!rule.name.value.empty()) text += line(indent, printable(rule.name.value));
  if (rule.place.file >= options.files.size()) return text;
  return text + line(indent, printable(options.files[rule.place.file].path) + ":" +
                                 std::to_string(rule.place.line));
}

}  // namespace onward::config
