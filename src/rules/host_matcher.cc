// SPDX-License-Identifier: MIT
// Patterns are tried in their order, as rules are. What one calls "0" is "0" of the rule, so that a
// target need not know which of them took the request.
#include "rules/host_matcher.h"

#include "rules/findings.h"

#include <algorithm>
#include <utility>

namespace onward::rules {

void HostMatcher::add(ComponentMatcher pattern) {
  std::vector<std::size_t> places;
  for (std::string& name : pattern.names()) {
    const auto known = std::find(names_.begin(), names_.end(), name);
    places.push_back(static_cast<std::size_t>(known - names_.begin()));
    if (known == names_.end()) names_.push_back(std::move(name));
  }
  entries_.push_back({std::move(pattern), std::move(places)});
}

const HostMatcher::Entry* HostMatcher::find(std::string_view host) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [host](const Entry& entry) { return entry.pattern.match(host); });
  return found == entries_.end() ? nullptr : &*found;
}

void HostMatcher::take(std::string_view host, std::vector<Group>& groups,
                       std::vector<Capture>& captures) const {
  const std::size_t first = captures.size();
  captures.resize(first + names_.size());
  const Entry* const entry = names_.empty() ? nullptr : find(host);
  if (entry == nullptr || entry->places.empty()) return;
  groups.assign(entry->places.size(), std::nullopt);
  entry->pattern.match(host, groups);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    captures[first + entry->places[i]] = {groups[i].value_or(std::string_view()),
                                          groups[i].has_value()};
  }
}

std::vector<std::string_view> HostMatcher::only_texts() const {
  std::vector<std::string_view> texts;
  for (const Entry& entry : entries_) {
    const auto text = entry.pattern.only_text();
    if (!text) return {};
    if (std::find(texts.begin(), texts.end(), *text) == texts.end()) texts.push_back(*text);
  }
  return texts;
}

std::vector<const ComponentMatcher*> HostMatcher::patterns() const {
  std::vector<const ComponentMatcher*> patterns;
  patterns.reserve(entries_.size());
  for (const Entry& entry : entries_) patterns.push_back(&entry.pattern);
  return patterns;
}

std::string HostMatcher::source() const {
  std::string text;
  for (const Entry& entry : entries_) {
    text.append(text.empty() ? "'" : ", '").append(shown(entry.pattern.source())).append("'");
  }
  return text;
}

}  // namespace onward::rules
