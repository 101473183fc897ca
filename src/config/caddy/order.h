// SPDX-License-Identifier: MIT
#pragma once

#include "config/caddy/lines.h"
#include "config/caddy/matchers.h"

#include <string>
#include <string_view>
#include <vector>

// In which order Caddy asks the directives of a block: not that of the file.
namespace onward::config::caddy {

/// The order of directives: Caddy's own, with what the global option `order` changes.
class DirectiveOrder {
 public:
  DirectiveOrder();
  /// "order NAME first|last|before OTHER|after OTHER"
  void change(const Line& line);
  /// Where a directive stands; those that are not known, behind all others.
  std::size_t position(std::string_view name) const;

 private:
  std::vector<std::string> names_;
};

/// A line of a block and its matcher.
struct Directive {
  const Line* line = nullptr;
  Matcher matcher;
  std::span<const Word> values;  ///< behind the name and the matcher

  const std::string& name() const { return line->name(); }
};

/// Sorts directives as Caddy does.
void sort(std::vector<Directive>& directives, const DirectiveOrder& order);

}  // namespace onward::config::caddy
