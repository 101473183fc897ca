// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// Rules as rule sets of 100,000 have them, and a request for each: 60 % literal prefix, 30 % named
// groups, 10 % regular expression.
namespace onward::bench {

/// How the expressions are written.
enum class Expressions {
  Anchored,  ///< "^/doc-7919/(\d+)\.html$"
  Anywhere,  ///< not anchored, alternatives in front, without regard to case, in another engine
};

inline std::string number(std::size_t i) { return std::to_string(i * 7919 % 1'000'003); }

inline rules::Rule rule_of(std::string match) {
  rules::Rule rule;
  rule.when.match = rules::Text{std::move(match), {}};
  rule.action.to = rules::Text{"https://new.example/", {}};
  return rule;
}

inline rules::Rule rule_of_regex(std::string expression,
                                 rules::Engine engine = rules::Engine::Re2) {
  rules::Rule rule;
  rule.when.regex = rules::Regex{{std::move(expression), {}}, engine, rules::Subject::Path};
  rule.action.to = rules::Text{"https://new.example/", {}};
  return rule;
}

inline rules::Rule expression(std::size_t i, Expressions how) {
  if (how == Expressions::Anchored) return rule_of_regex("^/doc-" + number(i) + "/(\\d+)\\.html$");
  switch (i / 10 % 4) {
    case 0:
      return rule_of_regex("doc-" + number(i) + "/(\\d+)\\.html$");
    case 1:
      return rule_of_regex("^/(?:en/|de/)?doc-" + number(i) + "/([a-z0-9]+)\\.html$");
    case 2:
      return rule_of_regex("(?i)^/DOC-" + number(i) + "/(.*)\\.HTML$");
    default:
      return rule_of_regex("^/(?!draft)doc-" + number(i) + "/(\\d+)\\.html$", rules::Engine::Pcre2);
  }
}

inline std::vector<rules::Rule> mix(std::size_t size, Expressions how = Expressions::Anchored) {
  std::vector<rules::Rule> made;
  made.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (i % 10 < 6) {
      made.push_back(rule_of("/old/section-" + number(i) + "/*"));
    } else if (i % 10 < 9) {
      made.push_back(rule_of("/:lang/shop-" + number(i) + "/:id/edit"));
    } else {
      made.push_back(expression(i, how));
    }
  }
  return made;
}

/// The path of a request that rule `i` of the mix is for.
inline std::string mixed(std::size_t i) {
  if (i % 10 < 6) return "/old/section-" + number(i) + "/a/b.html";
  if (i % 10 < 9) return "/de/shop-" + number(i) + "/4711/edit";
  return "/doc-" + number(i) + "/4711.html";
}

}  // namespace onward::bench
