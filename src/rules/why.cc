// SPDX-License-Identifier: MIT
// Why a rule does not match, in words. The same questions as in conditions.cc, in the same order;
// what the request holds is said only where it is printable by construction (its method, its path).
#include "rules/conditions.h"
#include "rules/findings.h"

#include <array>
#include <bit>
#include <string>

namespace onward::rules {
namespace {

using Further = FurtherConditions;

constexpr std::array<std::string_view, 11> kMethodNames{
    "", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"};

std::string quoted(std::string_view text) { return "'" + shown(text) + "'"; }

std::string why_not_method(const CompiledConditions& conditions, const Asked& asked) {
  std::string names;
  for (std::size_t i = 1; i < kMethodNames.size(); ++i) {
    if ((conditions.methods >> i & 1U) == 0) continue;
    names.append(names.empty() ? "" : ", ").append(kMethodNames[i]);
  }
  if (conditions.further) {
    for (const std::string& name : conditions.further->other_methods) {
      names.append(names.empty() ? "" : ", ").append(name);
    }
  }
  return "method " + shown(asked.question().method) + " is not among " + names;
}

std::string why_not_path(const ComponentMatcher& matcher, const Comparison& comparison,
                         Asked& asked) {
  const std::string_view path = asked.path(comparison);
  const std::string pattern = quoted(matcher.source());
  const std::string_view other = asked.path_other_slash(comparison);
  if (other != path && matcher.match(other)) {
    return other.size() > path.size() ? pattern + " needs a slash behind " + quoted(path)
                                      : pattern + " has no slash at its end, as the path has";
  }
  return "the path " + quoted(path) + " does not match " + pattern;
}

std::string why_not_component(std::string_view what, std::string_view value,
                              const ComponentMatcher& matcher) {
  return std::string(what) + " " + quoted(value) + " does not match " + quoted(matcher.source());
}

std::string why_not_host(std::string_view host, const HostMatcher& matcher) {
  return "the host " + quoted(host) + " does not match " + matcher.source();
}

std::string why_not_test(const std::vector<CompiledTest>& tests, ValueSource::Kind kind,
                         std::string_view what, const Asked& asked) {
  const ValueSource source{kind, asked.question().request.head.fields, asked.url().query};
  const CompiledTest* test = test_failed(tests, source);
  if (!test) return "";
  const std::string name = std::string(what) + " " + quoted(test->name);
  if (test->kind == ValueTest::Kind::Absent) return "there is a " + name;
  if (!ValuesOf(source, test->name).next()) return "there is no " + name;
  switch (test->kind) {
    case ValueTest::Kind::Equals:
      return "the " + name + " is not " + quoted(test->value);
    case ValueTest::Kind::Prefix:
      return "the " + name + " does not begin with " + quoted(test->value);
    case ValueTest::Kind::Contains:
      return "the " + name + " does not contain " + quoted(test->value);
    default:
      return "the " + name + " does not match its regular expression";
  }
}

std::string why_not_share(const Further& further, Asked& asked) {
  return in_share(*further.share, asked) == ShareOutcome::NoKey
             ? "the request has no " + quoted(further.share->name) + " to be chosen by"
             : "the request is not in the share that was chosen";
}

std::string why_not_any(const Further& further, Asked& asked) {
  std::string reasons;
  for (const CompiledConditions& conditions : further.any) {
    reasons.append(reasons.empty() ? "" : "; ").append(why_not(conditions, asked));
  }
  return "none under any holds: " + reasons;
}

std::string why_not_all(const Further& further, Asked& asked) {
  for (const CompiledConditions& conditions : further.all) {
    if (std::string why = why_not(conditions, asked); !why.empty()) return why;
  }
  return "";
}

std::string why_not_further(const Further& further, Further::Kind kind, Asked& asked) {
  const NormalUrl& url = asked.url();
  switch (kind) {
    case Further::kOtherMethods:
      return "method " + shown(asked.question().method) + " is not among those of the rule";
    case Further::kRuleScheme:
      return "the scheme is " + std::string(url.scheme) + ", and the rule is for " +
             (further.wants_https ? "https" : "http");
    case Further::kScheme:
      return why_not_component("the scheme", url.scheme, *further.scheme);
    case Further::kHost:
      return why_not_host(url.host, *further.host);
    case Further::kMatchHost:
      return why_not_host(url.host, *further.match_host);
    case Further::kPort:
      return why_not_component("the port", url.port, *further.port);
    case Further::kSearch:
      return why_not_component("the query", url.query, *further.search);
    case Further::kClients:
      return "the client's address is in none of the networks";
    case Further::kBetween:
      return "it is not the time";
    case Further::kFields:
      return why_not_test(further.fields, ValueSource::Kind::Fields, "field", asked);
    case Further::kQuery:
      return why_not_test(further.query, ValueSource::Kind::Query, "query parameter", asked);
    case Further::kCookies:
      return why_not_test(further.cookies, ValueSource::Kind::Cookies, "cookie", asked);
    case Further::kShare:
      return why_not_share(further, asked);
    case Further::kRegex:
      return "the regular expression finds nothing, or gave up at its limit";
    case Further::kAll:
      return why_not_all(further, asked);
    case Further::kAny:
      return why_not_any(further, asked);
    default:
      return "something under none holds";
  }
}

}  // namespace

std::string why_not(const CompiledConditions& conditions, Asked& asked) {
  if ((conditions.methods & method_bit(asked.method())) == 0) {
    return why_not_method(conditions, asked);
  }
  if (conditions.path && !path_holds(*conditions.path, conditions.comparison, asked)) {
    return why_not_path(*conditions.path, conditions.comparison, asked);
  }
  if (!conditions.further) return "";
  const Further& further = *conditions.further;
  for (std::uint32_t left = further.present; left != 0; left &= left - 1) {
    const auto kind = static_cast<Further::Kind>(std::countr_zero(left));
    if (!further_holds(further, kind, asked)) return why_not_further(further, kind, asked);
  }
  return "";
}

}  // namespace onward::rules
