// SPDX-License-Identifier: MIT
// A text is compared; what has groups is left to URLPattern's matchers. Which of the two it is, is
// seen from the part list, so that "/a{b}" is the text that it means.
#include "rules/component_matcher.h"

#include "base/ascii.h"

#include <utility>

namespace onward::rules {

ComponentMatcher ComponentMatcher::text(std::string text, bool ignore_case) {
  ComponentMatcher matcher;
  matcher.text_ = std::move(text);
  matcher.ignore_case_ = ignore_case;
  return matcher;
}

ComponentMatcher::ComponentMatcher(url::CompiledComponent component)
    : ignore_case_(component.options.ignore_case) {
  std::string fixed;
  for (const url::Part& part : component.parts) {
    if (part.type != url::PartType::FixedText || part.modifier != url::Modifier::None) {
      pattern_ = std::make_unique<const url::CompiledComponent>(std::move(component));
      return;
    }
    fixed += part.prefix + part.value + part.suffix;
  }
  text_ = std::move(fixed);
}

bool ComponentMatcher::match(std::string_view subject, std::span<Group> groups) const {
  if (pattern_) return pattern_->match(subject, groups);
  return ignore_case_ ? base::equals_ignore_case(subject, text_) : subject == text_;
}

std::vector<std::string> ComponentMatcher::names() const {
  std::vector<std::string> names;
  if (!pattern_) return names;
  for (const url::Part& part : pattern_->parts) {
    if (part.type != url::PartType::FixedText) names.push_back(part.name);
  }
  return names;
}

std::optional<std::string_view> ComponentMatcher::only_text() const {
  return pattern_ ? std::nullopt : std::optional<std::string_view>(text_);
}

bool ComponentMatcher::matches_anything() const {
  return pattern_ && std::holds_alternative<url::CompiledComponent::Anything>(pattern_->matcher);
}

}  // namespace onward::rules
