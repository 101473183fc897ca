// SPDX-License-Identifier: MIT
// The URLPattern tests that others wrote (web-platform-tests): matching, comparing, generating.
// What WPT's harness does around a row, its defaults for components that a row does not name, is
// done here as well.
#include "onward/url/pattern.h"
#include "support/corpora.h"
#include "support/exact_buffer.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using test::corpus;
using test::ExactBuffer;

using enum PatternComponent;
constexpr std::array kAll{Protocol, Username, Password, Hostname, Port, Pathname, Search, Hash};

std::string text(const value& v) { return std::string(v.as_string()); }

std::optional<std::string> member(const object& o, std::string_view key) {
  const value* const found = o.if_contains(key);
  return found && found->is_string() ? std::optional(text(*found)) : std::nullopt;
}

PatternInit init_of(const object& o) {
  return {member(o, "protocol"), member(o, "username"), member(o, "password"),
          member(o, "hostname"), member(o, "port"),     member(o, "pathname"),
          member(o, "search"),   member(o, "hash"),     member(o, "baseURL")};
}

PatternOptions options_of(const value& v) {
  const value* const flag = v.is_object() ? v.as_object().if_contains("ignoreCase") : nullptr;
  return {.ignore_case = flag && flag->as_bool()};
}

/// new URLPattern(...args); a base beside an object is a TypeError that the types here exclude.
Result<Pattern> pattern_of(const value& args) {
  const array list = args.is_array() ? args.as_array() : array{args};
  if (list.empty()) return Pattern::create(PatternInit{});
  const bool has_base = list.size() > 1 && list[1].is_string();
  const PatternOptions options = options_of(list.back());
  if (list[0].is_object()) {
    if (has_base) return fail(ErrorCode::PatternBaseUnexpected);
    return Pattern::create(init_of(list[0].as_object()), options);
  }
  const ExactBuffer input(text(list[0]));
  if (!has_base) return Pattern::create(input.view(), std::nullopt, options);
  return Pattern::create(input.view(), text(list[1]), options);
}

std::optional<PatternMatch> exec_of(const Pattern& pattern, const array& inputs) {
  if (inputs.empty()) return pattern.exec(PatternInit{});
  if (inputs[0].is_object()) return pattern.exec(init_of(inputs[0].as_object()));
  const ExactBuffer input(text(inputs[0]));
  if (inputs.size() == 1) return pattern.exec(input.view());
  return pattern.exec(input.view(), text(inputs[1]));
}

bool lists(const object& row, std::string_view key, std::string_view component) {
  const value* const list = row.if_contains(key);
  if (!list) return false;
  for (const value& v : list->as_array()) {
    if (v.as_string() == component) return true;
  }
  return false;
}

std::string component_of(const Url& url, PatternComponent component) {
  switch (component) {
    case Protocol:
      return std::string(url.scheme());
    case Hostname:
      return std::string(url.hostname());
    case Port:
      return std::string(url.port());
    case Pathname:
      return std::string(url.pathname());
    case Search:
      return std::string(url.query().value_or(""));
    default:
      return std::string(url.fragment().value_or(""));
  }
}

/// A component that the constructor's arguments imply, as the harness computes it.
std::string implied(const array& args, PatternComponent component) {
  const std::string key(name(component));
  std::optional<std::string> base;
  if (!args.empty() && args[0].is_object()) {
    const object& init = args[0].as_object();
    if (const auto given = member(init, key)) return *given;
    for (const auto earlier : {Protocol, Hostname, Port, Pathname, Search, Hash}) {
      if (member(init, name(earlier))) return "*";
      if (earlier == component) break;
    }
    base = member(init, "baseURL");
  } else if (args.size() > 1 && args[1].is_string()) {
    base = text(args[1]);
  }
  if (!base || component == Username || component == Password) return "*";
  return component_of(*parse(*base), component);
}

void expect_components(const object& row, const Pattern& pattern) {
  for (const PatternComponent component : kAll) {
    const std::string key(name(component));
    const value* const expected_obj = row.if_contains("expected_obj");
    auto expected = expected_obj ? member(expected_obj->as_object(), key) : std::nullopt;
    if (!expected && lists(row, "exactly_empty_components", key)) expected = "";
    if (!expected) expected = implied(row.at("pattern").as_array(), component);
    EXPECT_EQ(pattern.component(component), *expected) << key;
  }
}

void expect_match(const object& row, const std::optional<PatternMatch>& match) {
  const value& expected = row.at("expected_match");
  ASSERT_EQ(match.has_value(), !expected.is_null());
  if (!match) return;
  for (const PatternComponent component : kAll) {
    const std::string key(name(component));
    const value* const given = expected.as_object().if_contains(key);
    const ComponentMatch& actual = (*match)[component];
    if (!given) {
      // The harness: no input, and group "0" unless the component is listed as empty.
      EXPECT_EQ(actual.input, "") << key;
      const bool empty = lists(row, "exactly_empty_components", key);
      EXPECT_EQ(actual.groups.size(), empty ? 0U : 1U) << key;
      continue;
    }
    EXPECT_EQ(actual.input, text(given->at("input"))) << key;
    const object& groups = given->at("groups").as_object();
    ASSERT_EQ(actual.groups.size(), groups.size()) << key;
    for (const auto& group : actual.groups) {
      const value* const wanted = groups.if_contains(group.name);
      ASSERT_TRUE(wanted) << key << " has a group " << group.name;
      ASSERT_EQ(group.value.has_value(), !wanted->is_null()) << group.name;
      if (group.value) {
        EXPECT_EQ(*group.value, text(*wanted)) << group.name;
      }
    }
  }
}

TEST(WhatwgUrlPattern, CorpusOfMatches) {
  const auto rows = corpus("wpt-url/urlpatterntestdata.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t count = 0;
  for (const value& v : rows->as_array()) {
    const object& row = v.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    ++count;
    const auto pattern = pattern_of(row.at("pattern"));
    const value* const expected = row.if_contains("expected_obj");
    if (expected && expected->is_string()) {
      EXPECT_FALSE(pattern.has_value()) << "expected an error";
      continue;
    }
    EXPECT_TRUE(pattern.has_value()) << message(pattern.error().code);
    if (!pattern) continue;
    expect_components(row, *pattern);
    if (row.contains("inputs")) {
      expect_match(row, exec_of(*pattern, row.at("inputs").as_array()));
    }
  }
  EXPECT_GE(count, 183U);
}

PatternComponent component_named(std::string_view key) {
  for (const PatternComponent component : kAll) {
    if (name(component) == key) return component;
  }
  ADD_FAILURE() << key;
  return Protocol;
}

TEST(WhatwgUrlPattern, CorpusOfComparisons) {
  const auto rows = corpus("wpt-url/urlpattern-compare-test-data.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  for (const value& v : rows->as_array()) {
    const object& row = v.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    const auto component = component_named(text(row.at("component")));
    const auto left = pattern_of(row.at("left"));
    const auto right = pattern_of(row.at("right"));
    ASSERT_TRUE(left && right);
    const auto expected = row.at("expected").as_int64();
    EXPECT_EQ(Pattern::compare_component(component, *left, *right), expected);
    EXPECT_EQ(Pattern::compare_component(component, *right, *left), -expected);
    EXPECT_EQ(Pattern::compare_component(component, *left, *left), 0);
  }
}

TEST(WhatwgUrlPattern, CorpusOfGeneratedComponents) {
  const auto rows = corpus("wpt-url/urlpattern-generate-test-data.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  for (const value& v : rows->as_array()) {
    const object& row = v.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    if (row.at("component").as_string() == "invalid") continue;  // no such PatternComponent
    const auto pattern = pattern_of(row.at("pattern"));
    ASSERT_TRUE(pattern);
    PatternGroups groups;
    for (const auto& [key, given] : row.at("groups").as_object()) {
      groups.emplace_back(key, text(given));
    }
    const auto component = component_named(text(row.at("component")));
    const auto generated = pattern->generate(component, groups);
    const value& expected = row.at("expected");
    EXPECT_EQ(generated.has_value(), !expected.is_null());
    if (generated && expected.is_string()) {
      EXPECT_EQ(*generated, text(expected));
    }
  }
}

}  // namespace
}  // namespace onward::url
