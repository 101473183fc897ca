// SPDX-License-Identifier: MIT
// Express.
#include "config/foreign.h"

namespace onward::config {

ForeignRules read_express(const ForeignText& text) {
  ForeignRules read;
  read.diagnostics.push_back(
      {rules::Severity::Error, {text.file, 0, 0}, "this format is not read yet", ""});
  return read;
}

bool is_express(std::string_view /*text*/, std::string_view /*path*/) { return false; }

}  // namespace onward::config
