// SPDX-License-Identifier: MIT
#pragma once

#include "url/pattern/state.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// One component of a URL against one component of a pattern.
namespace onward::rules {

/// A group's value, a view into the subject; nullopt where it took no part.
using Group = std::optional<std::string_view>;

/// A text, or a pattern that has groups. Most rules are texts: 32 bytes and a comparison, where a
/// compiled pattern is some hundreds. Immutable; share freely.
class ComponentMatcher {
 public:
  static ComponentMatcher text(std::string text, bool ignore_case);
  /// A pattern without groups becomes the text that it is.
  explicit ComponentMatcher(url::CompiledComponent component);

  /// Whether all of `subject` matches. `groups` is empty, or group_count() long.
  bool match(std::string_view subject, std::span<Group> groups = {}) const;

  std::size_t group_count() const { return pattern_ ? pattern_->group_count : 0; }
  /// To take the groups costs no more than to ask whether there is a match.
  bool takes_groups_for_nothing() const {
    return !pattern_ || !std::holds_alternative<url::Re2Matcher>(pattern_->matcher);
  }
  /// The names of the groups, in their order.
  std::vector<std::string> names() const;

  /// The only subject that matches, but for its case; nullopt where there may be several.
  std::optional<std::string_view> only_text() const;
  bool matches_anything() const;
  bool ignores_case() const { return ignore_case_; }
  /// Null for a text.
  const url::CompiledComponent* pattern() const { return pattern_.get(); }
  /// For people.
  std::string_view source() const { return pattern_ ? pattern_->pattern_string : text_; }

 private:
  ComponentMatcher() = default;

  std::string text_;
  std::unique_ptr<const url::CompiledComponent> pattern_;
  bool ignore_case_ = false;
};

}  // namespace onward::rules
