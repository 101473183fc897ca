// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"

#include <span>
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
  /// Said once, at the first rule, of every server that has no normal form of paths.
  void note_differences(std::span<const rules::Rule> rules);
  /// What the server does not do of what a rule asks beside its redirect. `no_cache_control` is
  /// said of a rule that has such a field of its own.
  void warn(const rules::Rule& rule, std::string no_cache_control);
  rules::Diagnostics& diagnostics() { return diagnostics_; }

 private:
  std::string language_;
  rules::Diagnostics diagnostics_;
};

}  // namespace onward::config
