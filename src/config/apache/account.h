// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/configuration.h"
#include "onward/rules/diagnostic.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

// What becomes of the directives of an Apache file.
namespace onward::config::apache {

/// Most conditions that one file makes; a rule is at least one. Each is some hundred bytes.
inline constexpr std::size_t kMaxConditions = 500'000;
inline constexpr const char* kTooMany = "the file makes more than 500,000 conditions";

/// Collects diagnostics over all files of one reading, and counts what is taken over. One thread.
class Account {
 public:
  void error(const rules::Place& place, std::string message, std::string hint = "");
  void warning(const rules::Place& place, std::string message, std::string hint = "");
  void note(const rules::Place& place, std::string message, std::string hint = "");
  /// The same, but of each message the first place only.
  void warning_once(const rules::Place& place, const std::string& message,
                    const std::string& hint = "");

  /// A directive that answers. Twice the same place counts once: macros write it several times.
  void redirect(const rules::Place& place) { redirects_.emplace(place.file, place.line); }
  /// An error, and no rule stands for the directive.
  void lost(const rules::Place& place, std::string message, std::string hint = "");
  /// A directive that redirects nothing and is left out; each name is said once.
  void left_out(const rules::Place& place, const std::string& name);

  /// Whether so many conditions more may be made; what is beyond the limit must not fill the
  /// memory.
  bool spend(std::size_t conditions);
  bool is_spent() const { return spent_ >= kMaxConditions; }

  /// In the order of the places.
  rules::Diagnostics take();
  Takeover takeover() const { return {redirects_.size(), lost_.size()}; }

 private:
  using Line = std::pair<std::uint32_t, std::uint32_t>;
  struct LeftOut {
    rules::Place place;
    std::size_t count = 0;
  };

  void add(rules::Severity severity, const rules::Place& place, std::string message,
           std::string hint);

  rules::Diagnostics diagnostics_;
  std::size_t count_ = 0;
  std::size_t spent_ = 0;
  std::set<std::pair<Line, std::string>> said_;
  std::set<std::string> said_once_;
  std::set<Line> redirects_;
  std::set<Line> lost_;
  std::map<std::string, LeftOut> left_out_;
};

}  // namespace onward::config::apache
