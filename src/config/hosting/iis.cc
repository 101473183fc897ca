// SPDX-License-Identifier: MIT
// IIS.
#include "config/foreign.h"

namespace onward::config {

ForeignRules read_iis(const ForeignText& text) {
  ForeignRules read;
  read.diagnostics.push_back(
      {rules::Severity::Error, {text.file, 0, 0}, "this format is not read yet", ""});
  return read;
}

bool is_iis(std::string_view /*text*/, std::string_view /*path*/) { return false; }

}  // namespace onward::config
