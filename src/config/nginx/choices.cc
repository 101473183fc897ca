// SPDX-License-Identifier: MIT
// nginx's order ("location" in its documentation, ngx_http_core_find_location()): an exact
// location; else the longest prefix is remembered, and what is nested in it is looked at in the
// same way; then the regular expressions in the order of the file, unless the longest prefix has
// "^~"; else the prefix. As a list:
//
//   exact locations
//   prefixes that change what comes ("^~", with nested ones, and those below such), longest first,
//       each behind the expressions that count for it
//   regular expressions
//   the other prefixes, longest first
//   the level itself
#include "config/nginx/choices.h"

#include "config/nginx/expression.h"

#include <algorithm>

namespace onward::config::nginx {
namespace {

using Kind = Location::Kind;

bool is_prefix(const Location& location) {
  return location.kind == Kind::Prefix || location.kind == Kind::PrefixOnly;
}

bool is_regex(const Location& location) {
  return location.kind == Kind::Regex || location.kind == Kind::RegexAnyCase;
}

class Chooser {
 public:
  std::vector<Choice> run(const Server& server) {
    add_level(server.root, {}, {}, server.root);
    return std::move(choices_);
  }

 private:
  using Conditions = std::vector<Choice::Condition>;
  using Regexes = std::vector<const Location*>;

  void add(Conditions conditions, const Location& location, bool is_slash_redirect = false) {
    if (choices_.size() >= kMaxChoices) return;
    choices_.push_back({std::move(conditions), &location, is_slash_redirect});
  }

  static Conditions with(Conditions conditions, const Location& location) {
    conditions.push_back({location.kind, location.pattern, location.place});
    return conditions;
  }

  /// Locations nest at most kMaxBlockDepth deep, so that recursion ends. `outer`: the regular
  /// expressions of the levels above, which come behind this level's own.
  void add_level(const Location& level, const Conditions& above, const Regexes& outer,
                 const Location& itself) {
    Regexes regexes;
    std::vector<const Location*> prefixes;
    for (const Location& location : level.nested) {
      if (location.kind == Kind::Exact) add(with(above, location), location);
      if (is_prefix(location)) prefixes.push_back(&location);
      if (is_regex(location)) regexes.push_back(&location);
    }
    for (const Location* location : prefixes) add_slash_redirect(level, *location, above);
    std::ranges::stable_sort(prefixes, std::ranges::greater{},
                             [](const Location* l) { return l->pattern.size(); });
    Regexes all = regexes;
    all.insert(all.end(), outer.begin(), outer.end());
    std::vector<const Location*> others;
    for (const Location* location : prefixes) {
      if (!all.empty() && is_special(*location, prefixes)) {
        add_prefix(*location, above, location->kind == Kind::PrefixOnly ? outer : all);
      } else {
        others.push_back(location);
      }
    }
    for (const Location* location : all) add_regex(*location, above);
    for (const Location* location : others) add_prefix(*location, above, {});
    add(above, itself);
  }

  static bool is_special(const Location& location, const std::vector<const Location*>& prefixes) {
    return std::ranges::any_of(prefixes, [&](const Location* other) {
      return (other->kind == Kind::PrefixOnly || !other->nested.empty()) &&
             location.pattern.starts_with(other->pattern);
    });
  }

  /// A prefix with what is nested in it, behind the expressions that go before it.
  void add_prefix(const Location& location, const Conditions& above, const Regexes& regexes) {
    const Conditions here = with(above, location);
    Regexes possible;
    for (const Location* regex : regexes) {
      const std::string begin = literal_begin(regex->pattern, regex->kind == Kind::RegexAnyCase);
      if (begin.starts_with(location.pattern) || location.pattern.starts_with(begin)) {
        possible.push_back(regex);
      }
    }
    add_level(location, here, possible, location);
  }

  void add_regex(const Location& location, const Conditions& above) {
    add_level(location, with(above, location), {}, location);
  }

  /// "location /a/ { proxy_pass … }": nginx redirects "/a", unless a location is just that.
  void add_slash_redirect(const Location& level, const Location& location,
                          const Conditions& above) {
    if (!location.adds_slash) return;
    const std::string path = location.pattern.substr(0, location.pattern.size() - 1);
    const bool is_taken = std::ranges::any_of(level.nested, [&](const Location& other) {
      return (other.kind == Kind::Exact || is_prefix(other)) && other.pattern == path;
    });
    if (is_taken) return;
    Conditions conditions = above;
    conditions.push_back({Kind::Exact, path, location.place});
    add(std::move(conditions), location, true);
  }

  std::vector<Choice> choices_;
};

}  // namespace

std::vector<Choice> choices_of(const Server& server) { return Chooser().run(server); }

}  // namespace onward::config::nginx
