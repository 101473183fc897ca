// SPDX-License-Identifier: MIT
// `onward rules hits`, beside a gateway of its own: the table, and what is said where no server
// answers.
#include "cli/run_command.h"
#include "onward/config/configuration.h"
#include "onward/gateway/gateway.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using testing::HasSubstr;

TEST(RulesCommand, SaysWhichRulesNeverDecided) {
  std::string folder = (std::filesystem::temp_directory_path() / "onward-rules-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string address = "unix:" + folder + "/admin.sock";
  rules::Rule rule;
  rule.name = {"first", {0, 7, 1}};
  rule.place = {0, 6, 1};
  rule.when.match = {"/a", {}};
  rule.action.to = {"/b", {}};
  rule.when.between = {{{}, std::chrono::sys_seconds(std::chrono::seconds(1'800'000'000)), {}}};
  config::Server server;
  server.listeners.resize(1);
  server.listeners[0].ip.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
  server.listeners[0].port = 0;
  server.threads = 1;
  server.admin.path = folder + "/admin.sock";
  {
    const auto opened = gateway::open(server, rules::compile({rule}).table);
    ASSERT_NE(opened.gateway, nullptr);
    const Outcome outcome = run_command({"rules", "hits", address});
    EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
    EXPECT_THAT(
        outcome.out,
        HasSubstr("       never  -                    2027-01-15 08:00:00  6: first (/a)\n"));
    EXPECT_THAT(run_command({"rules", "hits", "--json", address}).out, HasSubstr("\"hits\":0"));
    EXPECT_THAT(run_command({"rules", "hits", "--never", address}).out, HasSubstr("first"));
  }
  EXPECT_EQ(run_command({"rules", "hits", address}).code, ExitCode::Environment);
  std::filesystem::remove_all(folder);
}

TEST(RulesCommand, RefusesWhatIsNoAddress) {
  EXPECT_EQ(run_command({"rules"}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"rules", "hits"}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"rules", "hits", "127.0.0.1:80"}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"rules", "misses", "unix:/x"}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"rules", "hits", "unix:/nowhere/at/all"}).code, ExitCode::Environment);
}

}  // namespace
}  // namespace onward::cli
