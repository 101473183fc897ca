// SPDX-License-Identifier: MIT
// HAProxy.
#include "config/foreign.h"

namespace onward::config {

ForeignRules read_haproxy(const ForeignText& text, Includes& /*includes*/) {
  ForeignRules read;
  read.diagnostics.push_back(
      {rules::Severity::Error, {text.file, 0, 0}, "this format is not read yet", ""});
  return read;
}

bool is_haproxy(std::string_view /*text*/, std::string_view /*path*/) { return false; }

ForeignRules read_haproxy_map(const ForeignText& text) {
  ForeignRules read;
  read.diagnostics.push_back(
      {rules::Severity::Error, {text.file, 0, 0}, "this format is not read yet", ""});
  return read;
}

bool is_haproxy_map(std::string_view /*text*/, std::string_view /*path*/) { return false; }

}  // namespace onward::config
