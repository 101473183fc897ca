// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"

#include <string>
#include <string_view>
#include <utility>

namespace onward::config {

/// What a language cannot say of rules. One thread.
class ExportReport {
 public:
  /// `language` as in "cannot be said in nginx".
  explicit ExportReport(std::string_view language) : language_(language) {}

  void say(rules::Severity severity, const rules::Place& place, std::string message,
           std::string hint = "") {
    diagnostics_.push_back({severity, place, std::move(message), std::move(hint)});
  }
  /// A rule, or a row, that is left out.
  void lose(const rules::Place& place, const std::string& why) {
    say(rules::Severity::Error, place, why + " in " + language_, "it is left out");
  }
  rules::Diagnostics& diagnostics() { return diagnostics_; }

 private:
  std::string language_;
  rules::Diagnostics diagnostics_;
};

}  // namespace onward::config
