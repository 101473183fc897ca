// SPDX-License-Identifier: MIT
// What every command has in common: help, version, wrong names and options, exit codes.
// The commands run as functions; that the program hands them its streams is main.cc, read it.
#include "cli/run_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Commands, WithoutOneShowTheOverviewAsAMistake) {
  const Outcome outcome = run_command({});
  EXPECT_EQ(outcome.code, ExitCode::Usage);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("Usage: onward COMMAND"));
}

TEST(Commands, HelpListsEveryCommand) {
  for (const char* ask : {"help", "--help", "-h"}) {
    const Outcome outcome = run_command({ask});
    EXPECT_EQ(outcome.code, ExitCode::Yes);
    EXPECT_EQ(outcome.err, "");
    for (const Command& command : commands()) {
      EXPECT_THAT(outcome.out, HasSubstr("\n  " + std::string(command.name) + " "));
      EXPECT_THAT(outcome.out, HasSubstr(std::string(command.summary)));
    }
  }
}

TEST(Commands, EachHasAManual) {
  for (const Command& command : commands()) {
    const std::string name(command.name);
    EXPECT_THAT(command.manual, StartsWith("onward " + name + " - "));
    EXPECT_THAT(command.manual, HasSubstr("\nUsage: onward " + name));
    EXPECT_EQ(run_command({"help", name}).out, command.manual);
    EXPECT_EQ(run_command({name, "--help"}).out, command.manual);
    EXPECT_EQ(run_command({name, "-h"}).code, ExitCode::Yes);
  }
}

TEST(Commands, ManualsFitATerminal) {
  for (const Command& command : commands()) {
    std::istringstream lines{std::string(command.manual)};
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST(Commands, Version) {
  for (const char* ask : {"version", "--version", "-V"}) {
    const Outcome outcome = run_command({ask});
    EXPECT_EQ(outcome.code, ExitCode::Yes);
    EXPECT_THAT(outcome.out, StartsWith("onward 0."));
    EXPECT_THAT(outcome.out, EndsWith("\n"));
  }
}

TEST(Commands, GuessWhatWasMeant) {
  EXPECT_THAT(run_command({"resovle"}).err, HasSubstr("did you mean 'resolve'?"));
  EXPECT_THAT(run_command({"help", "patern"}).err, HasSubstr("did you mean 'pattern'?"));
  const Outcome far = run_command({"frobnicate"});
  EXPECT_EQ(far.code, ExitCode::Usage);
  EXPECT_EQ(far.err, "onward: there is no command 'frobnicate'\nTry 'onward help'.\n");
  EXPECT_EQ(run_command({std::string(100000, 'x')}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"\x1b[2J"}).err.find('\x1b'), std::string::npos);
}

TEST(Commands, RefuseWhatTheyDoNotTake) {
  const Outcome outcome = run_command({"resolve", "--jsn", "http://a/"});
  EXPECT_EQ(outcome.code, ExitCode::Usage);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "onward resolve: there is no option '--jsn'; did you mean --json?\n"
            "Try 'onward help resolve'.\n");
  EXPECT_EQ(run_command({"resolve", "--base"}).err,
            "onward resolve: --base needs a value\nTry 'onward help resolve'.\n");
  EXPECT_EQ(run_command({"resolve", "--base", "a:", "--base", "b:", "c"}).err,
            "onward resolve: --base is given more than once\nTry 'onward help resolve'.\n");
  EXPECT_EQ(run_command({"resolve", "--json=false", "a:"}).err,
            "onward resolve: --json takes no value\nTry 'onward help resolve'.\n");
  EXPECT_EQ(run_command({"version", "x"}).code, ExitCode::Usage);
  EXPECT_EQ(run_command({"help", "resolve", "x"}).code, ExitCode::Usage);
}

TEST(Commands, SayThatWritingFailed) {
  std::istringstream in;
  std::ostringstream err;
  std::ostream broken(nullptr);
  const std::vector<std::string> arguments{"version"};
  EXPECT_EQ(run(arguments, {in, broken, err}), ExitCode::Environment);
  EXPECT_EQ(err.str(), "onward: writing the output failed\n");
}

}  // namespace
}  // namespace onward::cli
