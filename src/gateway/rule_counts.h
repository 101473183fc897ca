// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/hits.h"
#include "onward/rules/table.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

// The hits of the rules that are served: one rules::Hits for each worker, summed when somebody
// asks. Over a reload a rule keeps its count where its name, or what it asks for, stays the same.
namespace onward::gateway {

/// What is known of one rule.
struct CountedRule {
  std::string name;    ///< "" where it has none
  std::string source;  ///< what it matches, for people: "/api/*"
  rules::Place place;
  std::chrono::sys_seconds until = std::chrono::sys_seconds::max();  ///< the end of its `between`
  rules::RuleHits hits;
};

/// Any thread. What is counted while a table is replaced may be left out.
class RuleCounts {
 public:
  /// For this table from now on, for so many workers: the Hits of each, to count in.
  std::vector<std::shared_ptr<rules::Hits>> begin(std::shared_ptr<const rules::Table> table,
                                                  std::size_t workers);

  /// The rules in the order of their file.
  std::vector<CountedRule> rules() const;

 private:
  rules::RuleHits sum(std::size_t rule) const;

  mutable std::mutex mutex_;  ///< guards all
  std::shared_ptr<const rules::Table> table_;
  std::vector<std::shared_ptr<rules::Hits>> hits_;
  std::vector<rules::RuleHits> before_;  ///< of each rule, under the tables before
};

/// {"now":…,"rules":[{"name":…,"source":…,"line":12,"hits":3,"last":…,"until":…}, …]}; times are
/// seconds since 1970, `last` and `until` are null where there is none.
std::string to_json(const std::vector<CountedRule>& rules, std::chrono::sys_seconds now);

}  // namespace onward::gateway
