// SPDX-License-Identifier: MIT
// Gateway API.
#include "config/foreign.h"

namespace onward::config {

ForeignRules read_gateway_api(const ForeignText& text) {
  ForeignRules read;
  read.diagnostics.push_back(
      {rules::Severity::Error, {text.file, 0, 0}, "this format is not read yet", ""});
  return read;
}

bool is_gateway_api(std::string_view /*text*/, std::string_view /*path*/) { return false; }

}  // namespace onward::config
