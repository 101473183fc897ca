// SPDX-License-Identifier: MIT
// Apache.
#include "config/foreign.h"

namespace onward::config {

ForeignRules read_apache(const ForeignText& text, Includes& /*includes*/) {
  ForeignRules read;
  read.diagnostics.push_back(
      {rules::Severity::Error, {text.file, 0, 0}, "this format is not read yet", ""});
  return read;
}

bool is_apache(std::string_view /*text*/, std::string_view /*path*/) { return false; }

ForeignRules read_htaccess(const ForeignText& text, Includes& /*includes*/) {
  ForeignRules read;
  read.diagnostics.push_back(
      {rules::Severity::Error, {text.file, 0, 0}, "this format is not read yet", ""});
  return read;
}

bool is_htaccess(std::string_view /*text*/, std::string_view /*path*/) { return false; }

}  // namespace onward::config
