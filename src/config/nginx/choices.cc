// SPDX-License-Identifier: MIT
// nginx's order (ngx_http_core_find_location()): an exact location; else the longest prefix is
// remembered, and what is nested in it looked at likewise; then regular expressions in the order of
// the file, unless the longest prefix has "^~"; else the prefix. As a list:
//
//   exact locations
//   prefixes that change what comes ("^~", with nested ones, and those below such), longest first,
//       each behind the expressions that count for it
//   regular expressions, then the other prefixes, longest first, then the level itself
#include "config/nginx/choices.h"

#include "config/nginx/expression.h"

#include <algorithm>
#include <unordered_set>

namespace onward::config::nginx {
namespace {

using Kind = Location::Kind;

/// Most pairs of a prefix and an expression that are looked at.
constexpr std::size_t kMaxComparisons = 10'000'000;

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
    if (is_spent_ || choices_.size() >= kMaxChoices) {
      is_spent_ = true;
      return choices_.clear();
    }
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
    std::unordered_set<std::string> taken;
    for (const Location& location : level.nested) {
      if (location.kind == Kind::Exact || is_prefix(location)) taken.insert(location.pattern);
      if (location.kind == Kind::Exact) add(with(above, location), location);
      if (is_prefix(location)) prefixes.push_back(&location);
      if (is_regex(location)) regexes.push_back(&location);
    }
    for (const Location* location : prefixes) add_slash_redirect(taken, *location, above);
    std::ranges::stable_sort(prefixes, std::ranges::greater{},
                             [](const Location* l) { return l->pattern.size(); });
    Regexes all = regexes;
    all.insert(all.end(), outer.begin(), outer.end());
    std::unordered_set<std::string> special;
    for (const Location* location : prefixes) {
      if (location->kind == Kind::PrefixOnly || !location->nested.empty()) {
        special.insert(location->pattern);
      }
    }
    std::vector<const Location*> others;
    for (const Location* location : prefixes) {
      if (!all.empty() && is_below(*location, special)) {
        add_prefix(*location, above, location->kind == Kind::PrefixOnly ? outer : all);
      } else {
        others.push_back(location);
      }
    }
    for (const Location* location : all) add_regex(*location, above);
    for (const Location* location : others) add_prefix(*location, above, {});
    add(above, itself);
  }

  /// Whether the pattern begins with one of the others, or is one.
  static bool is_below(const Location& location, const std::unordered_set<std::string>& others) {
    for (std::size_t size = 0; size <= location.pattern.size() && !others.empty(); ++size) {
      if (others.contains(location.pattern.substr(0, size))) return true;
    }
    return false;
  }

  /// A prefix with what is nested in it, behind the expressions that go before it.
  void add_prefix(const Location& location, const Conditions& above, const Regexes& regexes) {
    const Conditions here = with(above, location);
    Regexes possible;
    for (const Location* regex : regexes) {
      if (is_spent_ || ++comparisons_ > kMaxComparisons) {
        is_spent_ = true;
        return choices_.clear();
      }
      if (may_begin_with(regex->pattern, regex->kind == Kind::RegexAnyCase, location.pattern)) {
        possible.push_back(regex);
      }
    }
    add_level(location, here, possible, location);
  }

  void add_regex(const Location& location, const Conditions& above) {
    add_level(location, with(above, location), {}, location);
  }

  /// "location /a/ { proxy_pass … }": nginx redirects "/a", unless a location is just that.
  void add_slash_redirect(const std::unordered_set<std::string>& taken, const Location& location,
                          const Conditions& above) {
    if (!location.adds_slash) return;
    const std::string path = location.pattern.substr(0, location.pattern.size() - 1);
    if (taken.contains(path)) return;
    Conditions conditions = above;
    conditions.push_back({Kind::Exact, path, location.place});
    add(std::move(conditions), location, true);
  }

  std::vector<Choice> choices_;
  std::size_t comparisons_ = 0;
  bool is_spent_ = false;
};

}  // namespace

std::vector<Choice> choices_of(const Server& server) { return Chooser().run(server); }

}  // namespace onward::config::nginx
