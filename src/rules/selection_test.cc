// SPDX-License-Identifier: MIT
// Which rule matches which request, and what its groups take, as tables; each row is asked of
// select() and of try_rule().
#include "rules/selection.h"

#include "rules/question.h"
#include "rules/table_state.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

Rule rule_with(Conditions when, Comparison comparison = {}) {
  Rule rule;
  rule.when = std::move(when);
  rule.comparison = comparison;
  rule.action.to = Text{"https://to.example/"};
  return rule;
}

Conditions match(std::string pattern) {
  Conditions when;
  when.match = Text{std::move(pattern)};
  return when;
}

std::shared_ptr<const Table> table_of(std::vector<Rule> rules) {
  Compiled compiled = compile(std::move(rules));
  for (const Diagnostic& d : compiled.diagnostics) {
    if (d.severity == Severity::Error) ADD_FAILURE() << d.message;
  }
  return compiled.table;
}

// "shop | 0=a b=-" : what the groups took, "-" where they took no part.
std::string groups_of(const Table& table, const Selected& selected) {
  const CaptureNames& names = table.state().compiled[selected.rule].names;
  std::string text;
  std::vector<std::string> path_names;
  path_names.reserve(names.path.size());
  for (const GroupName& name : names.path) path_names.push_back(name.name);
  const auto add = [&text](const auto& group_names, const auto& captures) {
    ASSERT_EQ(group_names.size(), captures.size());
    for (std::size_t i = 0; i < captures.size(); ++i) {
      text.append(text.empty() || text.ends_with("| ") ? "" : " ").append(group_names[i]);
      text.append("=").append(captures[i].took_part ? captures[i].value : "-");
    }
  };
  add(names.host, selected.host);
  if (!selected.host.empty()) text += " | ";
  add(path_names, selected.path);
  return text;
}

// The groups that the one rule takes, or "no: " and why.
std::string ask(const Rule& rule, const Question& question) {
  const auto table = table_of({rule});
  if (!table) return "no table";
  SelectionBuffer buffer;
  SelectionBuffer naive_buffer;
  std::string why;
  const auto fast = select(*table, question, 0, buffer);
  const auto naive = try_rule(*table, question, 0, naive_buffer, why);
  EXPECT_EQ(fast.has_value(), naive.has_value());
  EXPECT_EQ(why.empty(), naive.has_value());
  if (!fast || !naive) return "no: " + why;
  EXPECT_EQ(groups_of(*table, *fast), groups_of(*table, *naive));
  return groups_of(*table, *fast);
}

struct MatchCase {
  const char* pattern;
  const char* url;
  const char* groups;  // "no: why"
  Comparison comparison = {};
};

constexpr Comparison kIgnoreCase{.ignore_case = true};
constexpr Comparison kMerge{.merge_slashes = true};
constexpr Comparison kIgnoreSlash{.ignore_trailing_slash = true};
constexpr Comparison kLoose{true, true, true};

const MatchCase kMatches[] = {
    {"/a", "http://h/a", ""},
    {"/a", "http://h/a?x=1", ""},
    {"/a", "http://h/b", "no: the path '/b' does not match '/a'"},
    {"/a", "http://h/a/", "no: '/a' has no slash at its end, as the path has"},
    {"/", "http://h", ""},
    {"/api/v1/*", "http://h/api/v1/orders/7", "0=orders/7"},
    {"/api/v1/*", "http://h/api/v1/", "0="},
    {"/api/v1/*", "http://h/api/v1", "no: '/api/v1/*' needs a slash behind '/api/v1'"},
    {"/users/:id", "http://h/users/7", "id=7"},
    {"/users/:id/:tab?", "http://h/users/7", "id=7 tab=-"},
    {"/:a-:b.html", "http://h/x-y.html", "a=x b=y"},
    {"/:year(\\d+)/*", "http://h/2026/x", "year=2026 0=x"},
    {"/*/x/*", "http://h/a/b/x/c", "0=a/b 1=c"},
    // Normal form, of both sides.
    {"/%7euser/caf%c3%a9", "http://h/~user/caf%C3%A9", ""},
    {"/caf\xC3\xA9/:x", "http://h/caf%c3%a9/%7e", "x=~"},
    {"/:na%6de", "http://h/xme", "na=x"},
    {"/a%2Fb", "http://h/a/b", "no: the path '/a/b' does not match '/a%2Fb'"},
    {"/x/../a b", "http://h/a%20b", ""},
    {"/*", "http://h//evil.example/x", "0=/evil.example/x"},
    // Whole URLs.
    {"https://shop.example/old/:id", "https://shop.example/old/1", "id=1"},
    {"https://shop.example/old/:id", "http://shop.example/old/1",
     "no: the scheme 'http' does not match 'https'"},
    {"http{s}?://:sub.example/*", "http://SHOP.example/x", "sub=shop | 0=x"},
    {"http://h:8080/*", "http://h:8080/x", "0=x"},
    {"http://h/*", "http://h:8080/x", "no: the port '8080' does not match ''"},
    {"http://h/a?x=*", "http://h/a?x=1", ""},
    {"http://h/a?x=*", "http://h/a?y=1", "no: the query 'y=1' does not match 'x=*'"},
    {"http://h/%7ea", "http://h/~a", ""},
    // What no URI may hold raw is one with its escape, however either side has it.
    {"/a|b", "http://h/a%7cb", ""},
    {"/a%7Cb", "http://h/a|b", ""},
    {"/a\\|b/*", "http://h/a|b/c|d", "0=c%7Cd"},
    {"http://h/a|:b", "http://h/a|x", "b=x"},
    {"/(a|b)", "http://h/b", "0=b"},
    {"/\\{a\\}", "http://h/{a}", ""},
    // Comparison.
    {"/A/:b", "http://h/a/C", "b=C", kIgnoreCase},
    {"/A/%C3%A9", "http://h/a/%c3%a9", "", kIgnoreCase},
    {"/a//b", "http://h/a///b", "", kMerge},
    {"/a//:b", "http://h//a/////x", "b=x", kMerge},
    {"/a", "http://h/a/", "", kIgnoreSlash},
    {"/a/", "http://h/a", "", kIgnoreSlash},
    {"/a/*", "http://h/a", "0=", kIgnoreSlash},
    {"/a/*", "http://h/a/b/", "0=b/", kIgnoreSlash},
    {"/a/:b", "http://h/a/x/", "b=x", kIgnoreSlash},
    {"/", "http://h/", "", kIgnoreSlash},
    {"/A/*", "http://h//a///b/", "0=b/", kLoose},
};

TEST(RuleMatch, PatternsAndGroups) {
  for (const MatchCase& c : kMatches) {
    const TestQuestion question("GET", c.url);
    EXPECT_EQ(ask(rule_with(match(c.pattern), c.comparison), question.get()), c.groups)
        << c.pattern << " and " << c.url;
  }
}

TEST(RuleMatch, GroupsAreThoseOfTheHostThatFits) {
  Rule rule = rule_with(match("/:page"));
  rule.when.hosts = {{"shop.example", {}}, {"*.a.example", {}}, {":tenant.b.*", {}}};
  const struct {
    const char* url;
    const char* groups;
  } cases[] = {
      {"http://shop.example/x", "0=- tenant=- | page=x"},
      {"http://one.a.example/x", "0=one tenant=- | page=x"},
      {"http://two.b.org/x", "0=org tenant=two | page=x"},
      {"http://a.example/x",
       "no: the host 'a.example' does not match 'shop.example', '*.a.example', ':tenant.b.*'"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(ask(rule, TestQuestion("GET", c.url).get()), c.groups) << c.url;
  }
}

TEST(RuleMatch, TheFirstInOrderWins) {
  const auto table = table_of({rule_with(match("/b")), rule_with(match("/a/*")),
                               rule_with(match("/a/b")), rule_with(match("/*"))});
  ASSERT_TRUE(table);
  const TestQuestion question("GET", "http://h/a/b");
  SelectionBuffer buffer;
  const auto rule_at = [&](std::size_t from) -> std::size_t {
    const auto found = select(*table, question.get(), from, buffer);
    return found ? found->rule : 99;
  };
  EXPECT_EQ(rule_at(0), 1U);
  EXPECT_EQ(rule_at(2), 2U);
  EXPECT_EQ(rule_at(3), 3U);
  EXPECT_FALSE(select(*table, question.get(), 4, buffer));
}

}  // namespace
}  // namespace onward::rules
