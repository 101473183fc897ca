// SPDX-License-Identifier: MIT
// The matcher without regular expressions answers as the one with: on generated part lists and
// subjects, made of few letters so that matches and near misses are common.
#include "url/pattern/linear_matcher.h"

#include "support/exact_buffer.h"
#include "url/pattern/encode.h"
#include "url/pattern/state.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

Result<std::string> unchanged(std::string_view text) { return std::string(text); }

std::string join(std::mt19937& random, const std::vector<std::string>& pieces, std::size_t most) {
  std::string result;
  for (std::size_t i = random() % (most + 1); i > 0; --i)
    result += pieces[random() % pieces.size()];
  return result;
}

const std::vector<std::string> kPatternPieces{"/",  "/",    "a",     "b",     "ab",    "A",
                                              ".",  ":x",   ":y",    ":z",    "*",     "/:w",
                                              "/*", "{:v}", "{a:u}", "{:t/}", "{:s.a}"};
const std::vector<std::string> kSubjectPieces{"/", "/", "a", "b", "ab", "A", ".", "/a", "/b", "//"};

struct Options {
  const char* name;
  PartOptions options;
};
constexpr Options kOptions[] = {
    {"default", kDefaultOptions},
    {"hostname", kHostnameOptions},
    {"pathname", kPathnameOptions},
    {"pathname, ignore case", {.delimiter = '/', .prefix = '/', .ignore_case = true}},
    {"default, ignore case", {.ignore_case = true}},
};

TEST(WhatwgUrlPatternLinear, SameAsRe2) {
  std::mt19937 random(20260801);
  std::size_t linear_patterns = 0;
  std::size_t matches = 0;
  for (int i = 0; i < 30'000; ++i) {
    const Options& options = kOptions[random() % std::size(kOptions)];
    const std::string pattern = join(random, kPatternPieces, 5);
    const auto parts = parse_pattern_string(pattern, options.options, unchanged);
    if (!parts) continue;
    const auto linear = LinearMatcher::create(*parts, options.options);
    if (!linear) continue;
    ++linear_patterns;
    const auto re2 = Re2Matcher::create(*parts, options.options);
    ASSERT_TRUE(re2) << pattern;
    std::size_t groups = 0;
    for (const Part& part : *parts) groups += part.name.empty() ? 0U : 1U;
    for (int j = 0; j < 20; ++j) {
      const test::ExactBuffer subject(join(random, kSubjectPieces, 6));
      SCOPED_TRACE(std::string(options.name) + ": " + pattern + " on " +
                   std::string(subject.view()));
      std::vector<Capture> fast(groups);
      std::vector<Capture> slow(groups);
      const bool matched = linear->match(subject.view(), fast);
      ASSERT_EQ(matched, re2->match(subject.view(), slow));
      ASSERT_EQ(matched, linear->match(subject.view(), {}));
      if (!matched) continue;
      ++matches;
      ASSERT_EQ(fast, slow);
    }
  }
  EXPECT_GT(linear_patterns, 5'000U);
  EXPECT_GT(matches, 5'000U);
}

struct Choice {
  std::string_view pattern;
  bool linear;
};

// What people write stays away from the regular expression.
constexpr Choice kChoices[] = {
    {"", true},        {"/about", true},      {"/api/:version/users/:id", true},
    {"/api/*", true},  {"/:name.html", true}, {"/old/:a/*/end/:b/tail", true},
    {"/*.php", true},  {"/:a-:b", false},     {"/:a*", false},
    {"/a/:b?", false}, {"/(\\d+)", false},    {"*/*", false},
    {"{/a}?", false},
};

TEST(WhatwgUrlPatternLinear, Chosen) {
  for (const Choice& row : kChoices) {
    const auto component = compile_component(row.pattern, kPathnameOptions, encode_pathname);
    ASSERT_TRUE(component) << row.pattern;
    EXPECT_EQ(std::holds_alternative<LinearMatcher>(component->matcher), row.linear) << row.pattern;
  }
  const auto any = compile_component("*", kDefaultOptions, encode_hash);
  EXPECT_TRUE(std::holds_alternative<CompiledComponent::Anything>(any->matcher));
}

}  // namespace
}  // namespace onward::url
