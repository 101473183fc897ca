// SPDX-License-Identifier: MIT
// Depth first, by running again: the decisions of the last way are kept, and the last of them that
// has a choice left takes it.
#include "config/script/paths.h"

#include <utility>

namespace onward::config {

bool Paths::next() {
  at_ = 0;
  assumed_.clear();
  excluded_.clear();
  chosen_.clear();
  known_.clear();
  if (count_++ == 0) return true;
  while (!decisions_.empty()) {
    Decision& last = decisions_.back();
    if (last.choice + 1 < last.count) {
      if (last.leaks && last.condition) last.leaked.push_back(*last.condition);
      last.leaks = false;
      last.condition.reset();
      ++last.choice;
      return true;
    }
    decisions_.pop_back();
  }
  return false;
}

void Paths::finish(bool leaks) {
  if (!leaks) return;
  for (Decision& decision : decisions_) decision.leaks = true;
}

std::size_t Paths::choose(std::size_t count, const std::string& key, const Condition& condition) {
  if (!key.empty()) {
    if (const auto found = chosen_.find(key); found != chosen_.end()) return found->second;
  }
  if (at_ == decisions_.size()) {
    decisions_.emplace_back();
    decisions_.back().count = count;
  }
  Decision& decision = decisions_[at_++];
  decision.condition = condition(decision.choice);
  if (decision.condition) assumed_.push_back(*decision.condition);
  for (const rules::Conditions& one : decision.leaked) excluded_.push_back(one);
  if (!key.empty()) chosen_[key] = decision.choice;
  return decision.choice;
}

const std::string* Paths::known(const std::string& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? nullptr : &found->second;
}

}  // namespace onward::config
