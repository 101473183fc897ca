// SPDX-License-Identifier: MIT
// Conditions put together. Two can be one where they do not ask the same kind of thing; what cannot
// be merged nests, and a merge is preferred as people read the result.
#include "config/apache/test.h"

#include <algorithm>
#include <iterator>

namespace onward::config::apache {
namespace {

using rules::Conditions;

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  std::ranges::move(from, std::back_inserter(to));
}

/// Moves into `to` what can stand beside what it has; false where nothing can.
bool merge(Conditions& to, Conditions& from) {
  const bool clash = (to.match && from.match) || (to.regex && from.regex) ||
                     (to.scheme && from.scheme) || (!to.hosts.empty() && !from.hosts.empty()) ||
                     (!to.methods.empty() && !from.methods.empty()) ||
                     (!to.clients.empty() && !from.clients.empty()) ||
                     (!to.any.empty() && !from.any.empty());
  if (clash) return false;
  if (from.match) to.match = std::move(from.match);
  if (from.regex) to.regex = std::move(from.regex);
  if (from.scheme) to.scheme = std::move(from.scheme);
  append(to.hosts, std::move(from.hosts));
  append(to.methods, std::move(from.methods));
  append(to.clients, std::move(from.clients));
  append(to.fields, std::move(from.fields));
  append(to.query, std::move(from.query));
  append(to.cookies, std::move(from.cookies));
  append(to.all, std::move(from.all));
  append(to.any, std::move(from.any));
  append(to.none, std::move(from.none));
  return true;
}

}  // namespace

bool is_empty(const Conditions& c) {
  return !c.match && !c.regex && !c.scheme && c.hosts.empty() && c.methods.empty() &&
         c.fields.empty() && c.query.empty() && c.cookies.empty() && c.clients.empty() &&
         c.between.empty() && !c.share && c.all.empty() && c.any.empty() && c.none.empty();
}

Conditions all_of(std::vector<Conditions> conditions) {
  Conditions result;
  for (Conditions& one : conditions) {
    if (is_empty(one)) continue;
    if (result.place.line == 0) result.place = one.place;
    if (!merge(result, one)) result.all.push_back(std::move(one));
  }
  return result;
}

Conditions any_of(std::vector<Conditions> conditions) {
  if (conditions.size() == 1) return std::move(conditions.front());
  Conditions result;
  if (!conditions.empty()) result.place = conditions.front().place;
  result.any = std::move(conditions);
  return result;
}

Conditions none_of(std::vector<Conditions> conditions) {
  Conditions result;
  if (!conditions.empty()) result.place = conditions.front().place;
  result.none = std::move(conditions);
  return result;
}

void place_at(Conditions& conditions, const rules::Place& place) {
  conditions.place = place;
  for (auto* text : {&conditions.match, &conditions.scheme}) {
    if (*text) (*text)->place = place;
  }
  if (conditions.regex) conditions.regex->expression.place = place;
  for (auto* texts : {&conditions.hosts, &conditions.methods, &conditions.clients}) {
    for (rules::Text& text : *texts) text.place = place;
  }
  for (rules::ValueTest& test : conditions.fields) test.name.place = test.value.place = place;
  for (auto* list : {&conditions.all, &conditions.any, &conditions.none}) {
    for (Conditions& one : *list) place_at(one, place);
  }
}

std::size_t count_of(const Conditions& conditions) {
  std::size_t count = 1;
  for (const auto* list : {&conditions.all, &conditions.any, &conditions.none}) {
    for (const Conditions& one : *list) count += count_of(one);
  }
  return count;
}

std::size_t depth_of(const Conditions& conditions) {
  std::size_t inner = 0;
  for (const auto* list : {&conditions.all, &conditions.any, &conditions.none}) {
    for (const Conditions& one : *list) inner = std::max(inner, depth_of(one));
  }
  return inner + 1;
}

bool has_expression(const Conditions& conditions) {
  if (conditions.regex || conditions.match) return true;
  for (const auto* list : {&conditions.all, &conditions.any, &conditions.none}) {
    if (std::ranges::any_of(*list, has_expression)) return true;
  }
  return false;
}

}  // namespace onward::config::apache
