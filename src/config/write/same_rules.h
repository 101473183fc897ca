// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

// Whether rules say the same, wherever they stand. For tests and fuzz targets.
namespace onward::config {

inline bool same_rules(const rules::Text& a, const rules::Text& b) { return a.value == b.value; }

inline bool same_rules(const rules::Regex& a, const rules::Regex& b) {
  return same_rules(a.expression, b.expression) && a.engine == b.engine && a.subject == b.subject;
}

inline bool same_rules(const rules::ValueTest& a, const rules::ValueTest& b) {
  const bool needs_value =
      a.kind != rules::ValueTest::Kind::Present && a.kind != rules::ValueTest::Kind::Absent;
  return same_rules(a.name, b.name) && a.kind == b.kind &&
         (!needs_value || same_rules(a.value, b.value));
}

inline bool same_rules(const rules::Between& a, const rules::Between& b) {
  return a.from == b.from && a.until == b.until;
}

inline bool same_rules(const rules::Share& a, const rules::Share& b) {
  return a.percent == b.percent && a.key == b.key && same_rules(a.name, b.name) && a.seed == b.seed;
}

inline bool same_rules(const rules::Example& a, const rules::Example& b) {
  return same_rules(a.request, b.request) && same_rules(a.answer, b.answer);
}

inline bool same_rules(const rules::Cors& a, const rules::Cors& b);

template <class T>
bool same_rules(const std::optional<T>& a, const std::optional<T>& b) {
  return a.has_value() == b.has_value() && (!a || same_rules(*a, *b));
}

inline bool same_rules(const rules::Conditions& a, const rules::Conditions& b);
inline bool same_rules(const rules::Rule& a, const rules::Rule& b);

template <class T>
bool same_rules(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return same_rules(x, y); });
}

inline bool same_rules(const rules::Conditions& a, const rules::Conditions& b) {
  return same_rules(a.match, b.match) && same_rules(a.regex, b.regex) &&
         same_rules(a.scheme, b.scheme) && same_rules(a.hosts, b.hosts) &&
         same_rules(a.methods, b.methods) && same_rules(a.fields, b.fields) &&
         same_rules(a.query, b.query) && same_rules(a.cookies, b.cookies) &&
         same_rules(a.clients, b.clients) && same_rules(a.between, b.between) &&
         same_rules(a.share, b.share) && same_rules(a.all, b.all) && same_rules(a.any, b.any) &&
         same_rules(a.none, b.none);
}

inline bool same_rules(const rules::Cors& a, const rules::Cors& b) {
  return same_rules(a.origins, b.origins) && same_rules(a.methods, b.methods) &&
         same_rules(a.fields, b.fields) && same_rules(a.expose, b.expose) &&
         a.credentials == b.credentials && a.max_age == b.max_age;
}

/// Rows that repeat a source decide nothing.
inline bool same_maps(const rules::MapSource& a, const rules::MapSource& b) {
  const auto deciding = [](const rules::MapSource& map) {
    std::vector<const rules::MapRow*> rows;
    std::unordered_set<std::string> seen;
    for (const rules::MapRow& row : map.rows) {
      if (seen.insert(row.from).second) rows.push_back(&row);
    }
    return rows;
  };
  const auto x = deciding(a);
  const auto y = deciding(b);
  return a.is_literal == b.is_literal &&
         std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto* r, const auto* s) {
           return r->from == s->from && r->to == s->to && r->status == s->status;
         });
}

inline int status_of(const rules::Action& action) {
  return action.status ? action.status->code() : action.map ? 301 : action.to ? 307 : 0;
}

inline bool same_rules(const rules::Action& a, const rules::Action& b) {
  return same_rules(a.to, b.to) && same_rules(a.rewrite, b.rewrite) &&
         (a.map == nullptr) == (b.map == nullptr) && (!a.map || same_maps(*a.map, *b.map)) &&
         a.pass == b.pass && status_of(a) == status_of(b) && a.query == b.query &&
         same_rules(a.cache, b.cache) && a.retry_after == b.retry_after && a.body == b.body &&
         a.location == b.location && same_rules(a.to_hosts, b.to_hosts) &&
         same_rules(a.cors, b.cors);
}

inline bool same_rules(const rules::Rule& a, const rules::Rule& b) {
  return same_rules(a.name, b.name) && same_rules(a.when, b.when) && a.comparison == b.comparison &&
         same_rules(a.action, b.action) && same_rules(a.examples, b.examples);
}

}  // namespace onward::config
