// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// What became of the directives, and the rules that came of them.
namespace onward::config::nginx {

/// Most rules, and rows of maps, that one configuration may become: some hundred megabytes.
inline constexpr std::size_t kMaxRules = 300'000;
inline constexpr std::size_t kMaxRows = 3'000'000;
/// Most conditions that the rules have beside their paths, all together: where locations by regular
/// expressions stand in each other's way, they are many more than the rules, and half a kilobyte
/// each.
inline constexpr std::size_t kMaxConditions = 200'000;
/// Most diagnostics that are collected before repeated ones are taken out.
inline constexpr std::size_t kMaxCollected = 100'000;

/// A rule, and what is needed to order and thin out rules.
struct Made {
  rules::Rule rule;
  std::string begin{};          ///< what every path of it begins with
  bool is_exact = false;        ///< `begin` is the only path
  bool is_plain_exact = false;  ///< nothing else is asked of the path, and the target is constant
  std::string why_pass{};
};

/// One thread. What was collected since a mark can be taken back.
class Ledger {
 public:
  struct Mark {
    std::size_t made = 0;
    std::size_t conditions = 0;
    std::size_t taken = 0;
    std::size_t lost = 0;
    std::size_t diagnostics = 0;
  };
  Mark mark() const {
    return {made.size(), conditions, taken.size(), lost.size(), diagnostics.size()};
  }
  void take_back(const Mark& mark) {
    made.resize(mark.made);
    conditions = mark.conditions;
    taken.resize(mark.taken);
    lost.resize(mark.lost);
    diagnostics.resize(mark.diagnostics);
  }

  void say(rules::Severity severity, const rules::Place& place, std::string what,
           std::string hint = "", rules::About about = rules::About::Other) {
    if (diagnostics.size() >= kMaxCollected) return;
    diagnostics.push_back({severity, place, std::move(what), std::move(hint), about});
  }
  /// A directive that redirects, and cannot.
  void lose(const rules::Place& place, std::string what, std::string hint = "",
            rules::About about = rules::About::Other) {
    lost.push_back(place);
    say(rules::Severity::Error, place, std::move(what), std::move(hint), about);
  }
  void add(Made one) {
    const rules::Conditions& when = one.rule.when;
    conditions += when.all.size() + when.any.size() + when.none.size();
    made.push_back(std::move(one));
  }
  bool is_full() const {
    return made.size() >= kMaxRules || conditions >= kMaxConditions || rows >= kMaxRows;
  }

  std::vector<Made> made;
  std::size_t conditions = 0;
  std::size_t rows = 0;
  std::vector<rules::Place> taken;
  std::vector<rules::Place> lost;
  rules::Diagnostics diagnostics;
};

}  // namespace onward::config::nginx
