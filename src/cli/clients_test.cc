// SPDX-License-Identifier: MIT
// `onward clients`, and what `onward explain` says of clients. What clients do is tested in
// src/redirect; here is only how it is asked and shown.
#include "cli/run_command.h"
#include "support/temporary_file.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Clients, AreListed) {
  const Outcome outcome = run_command({"clients"});
  EXPECT_EQ(outcome.code, ExitCode::Yes);
  EXPECT_THAT(outcome.out, HasSubstr("\nrequests "));
  EXPECT_THAT(outcome.out, HasSubstr("again/again/empty"));
  EXPECT_THAT(outcome.out, Not(HasSubstr(" \n")));
}

TEST(Clients, AreShown) {
  const Outcome outcome = run_command({"clients", "curl-X", "go"});
  EXPECT_EQ(outcome.code, ExitCode::Yes);
  EXPECT_THAT(outcome.out, HasSubstr("POST, empty"));
  EXPECT_THAT(outcome.out, HasSubstr("at most 9"));
  EXPECT_THAT(outcome.out, HasSubstr("the connection on"));
  EXPECT_THAT(outcome.out,
              HasSubstr("first request: fields, origin (what was dropped comes back)"));
  EXPECT_THAT(outcome.out, HasSubstr("'../x'                http://a.example/x\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr(" \n")));
}

TEST(Clients, AsJson) {
  const Outcome outcome = run_command({"clients", "requests", "--json"});
  const auto object = boost::json::parse(outcome.out).as_object();
  EXPECT_EQ(object.at("id"), "requests");
  EXPECT_EQ(object.at("max_redirects"), 30);
  EXPECT_EQ(object.at("second_request").at("301").at("PUT").at("content"), "emptied");
  EXPECT_TRUE(object.at("second_request").at("300").at("PUT").is_null());
  EXPECT_EQ(object.at("content").at("stream").at("307"), "empty");
  EXPECT_EQ(object.at("fields_kept").at("other-host"), boost::json::array{"X-Api-Key"});
  EXPECT_EQ(object.at("wire").at("expect"), "sends-anyway");
  EXPECT_EQ(object.at("location").at("//b.example/x"), "http://b.example/x");
}

TEST(Clients, UnknownOnes) {
  const Outcome outcome = run_command({"clients", "netscape"});
  EXPECT_EQ(outcome.code, ExitCode::Usage);
  EXPECT_THAT(outcome.err, HasSubstr("there is no client 'netscape';"));
  EXPECT_THAT(run_command({"clients", "Curl"}).err, HasSubstr("did you mean 'curl'?"));
  EXPECT_THAT(run_command({"clients", "crul"}).err, HasSubstr("did you mean 'curl'?"));
}

class ExplainClient : public ::testing::Test {
 protected:
  Outcome explain(std::vector<std::string> arguments) const {
    std::vector<std::string> all{"explain", file_.path(), "https://shop.example/old", "-X", "POST"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_command(all);
  }

 private:
  test::TemporaryFile file_{"onward.toml",
                            "[[rule]]\nmatch = \"/old\"\nto = \"https://new.example/x\"\n"};
};

TEST_F(ExplainClient, SaysWhatOneDoes) {
  const Outcome outcome = explain({"--client", "requests", "--content", "stream", "-H",
                                   "Authorization: Bearer t", "-H", "X-Api-Key: k"});
  EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("the content is lost silently"));
  EXPECT_THAT(outcome.out, HasSubstr("drops   Authorization (cross-origin)"));
  EXPECT_THAT(outcome.out, HasSubstr("keeps   X-Api-Key"));
  EXPECT_THAT(outcome.out, HasSubstr("POST https://new.example/x"));
}

TEST_F(ExplainClient, SaysWhatAllDo) {
  const Outcome outcome = explain({"--client", "all", "--json"});
  const auto clients = boost::json::parse(outcome.out).as_object().at("clients").as_array();
  EXPECT_GE(clients.size(), 107U);
  EXPECT_EQ(clients[0].at("client"), "curl");
  EXPECT_EQ(clients[0].at("content"), "resent");
}

TEST_F(ExplainClient, AnAddressIsStillOne) {
  EXPECT_THAT(explain({"--client", "192.0.2.1"}).out, Not(HasSubstr("Clients")));
  EXPECT_THAT(explain({"--client", "netscape"}).err, HasSubstr("no client"));
  EXPECT_THAT(explain({"--client", "curl", "--content", "strem"}).err, HasSubstr("'strem'"));
  EXPECT_THAT(explain({"--content", "file"}).err, HasSubstr("goes with --client"));
  EXPECT_THAT(explain({"--secret-field", "X"}).err, HasSubstr("--secret-field goes with"));
}

TEST_F(ExplainClient, SecretsAndOurOwnPolicies) {
  const auto verdict = [this](const char* client) {
    return explain({"--client", client, "-H", "X-Mine: k", "--secret-field", "x-mine"}).out;
  };
  EXPECT_THAT(verdict("wget-method"), HasSubstr("leaked   wget-method"));
  EXPECT_THAT(verdict("wget-method"), HasSubstr("to another origin: X-Mine"));
  EXPECT_THAT(verdict("onward"), HasSubstr("drops   X-Mine (cross-origin)"));
}

}  // namespace
}  // namespace onward::cli
