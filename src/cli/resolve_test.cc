// SPDX-License-Identifier: MIT
// `onward resolve` in its four forms: the shape of the answers, what happens to bad ones, exit
// codes. What a URL resolves to is tested in src/url.
#include "cli/run_command.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using ::testing::HasSubstr;

TEST(Resolve, PrintsTheUrlAndItsComponents) {
  const Outcome outcome =
      run_command({"resolve", "--base", "https://u:p@shop.example:8443/a/b", "../c?x=1#top"});
  EXPECT_EQ(outcome.code, ExitCode::Yes);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out,
            "https://u:p@shop.example:8443/c?x=1#top\n"
            "  protocol  https:\n"
            "  username  u\n"
            "  password  p\n"
            "  host      shop.example:8443\n"
            "  hostname  shop.example\n"
            "  port      8443\n"
            "  pathname  /c\n"
            "  search    ?x=1\n"
            "  hash      #top\n"
            "  origin    https://shop.example:8443\n");
}

TEST(Resolve, SaysWhyAUrlIsInvalidAndWhere) {
  const Outcome outcome = run_command({"resolve", "http://a b/", "http://c/"});
  EXPECT_EQ(outcome.code, ExitCode::No);
  EXPECT_THAT(outcome.out, HasSubstr("http://c/\n")) << "the others are answered all the same";
  EXPECT_EQ(outcome.err,
            "onward resolve: not a valid URL: the host has a character that no host may have\n"
            "    http://a b/\n"
            "            ^\n");
}

TEST(Resolve, NeverEchoesControls) {
  EXPECT_EQ(run_command({"resolve", "http://\x1b[2J/"}).err.find('\x1b'), std::string::npos);
}

TEST(Resolve, RefusesABaseThatIsNone) {
  const Outcome outcome = run_command({"resolve", "--base", "/a", "b"});
  EXPECT_EQ(outcome.code, ExitCode::Usage);
  EXPECT_THAT(outcome.err, HasSubstr("--base is not a valid URL"));
}

TEST(Resolve, ReadsLines) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"resolve", "--base", "http://a/b", "-"},
        std::vector<std::string>{"resolve", "--base", "http://a/b"}}) {
    const Outcome outcome = run_command(arguments, "c\nhttp://%/\r\n\n");
    EXPECT_EQ(outcome.code, ExitCode::Yes);
    EXPECT_EQ(outcome.out,
              "http://a/c\n"
              "invalid: the host has a character that no host may have\n"
              "http://a/b\n");
  }
}

TEST(Resolve, DashDashEndsTheOptions) {
  EXPECT_THAT(run_command({"resolve", "--base", "http://a/", "--", "--json"}).out,
              HasSubstr("http://a/--json\n"));
  EXPECT_THAT(run_command({"resolve", "--base", "http://a/", "--", "-h"}).out,
              HasSubstr("http://a/-h\n"));
}

struct JsonCase {
  const char* line;
  const char* answer;
};

constexpr JsonCase kJson[] = {
    {R"({"input":"HTTPS://A/?b#c","base":null})",
     R"({"href":"https://a/?b#c","protocol":"https:","username":"","password":"","host":"a",)"
     R"("hostname":"a","port":"","pathname":"/","search":"?b","hash":"#c","origin":"https://a"})"},
    {R"({"input":"b","base":"foo://a"})",
     R"({"href":"foo://a/b","protocol":"foo:","username":"","password":"","host":"a",)"
     R"("hostname":"a","port":"","pathname":"/b","search":"","hash":"","origin":"null"})"},
    {R"({"input":"b"})",
     R"({"failure":true,"error":"url-relative","reason":"the URL has no scheme, and there is no )"
     R"(base URL to resolve it against","offset":0})"},
    {R"({"input":"b","base":"http://[/"})",
     R"({"failure":true,"error":"host-ipv6-unclosed","reason":"base URL: the host begins with )"
     R"('[' but does not end with ']'","offset":7})"},
};

TEST(Resolve, AnswersJsonLines) {
  for (const JsonCase& row : kJson) {
    const Outcome outcome = run_command({"resolve", "--json", "-"}, row.line);
    EXPECT_EQ(outcome.code, ExitCode::Yes);
    EXPECT_EQ(outcome.out, std::string(row.answer) + "\n");
  }
}

TEST(Resolve, AnswersLinesThatItDoesNotUnderstand) {
  for (const char* line : {"{", "[]", "{}", R"({"input":1})", R"({"input":"a","base":1})"}) {
    const Outcome outcome =
        run_command({"resolve", "--json", "-"}, std::string(line) + "\n{\"input\":\"a:\"}\n");
    EXPECT_EQ(outcome.code, ExitCode::Usage) << line;
    EXPECT_THAT(outcome.out, HasSubstr(R"({"failure":true,"error":"malformed-line","reason":")"));
    EXPECT_THAT(outcome.out, HasSubstr("\n{\"href\":\"a:\"")) << "the next line is answered";
  }
}

struct MalformedCase {
  std::string_view line;
  const char* says;
};

constexpr MalformedCase kMalformed[] = {
    {"{\"input\":\"a:\"", R"("reason":"not JSON: incomplete JSON at byte 13","line":2})"},
    {"{\"input\" \"a:\"}", R"("reason":"not JSON: syntax error at byte 9","line":2})"},
    {"{\"input\":\"a:\xFF\"}", R"("reason":"not JSON: no UTF-8 at byte 12","line":2})"},
    {"{\"input\":\"a:\"}{}", R"("line":2})"},
};

TEST(Resolve, SaysWhereALineIsNotJson) {
  for (const MalformedCase& row : kMalformed) {
    const Outcome outcome =
        run_command({"resolve", "--json", "-"}, "{\"input\":\"a:\"}\n" + std::string(row.line));
    EXPECT_THAT(outcome.out, HasSubstr(row.says));
  }
}

TEST(Resolve, ReportsThatReadingFailed) {
  std::ifstream folder("/");  // can be opened, but not read
  std::ostringstream out;
  std::ostringstream err;
  const std::vector<std::string> arguments{"resolve", "-"};
  EXPECT_EQ(run(arguments, {folder, out, err}), ExitCode::Environment);
  EXPECT_EQ(err.str(), "onward: reading the input failed\n");
}

TEST(Resolve, AnswersArgumentsAsJson) {
  const Outcome outcome = run_command({"resolve", "--json", "a:b", "c"});
  EXPECT_EQ(outcome.code, ExitCode::No);
  EXPECT_THAT(outcome.out, HasSubstr("{\"href\":\"a:b\""));
  EXPECT_THAT(outcome.out, HasSubstr("\n{\"failure\":true,\"error\":\"url-relative\""));
}

}  // namespace
}  // namespace onward::cli
