// SPDX-License-Identifier: MIT
#pragma once

#include "rules/component_matcher.h"
#include "rules/selection.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The hosts of a rule, "shop.example" or ["shop.example", "*.shop.example"], of which one must fit.
namespace onward::rules {

/// Filled by one thread, then share freely.
class HostMatcher {
 public:
  void add(ComponentMatcher pattern);

  bool match(std::string_view host) const { return find(host) != nullptr; }
  /// Appends the groups of a host in the order of names(): those of the first pattern that fits.
  void take(std::string_view host, std::vector<Group>& groups,
            std::vector<Capture>& captures) const;

  /// The names of all patterns' groups, each once.
  const std::vector<std::string>& names() const { return names_; }
  /// Every host that fits, but for its case; none where a pattern leaves something open.
  std::vector<std::string_view> only_texts() const;
  /// The patterns, in their order.
  std::vector<const ComponentMatcher*> patterns() const;
  /// For people: "'a.example', '*.b.example'".
  std::string source() const;

 private:
  struct Entry {
    ComponentMatcher pattern;
    std::vector<std::size_t> places;  ///< in names_, of each group
  };

  const Entry* find(std::string_view host) const;

  std::vector<Entry> entries_;
  std::vector<std::string> names_;
};

}  // namespace onward::rules
