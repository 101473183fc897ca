// SPDX-License-Identifier: MIT
// A list in Conditions is either "all must hold" (fields, query, cookies, all, none) or "one must
// hold" (hosts, methods, clients, any): the first kind is joined by appending, the second only
// where one side has none.
#include "config/logic.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace onward::config {
namespace {

using rules::Conditions;

template <class T>
void append(std::vector<T>& list, std::vector<T>& more) {
  std::move(more.begin(), more.end(), std::back_inserter(list));
  more.clear();
}

template <class T>
void take_list(std::vector<T>& to, std::vector<T>& from) {
  if (to.empty()) std::swap(to, from);
}

template <class T>
void take_value(std::optional<T>& to, std::optional<T>& from) {
  if (!to) std::swap(to, from);
}

bool asks_host_alone(const Conditions& when) {
  Conditions rest = when;
  rest.hosts.clear();
  return !when.hosts.empty() && is_always(rest);
}

}  // namespace

bool is_always(const Conditions& when) {
  return !when.match && !when.regex && !when.scheme && !when.share && when.hosts.empty() &&
         when.methods.empty() && when.fields.empty() && when.query.empty() &&
         when.cookies.empty() && when.clients.empty() && when.between.empty() && when.all.empty() &&
         when.any.empty() && when.none.empty();
}

Conditions never() {
  Conditions when;
  when.none.emplace_back();
  return when;
}

bool is_never(const Conditions& when) { return std::ranges::any_of(when.none, is_always); }

void add(Conditions& when, Conditions also) {
  take_value(when.match, also.match);
  take_value(when.regex, also.regex);
  if (when.scheme && also.scheme && when.scheme->value == also.scheme->value) also.scheme.reset();
  take_value(when.scheme, also.scheme);
  take_value(when.share, also.share);
  take_list(when.hosts, also.hosts);
  take_list(when.methods, also.methods);
  take_list(when.clients, also.clients);
  take_list(when.between, also.between);
  take_list(when.any, also.any);
  append(when.fields, also.fields);
  append(when.query, also.query);
  append(when.cookies, also.cookies);
  append(when.all, also.all);
  append(when.none, also.none);
  if (!is_always(also)) when.all.push_back(std::move(also));
}

Conditions either(std::vector<Conditions> choices) {
  std::erase_if(choices, is_never);
  if (choices.empty()) return never();
  if (std::ranges::any_of(choices, is_always)) return {};
  if (choices.size() == 1) return std::move(choices[0]);
  Conditions when;
  if (std::ranges::all_of(choices, asks_host_alone)) {
    for (Conditions& choice : choices) append(when.hosts, choice.hosts);
    return when;
  }
  when.any = std::move(choices);
  return when;
}

Conditions negation(Conditions when) {
  // Not not: what was negated alone.
  Conditions rest = when;
  rest.none.clear();
  if (when.none.size() == 1 && is_always(rest)) return std::move(when.none[0]);
  Conditions result;
  if (is_always(rest) && !when.none.empty()) {
    // Not (not a and not b).
    return either(std::move(when.none));
  }
  result.none.push_back(std::move(when));
  return result;
}

Conditions exact_methods(std::vector<rules::Text> methods) {
  Conditions when;
  const auto has = [&methods](std::string_view name) {
    return std::ranges::find(methods, name, &rules::Text::value) != methods.end();
  };
  if (has("GET") && !has("HEAD")) {
    when.none.emplace_back().methods = {{"HEAD", methods.front().place}};
  }
  when.methods = std::move(methods);
  return when;
}

}  // namespace onward::config
