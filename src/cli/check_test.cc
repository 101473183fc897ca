// SPDX-License-Identifier: MIT
// `onward check` as people and CI call it: words, exit statuses, reports, files that are changed.
// What is found is the module check's.
#include "cli/run_command.h"
#include "support/temporary_file.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using test::TemporaryFile;

TEST(CliCheck, ExitStatusSaysWhatWasFound) {
  const TemporaryFile clean("a.toml", "[[rule]]\nmatch = '/a'\nto = '/b'\n");
  const TemporaryFile chained("b.csv", "/a,/b\n/b,/c\n");
  const TemporaryFile circular("c.csv", "/a,/a\n");
  struct Case {
    std::vector<std::string> words;
    ExitCode code;
  };
  const std::vector<Case> cases{
      {{clean.path()}, ExitCode::Yes},
      {{clean.path(), "--fail-on", "note"}, ExitCode::No},
      {{chained.path()}, ExitCode::No},
      {{chained.path(), "--fail-on", "error"}, ExitCode::Yes},
      {{chained.path(), "--fail-on", "never"}, ExitCode::Yes},
      {{chained.path(), "--fail-on", "loop,conflict"}, ExitCode::Yes},
      {{chained.path(), "--fail-on", "loop,chain"}, ExitCode::No},
      {{chained.path(), "--disable", "chain"}, ExitCode::Yes},
      {{circular.path(), "--fail-on", "error"}, ExitCode::No},
      {{clean.path(), circular.path()}, ExitCode::No},
      {{}, ExitCode::Usage},
      {{chained.path(), "--report", "pdf"}, ExitCode::Usage},
      {{chained.path(), "--disable", "nothing"}, ExitCode::Usage},
      {{chained.path(), "--fail-on", "nothing"}, ExitCode::Usage},
      {{chained.path(), "--platform", "nothing"}, ExitCode::Usage},
      {{chained.path(), "--format", "nothing"}, ExitCode::Usage},
      {{"/nowhere/at/all.toml"}, ExitCode::Environment},
      {{chained.path(), "-o", "/nowhere/at/all"}, ExitCode::Environment},
      {{"--explain", "loop"}, ExitCode::Yes},
      {{"--explain", "nothing"}, ExitCode::Usage},
  };
  for (const Case& c : cases) {
    std::vector<std::string> words{"check"};
    words.insert(words.end(), c.words.begin(), c.words.end());
    const Outcome outcome = run_command(words);
    EXPECT_EQ(outcome.code, c.code) << outcome.out << outcome.err << words.back();
  }
}

TEST(CliCheck, WritesReports) {
  const TemporaryFile rules("a.csv", "/a,/b\n/b,/c\n");
  EXPECT_TRUE(run_command({"check", rules.path(), "--report", "json"}).out.starts_with("{"));
  EXPECT_NE(run_command({"check", rules.path(), "--report", "sarif"}).out.find("2.1.0"),
            std::string::npos);
  EXPECT_TRUE(run_command({"check", rules.path(), "--report", "junit"}).out.starts_with("<?xml"));
  EXPECT_TRUE(
      run_command({"check", rules.path(), "--report", "html"}).out.starts_with("<!DOCTYPE"));
  EXPECT_NE(run_command({"check", rules.path()}).out.find("takes 2 redirects: /a → /b → /c"),
            std::string::npos);
}

TEST(CliCheck, MendsInPlace) {
  const TemporaryFile rules("a.csv", "/a,/b\n/b,/c\n");
  const Outcome outcome = run_command({"check", rules.path(), "--fix"});
  EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.out;
  EXPECT_NE(outcome.err.find(":1: /b is now /c"), std::string::npos) << outcome.err;
  std::ostringstream text;
  text << std::ifstream(rules.path()).rdbuf();
  EXPECT_EQ(text.str(), "/a,/c\n/b,/c\n");
}

}  // namespace
}  // namespace onward::cli
