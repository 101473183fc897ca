// SPDX-License-Identifier: MIT
#pragma once

#include "config/script/value.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace onward::config {

/// The ways through a handler, one after the other: it is run again for each, and where what it
/// asks is not known, the next choice is taken. Rules stand in the order of the ways, so that those
/// of a later choice need not say that an earlier one did not hold. One thread.
class Paths {
 public:
  /// Begins the next way; false where there is none left.
  bool next();
  /// Ends it. `leaks`: no rule stands for it, so that later ones must exclude it.
  void finish(bool leaks);

  using Condition = std::function<std::optional<rules::Conditions>(std::size_t)>;
  /// One of `count` choices; the same for the same key. What must hold for a choice is assumed.
  std::size_t choose(std::size_t count, const std::string& key, const Condition& condition);

  /// What was assumed on this way, and what must not hold.
  const std::vector<rules::Conditions>& assumed() const { return assumed_; }
  const std::vector<rules::Conditions>& excluded() const { return excluded_; }

  /// What a text is known to be.
  const std::string* known(const std::string& key) const;
  void know(const std::string& key, std::string value) { known_[key] = std::move(value); }

  std::size_t count() const { return count_; }

 private:
  struct Decision {
    std::size_t choice = 0;
    std::size_t count = 0;
    bool leaks = false;
    std::optional<rules::Conditions> condition;
    std::vector<rules::Conditions> leaked;
  };
  std::vector<Decision> decisions_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
  std::vector<rules::Conditions> assumed_;
  std::vector<rules::Conditions> excluded_;
  std::map<std::string, std::size_t> chosen_;
  std::map<std::string, std::string> known_;
};

}  // namespace onward::config
