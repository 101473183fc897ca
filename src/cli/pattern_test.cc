// SPDX-License-Identifier: MIT
// `onward pattern` as people call it, and as programs do: the overloads of URLPattern's constructor
// and of exec() as JSON. What a pattern matches is tested in src/url.
#include "cli/run_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using ::testing::HasSubstr;

TEST(PatternCommand, PrintsComponentsAndGroups) {
  const Outcome outcome =
      run_command({"pattern", "/api/:version/*", "https://a/api/v1/orders?x=1", "https://a/other"});
  EXPECT_EQ(outcome.code, ExitCode::No);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("protocol  *\n"));
  EXPECT_THAT(outcome.out, HasSubstr("pathname  /api/:version/*\n"));
  EXPECT_THAT(outcome.out, HasSubstr("match     https://a/api/v1/orders?x=1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  pathname version = v1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  pathname 0 = orders\n"));
  EXPECT_THAT(outcome.out, HasSubstr("no match  https://a/other\n"));
}

TEST(PatternCommand, TakesAWholeUrlABaseAndCase) {
  EXPECT_EQ(run_command({"pattern", "https://a.example/:x", "https://a.example/b"}).code,
            ExitCode::Yes);
  EXPECT_EQ(run_command({"pattern", "--base", "https://a.example/b/", "c/:x", "d/e"}).code,
            ExitCode::No);
  EXPECT_EQ(run_command({"pattern", "--base", "https://a.example/b/", "c/:x", "c/e"}).code,
            ExitCode::Yes);
  EXPECT_EQ(run_command({"pattern", "/A", "https://a/a"}).code, ExitCode::No);
  EXPECT_EQ(run_command({"pattern", "--ignore-case", "/A", "https://a/a"}).code, ExitCode::Yes);
}

TEST(PatternCommand, SaysWhatIsWrongAndWhere) {
  const Outcome outcome = run_command({"pattern", "/a/:id(\\d+", "https://a/"});
  EXPECT_EQ(outcome.code, ExitCode::Usage);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("onward pattern: "));
  EXPECT_THAT(outcome.err, HasSubstr("    /a/:id(\\d+\n          ^\n"));
  EXPECT_EQ(run_command({"pattern", "foo"}).err,
            "onward pattern: the pattern is relative and there is no base URL\n"
            "    foo\n    ^\n"
            "Begin with '/' for a pathname or with a scheme, or give --base.\n");
  EXPECT_THAT(run_command({"pattern", "--base", "bad", "foo"}).err,
              HasSubstr("--base is not a valid URL: it has no scheme"));
  EXPECT_EQ(run_command({"pattern", "--base", "a:", "--json", "-"}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"pattern"}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"pattern", "-"}).code, ExitCode::Usage);
}

TEST(PatternCommand, SaysThatAUrlIsNone) {
  const Outcome outcome = run_command({"pattern", "/a", "b"});
  EXPECT_EQ(outcome.code, ExitCode::No);
  EXPECT_THAT(outcome.out, HasSubstr("no match  b\n"));
  EXPECT_THAT(outcome.err, HasSubstr("not a valid URL: the URL has no scheme"));
  EXPECT_EQ(run_command({"pattern", "/a", "http://x/b"}).err, "");
}

TEST(PatternCommand, AnswersJsonLines) {
  const Outcome outcome =
      run_command({"pattern", "--json", "-"},
                  R"({"pattern":[{"pathname":"/:id{/x}?"}],"inputs":["https://a/42"]})");
  EXPECT_EQ(outcome.code, ExitCode::Yes);
  EXPECT_EQ(outcome.out,
            R"({"components":{"protocol":"*","username":"*","password":"*","hostname":"*",)"
            R"("port":"*","pathname":"/:id{/x}?","search":"*","hash":"*"},)"
            R"("hasRegExpGroups":false,"match":{"inputs":["https://a/42"],)"
            R"("protocol":{"input":"https","groups":{"0":"https"}},)"
            R"("username":{"input":"","groups":{"0":""}},)"
            R"("password":{"input":"","groups":{"0":""}},)"
            R"("hostname":{"input":"a","groups":{"0":"a"}},)"
            R"("port":{"input":"","groups":{"0":""}},)"
            R"("pathname":{"input":"/42","groups":{"id":"42"}},)"
            R"("search":{"input":"","groups":{"0":""}},)"
            R"("hash":{"input":"","groups":{"0":""}}}})"
            "\n");
}

struct LineCase {
  const char* line;
  ExitCode code;
  const char* has;
};

constexpr LineCase kLines[] = {
    {R"({"pattern":[],"inputs":[]})", ExitCode::Yes, R"("match":{"inputs":[{}])"},
    {R"({"pattern":[{"pathname":"/a"}]})", ExitCode::Yes, R"("hasRegExpGroups":false})"},
    {R"({"pattern":["https://a/b"],"inputs":[{"pathname":"/c"}]})", ExitCode::Yes,
     R"("match":null)"},
    {R"({"pattern":["/b","https://a/"],"inputs":["/b","https://a/"]})", ExitCode::Yes,
     R"("match":{)"},
    {R"({"pattern":["/B","https://a/",{"ignoreCase":true}],"inputs":["https://a/b"]})",
     ExitCode::Yes, R"("match":{)"},
    {R"({"pattern":[{"pathname":"/B"},{"ignoreCase":true}],"inputs":["https://a/b"]})",
     ExitCode::Yes, R"("match":{)"},
    {R"({"pattern":[{"pathname":"/a{/:b}?"}],"inputs":[{"pathname":"/a"}]})", ExitCode::Yes,
     R"("groups":{"b":null})"},
    {R"({"pattern":[{"pathname":"/(a"}],"inputs":[]})", ExitCode::Yes, R"("component":"pathname")"},
    {R"({"pattern":[{"pathname":"/a"},"https://a/"],"inputs":[]})", ExitCode::Yes,
     R"("error":"pattern-base-unexpected")"},
    {R"({"pattern":["/a"],"inputs":[]})", ExitCode::Yes, R"("error":"pattern-base-missing")"},
    {R"({"pattern":[{}],"inputs":[{"pathname":"/a"},"https://a/"]})", ExitCode::Yes,
     R"("failure":true)"},
    {R"({"pattern":"/a"})", ExitCode::Usage, R"("error":"malformed-line")"},
    {R"({"pattern":[1]})", ExitCode::Usage, R"("error":"malformed-line")"},
    {R"({"pattern":["a:b","c:",{},1]})", ExitCode::Usage, R"("error":"malformed-line")"},
    {R"({"pattern":[{"port":{}}]})", ExitCode::Usage, R"("error":"malformed-line")"},
    {R"({"pattern":[{"port":8080}],"inputs":[{"port":"8080"}]})", ExitCode::Yes, R"("match":{)"},
};

TEST(PatternCommand, TakesWhatJavaScriptTakes) {
  for (const LineCase& row : kLines) {
    SCOPED_TRACE(row.line);
    const Outcome outcome = run_command({"pattern", "--json", "-"}, row.line);
    EXPECT_EQ(outcome.code, row.code);
    EXPECT_THAT(outcome.out, HasSubstr(row.has));
  }
}

TEST(PatternCommand, AnswersArgumentsAsJson) {
  EXPECT_THAT(run_command({"pattern", "--json", "/a", "https://a/a"}).out,
              HasSubstr(R"("match":{"inputs":["https://a/a"])"));
  EXPECT_THAT(run_command({"pattern", "--json", "/a"}).out, HasSubstr(R"("pathname":"/a")"));
  EXPECT_THAT(run_command({"pattern", "--json", "/(a"}).out, HasSubstr(R"("failure":true)"));
}

}  // namespace
}  // namespace onward::cli
