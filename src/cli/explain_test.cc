// SPDX-License-Identifier: MIT
// `onward explain`: what it says about a request, in text and as JSON, and what it answers to a
// command line or a file that is wrong. What rules answer is tested in src/rules.
#include "cli/run_command.h"
#include "support/temporary_file.h"

#include <array>
#include <unistd.h>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kRules = R"([[rule]]
name = "reads stay"
match = "/api/v1/*"
methods = ["GET"]
status = 404

[[rule]]
name = "orders move"
match = "/api/v1/*"
to = "https://api.example/v2/{0}"

[[rule]]
match = "/night"
between = [2026-12-01T00:00:00Z, 2026-12-01T06:00:00Z]
to = "/day"

[[rule]]
match = "/inside"
client = ["10.0.0.0/8"]
to = "/in"
)";

class Explain : public ::testing::Test {
 protected:
  Outcome explain(std::vector<std::string> arguments) const {
    std::vector<std::string> all{"explain", file_.path()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_command(all);
  }
  boost::json::object as_json(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const Outcome outcome = explain(arguments);
    return boost::json::parse(outcome.out).as_object();
  }

 private:
  test::TemporaryFile file_{"onward.toml", kRules};
};

TEST_F(Explain, TellsWhichRuleDecidesAndWhyOthersDoNot) {
  const Outcome outcome = explain({"/api/v1/orders?x=1", "-X", "POST"});
  EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("reads stay"));
  EXPECT_THAT(outcome.out, HasSubstr("POST"));
  EXPECT_THAT(outcome.out, HasSubstr("onward.toml:7 orders move"));
  EXPECT_THAT(outcome.out, HasSubstr("307 Temporary Redirect"));
  EXPECT_THAT(outcome.out, HasSubstr("Location: https://api.example/v2/orders?x=1"));
}

TEST_F(Explain, SaysTheSameAsJson) {
  const auto answer = as_json({"https://shop.example/api/v1/orders", "-X", "POST"});
  EXPECT_EQ(answer.at("status"), 307);
  EXPECT_EQ(answer.at("location"), "https://api.example/v2/orders");
  EXPECT_EQ(answer.at("url"), "https://shop.example/api/v1/orders");
  EXPECT_EQ(answer.at("rule").at("index"), 1);
  EXPECT_EQ(answer.at("rule").at("line"), 7);
  EXPECT_EQ(answer.at("steps").as_array().size(), 2U);
  EXPECT_EQ(answer.at("steps").at(0).at("outcome"), "failed");
  EXPECT_EQ(answer.at("steps").at(1).at("outcome"), "matched");
}

TEST_F(Explain, AnswersNoWhereNoRuleDecides) {
  const Outcome outcome = explain({"/nowhere"});
  EXPECT_EQ(outcome.code, ExitCode::No);
  EXPECT_THAT(outcome.out, HasSubstr("no rule decides"));
  EXPECT_THAT(outcome.out, HasSubstr("404 Not Found"));
}

TEST_F(Explain, TakesTheTimeTheClientAndFields) {
  EXPECT_EQ(as_json({"/night", "--at", "2026-12-01T05:59:59Z"}).at("status"), 307);
  EXPECT_EQ(as_json({"/night", "--at", "2026-12-01T06:00:00Z"}).at("status"), 404);
  EXPECT_EQ(as_json({"/inside", "--client", "10.1.2.3"}).at("status"), 307);
  EXPECT_EQ(as_json({"/inside", "--client", "192.0.2.1"}).at("status"), 404);
  EXPECT_EQ(as_json({"/x", "-H", "Host: Other.Example:80"}).at("url"), "http://other.example/x");
}

TEST_F(Explain, TellsWhatBecomesOfTheConnection) {
  struct Case {
    std::vector<const char*> fields;
    bool closes;
    const char* says;
  };
  const Case cases[] = {
      {{}, false, ""},
      {{"Content-Length: 0"}, false, ""},
      {{"Content-Length: 5"}, false, "Its 5 bytes are read to their end"},
      {{"Content-Length: 262144"}, false, "and the connection is kept"},
      {{"Content-Length: 262145"}, true, "More than the 262144 bytes of keep_content"},
      {{"Transfer-Encoding: chunked"}, true, "Chunked content has no end that is known"},
      {{"Content-Length: 5", "Expect: 100-continue"}, true, "No \"100 Continue\" is sent"},
      {{"Transfer-Encoding: chunked", "Expect: 100-continue"}, true, "\"Connection: close\" goes"},
      {{"Expect: 100-continue"}, false, "there is none to wait for"},
      {{"Expect: 100-continue", "Content-Length: 0"}, false, "there is none to wait for"},
      {{"Expect: a-pony"}, true, "No expectation but 100-continue"},
      {{"Connection: close"}, true, "The client asks for the close"},
      {{"Connection: close", "Content-Length: 5"}, true, "The client asks for the close"},
  };
  for (const Case& row : cases) {
    std::vector<std::string> arguments{"/api/v1/orders", "-X", "POST"};
    for (const char* field : row.fields) arguments.insert(arguments.end(), {"-H", field});
    const auto answer = as_json(arguments);
    EXPECT_EQ(answer.at("connection_closes"), row.closes) << row.says;
    const std::string text(answer.at("connection_advice").as_string());
    EXPECT_THAT(text, HasSubstr(row.says));
    EXPECT_EQ(text.empty(), *row.says == '\0');
  }
  EXPECT_THAT(explain({"/api/v1/orders", "-X", "POST", "-H", "Expect: 100-continue", "-H",
                       "Content-Length: 5"})
                  .out,
              HasSubstr("\nConnection\n  No \"100 Continue\" is sent"));
}

TEST_F(Explain, AsksForAHostThatSomebodyMayCall) {
  const struct {
    const char* name;
    const char* text;
    const char* url;
  } cases[] = {
      {"_redirects", "/a /b\n", "http://localhost/a"},
      {"onward.toml", "[[rule]]\nto = \"/b\"\n", "http://localhost/a"},
      {"onward.toml", "[[listen]]\naddress = \"127.0.0.1:0\"\n[[rule]]\nto = \"/b\"\n",
       "http://localhost/a"},
      {"onward.toml", "[[listen]]\naddress = \":80\"\n[[rule]]\nto = \"/b\"\n",
       "http://localhost/a"},
      {"onward.toml", "[[listen]]\naddress = \"[::]:80\"\n[[rule]]\nto = \"/b\"\n",
       "http://localhost/a"},
      {"onward.toml", "[[listen]]\naddress = \"127.0.0.1:81\"\n[[rule]]\nto = \"/b\"\n",
       "http://127.0.0.1:81/a"},
  };
  for (const auto& row : cases) {
    const test::TemporaryFile file(row.name, row.text);
    const Outcome outcome = run_command({"explain", file.path(), "/a", "--json"});
    EXPECT_EQ(boost::json::parse(outcome.out).as_object().at("url"), row.url) << row.text;
  }
}

TEST_F(Explain, RefusesWhatIsNoRequest) {
  struct Case {
    std::vector<std::string> arguments;
    const char* says;
  };
  const Case cases[] = {
      {{"shop.example/x"}, "neither a path nor a valid URL"},
      {{"ftp://shop.example/"}, "a gateway serves http and https"},
      {{"/a b"}, "no such request is read"},
      {{"/a", "-X", "G T"}, "no such request is read"},
      {{"/a", "-X", "GET / HTTP/1.1\r\nA: b\r\n\r\nGET"}, "no such request is read"},
      {{"/a", "-H", "no field"}, "'no field' is no field"},
      {{"/a", "-H", "A: b\r\nC: d"}, "is no field"},
      {{"/a", "--at", "noon"}, "'noon' is no time"},
      {{"/a", "--at", "2026-02-30T00:00:00Z"}, "is no time"},
      {{"/a", "--client", "10.0.0"}, "is no IP address"},
      {{"/a", "--format", "ngnx"}, "there is no format 'ngnx'"},
      {{}, "give a file and a URL"},
  };
  for (const Case& row : cases) {
    const Outcome outcome = explain(row.arguments);
    EXPECT_EQ(outcome.code, ExitCode::Usage) << row.says;
    EXPECT_THAT(outcome.err, HasSubstr(row.says));
    EXPECT_EQ(outcome.out, "");
  }
}

// What can be read once, as standard input, is.
TEST_F(Explain, ReadsThePipeOfAnother) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  constexpr std::string_view kRow = "/a,/b\n";
  EXPECT_EQ(::write(ends[1], kRow.data(), kRow.size()), static_cast<ssize_t>(kRow.size()));
  ::close(ends[1]);
  const Outcome outcome = run_command({"explain", "/dev/fd/" + std::to_string(ends[0]), "/a"});
  ::close(ends[0]);
  EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Location: /b"));
}

TEST_F(Explain, SaysWhatIsWrongWithTheFile) {
  EXPECT_EQ(run_command({"explain", "/nowhere/at/all.toml", "/"}).code, ExitCode::Environment);
  EXPECT_EQ(run_command({"explain", "/", "/"}).code, ExitCode::Environment) << "a folder";
  const test::TemporaryFile bad("bad.toml", "[[rule]]\nmatch = \"/a\"\nto = 7\n");
  const Outcome outcome = run_command({"explain", bad.path(), "/"});
  EXPECT_EQ(outcome.code, ExitCode::Usage);
  EXPECT_THAT(outcome.err, HasSubstr("bad.toml:3:"));
}

}  // namespace
}  // namespace onward::cli
