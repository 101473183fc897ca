// SPDX-License-Identifier: MIT
// What a regular expression is held against: each subject in its form, with what a comparison
// ignores.
#include "rules/compile_conditions.h"
#include "rules/question.h"

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

TEST(RuleConditions, SubjectsOfRegexes) {
  const struct {
    Subject subject;
    const char* expression;
    Comparison comparison;
    const char* url;
    bool holds;
  } cases[] = {
      {Subject::Path, "^/a/b$", {}, "http://h/a//b", false},
      {Subject::Path, "^/a/b$", {.merge_slashes = true}, "http://h/a//b", true},
      {Subject::Path, "^/A", {}, "http://h/a", false},
      {Subject::Path, "^/A", {.ignore_case = true}, "http://h/a", true},
      {Subject::Path, "^/a%20b$", {}, "http://h/a%20b", true},
      {Subject::DecodedPath, "^/a b$", {}, "http://h/a%20b", true},
      {Subject::DecodedPath, "^/a/b$", {}, "http://h/a/%2Fb", false},
      {Subject::DecodedPath, "^/a//b$", {}, "http://h/a/%2Fb", true},
      {Subject::DecodedPath, "^/a/b$", {.merge_slashes = true}, "http://h/a/%2F/b", true},
      {Subject::DecodedPath, "^/A b$", {.ignore_case = true}, "http://h/a%20b", true},
      {Subject::Query, "^a=1$", {}, "http://h/?a=1", true},
      {Subject::Query, "^$", {}, "http://h/", true},
      {Subject::Url, "^http://h:81/a\\?b$", {}, "http://H:81/a?b", true},
      {Subject::Host, "^h$", {}, "http://H:81/a", true},
      {Subject::Host, "^(www\\.)?h$", {}, "http://www.h/", true},
      {Subject::Host, "^www", {}, "http://h/www", false},
      {Subject::Target, "^/a$", {}, "http://h/a", true},
      {Subject::Target, "^/a\\?$", {}, "http://h/a?", true},
      {Subject::Target, "^/%61\\?b=1$", {}, "http://h:8080/%61?b=1", true},
      {Subject::Path, "^/%61$", {}, "http://h/%61", false},
      {Subject::Path, "^/%61$", {.keep_escapes = true}, "http://h/%61", true},
      {Subject::Path,
       "^/%61/b$",
       {.merge_slashes = true, .keep_escapes = true},
       "http://h/%61//b",
       true},
      {Subject::Url, "/%61$", {.keep_escapes = true}, "http://h/%61", true},
      {Subject::Target, "h", {}, "http://h/a?b", false},
  };
  for (const auto& c : cases) {
    Conditions when;
    when.regex = Regex{{c.expression, {}}, Engine::Re2, c.subject};
    Diagnostics diagnostics;
    const CompiledConditions conditions = compile_conditions(when, c.comparison, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << c.expression;
    const TestQuestion question("GET", c.url);
    const Question asking = question.get();
    SelectionBuffer buffer;
    Asked asked(asking, buffer);
    EXPECT_EQ(holds(conditions, asked), c.holds) << c.expression << " and " << c.url;
  }
}

}  // namespace
}  // namespace onward::rules
