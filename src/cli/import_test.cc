// SPDX-License-Identifier: MIT
// `onward import`: what it writes and where, its report in text and as JSON, and its exit status.
// What the readers make of a format is tested in src/config.
#include "cli/import.h"

#include "cli/load.h"
#include "cli/run_command.h"
#include "onward/config/configuration.h"
#include "support/temporary_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A _redirects file of its own folder, and names beside it.
class Import : public ::testing::Test {
 protected:
  Import() : file_("_redirects", "/a /b\n/c /d 302\n/app/* /index.html 200\n") {}
  std::string beside(const char* name) const {
    return (std::filesystem::path(file_.path()).parent_path() / name).string();
  }
  std::string file(const char* name, std::string_view text) const {
    std::ofstream(beside(name), std::ios::binary) << text;
    return beside(name);
  }

  test::TemporaryFile file_;
};

TEST_F(Import, WritesRulesToTheOutput) {
  const Outcome outcome = run_command({"import", "auto", file_.path()});
  EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
  const std::string from = "\n\n# " + file_.path();
  std::string expected = "# The redirects of " + file_.path() + ", as rules of Onward.";
  for (const char* rule :
       {":1\n[[rule]]\nmatch = \"/a\"\ntrailing_slash = \"ignore\"\nto = \"/b\"\nstatus = 301",
        ":2\n[[rule]]\nmatch = \"/c\"\ntrailing_slash = \"ignore\"\nto = \"/d\"\nstatus = 302",
        ":3\n[[rule]]\nmatch = \"/app/*\"\npass = true",
        ":3\n[[rule]]\nmatch = \"/app\"\npass = true"}) {
    expected.append(from).append(rule);
  }
  EXPECT_EQ(outcome.out, expected + "\n");
  EXPECT_THAT(outcome.err, HasSubstr("note: status 200 serves other content"));
  EXPECT_THAT(outcome.err, HasSubstr("onward import: 2 of 2 redirects taken over into 4 rules; 0 "
                                     "lost, 0 warnings, 1 note\n"));
}

TEST_F(Import, WritesFilesThatServe) {
  std::string rows = "from,to\n";
  for (int i = 0; i < 20; ++i) rows += "/r" + std::to_string(i) + ",/t\n";
  const std::string csv = file("moved.csv", rows);
  const std::string out = beside("out.toml");
  const std::vector<std::string> command{"import", "auto", file_.path(), csv, "-o", out};
  const Outcome outcome = run_command(command);
  EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("22 of 22 redirects taken over into 5 rules with 20 rows of "
                                     "maps"));
  EXPECT_THAT(text_of(beside("out-map-1.csv")), StartsWith("from,to\n/r0,/t\n"));
  for (const char* path : {"/a", "/c/", "/r19"}) {
    EXPECT_EQ(run_command({"explain", out, path}).code, ExitCode::Yes) << path;
  }
  EXPECT_EQ(run_command({"explain", out, "/app/x"}).code, ExitCode::No);

  // What is there is kept.
  std::filesystem::remove(out);
  const Outcome again = run_command(command);
  EXPECT_EQ(again.code, ExitCode::Environment);
  EXPECT_THAT(again.err, HasSubstr("out-map-1.csv is there already; --force writes over it"));
  EXPECT_FALSE(std::filesystem::exists(out));
  auto forced = command;
  forced.emplace_back("--force");
  EXPECT_EQ(run_command(forced).code, ExitCode::Yes);
  EXPECT_TRUE(std::filesystem::exists(out));

  const Outcome to_output = run_command({"import", "csv", csv});
  EXPECT_EQ(to_output.code, ExitCode::Usage);
  EXPECT_THAT(to_output.err, HasSubstr("maps of many rows are files of their own; say -o FILE"));
}

TEST_F(Import, SaysWhatIsLost) {
  file_.write("/a /b\n/c /d 302 Country=de\nx/y /z\n");
  const Outcome outcome = run_command({"import", "netlify", file_.path(), "--quiet"});
  EXPECT_EQ(outcome.code, ExitCode::No);
  EXPECT_EQ(outcome.err, file_.path() +
                             ":2:11: error: the condition 'Country=de' cannot be checked\n"
                             "    /c /d 302 Country=de\n              ^\n"
                             "  only Cookie can; 'client' and 'fields' in onward.toml may serve "
                             "instead\nonward import: 2 of 3 redirects taken over into 2 rules; 1 "
                             "lost, 1 warning, 0 notes\n");
  EXPECT_THAT(outcome.out, HasSubstr("match = \"/x/y\""));

  file_.write("x/y /z\n");
  EXPECT_EQ(run_command({"import", "netlify", file_.path()}).code, ExitCode::Yes);
  EXPECT_EQ(run_command({"import", "netlify", file_.path(), "--strict"}).code, ExitCode::No);
}

TEST_F(Import, ReportsAsJson) {
  file_.write("/a /b\n/c /d 302 Country=de\n");
  const Outcome outcome = run_command({"import", "netlify", file_.path(), "--json"});
  EXPECT_EQ(outcome.code, ExitCode::No);
  const auto report = boost::json::parse(outcome.err).as_object();
  EXPECT_EQ(report.at("redirects"), 2);
  EXPECT_EQ(report.at("lost"), 1);
  EXPECT_EQ(report.at("rules"), 1);
  EXPECT_EQ(report.at("files").at(0).at("format"), "netlify");
  const auto& diagnostic = report.at("diagnostics").at(0);
  EXPECT_EQ(diagnostic.at("severity"), "error");
  EXPECT_EQ(diagnostic.at("line"), 2);
  EXPECT_EQ(diagnostic.at("message"), "the condition 'Country=de' cannot be checked");
}

TEST_F(Import, WhatCannotBeDone) {
  const std::string toml = file("onward.toml", "[[rule]]\nmatch = \"/a\"\nto = \"/b\"\n");
  const std::string unclear = file("notes.md", "# hello\nthere\n");
  const struct {
    std::vector<std::string> arguments;
    ExitCode code;
    const char* said;
  } cases[] = {
      {{"import"}, ExitCode::Usage, "a format and a file are needed"},
      {{"import", "csv"}, ExitCode::Usage, "a format and a file are needed"},
      {{"import", "ngnx", file_.path()},
       ExitCode::Usage,
       "there is no format 'ngnx'; there are toml, netlify, cloudflare"},
      {{"import", "auto", beside("absent")},
       ExitCode::Environment,
       "absent: there is no such file"},
      {{"import", "auto", file_.path(), beside("absent")},
       ExitCode::Environment,
       "absent: there is no such file"},
      {{"import", "auto", unclear}, ExitCode::Usage, "it is not clear what the file is written in"},
      {{"import", "auto", toml}, ExitCode::Usage, "is a configuration of Onward's already"},
      {{"import", "auto", file_.path(), toml},
       ExitCode::Usage,
       "the file is onward.toml, and several files are those of others"},
      {{"import", "auto", file_.path(), "-o", beside("no/such/folder.toml")},
       ExitCode::Environment,
       "can't be written"},
  };
  for (const auto& c : cases) {
    const Outcome outcome = run_command(c.arguments);
    EXPECT_EQ(outcome.code, c.code) << c.said << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(c.said));
  }
}

TEST_F(Import, ManualNamesEachFormat) {
  std::string names = config::foreign_format_names() + ", ";
  for (std::size_t comma = 0; (comma = names.find(", ")) != std::string::npos;) {
    EXPECT_THAT(std::string(kImportManual), HasSubstr(" " + names.substr(0, comma) + ","));
    names.erase(0, comma + 2);
  }
}

/// A .htaccess speaks for its folder.
TEST_F(Import, Base) {
  const std::string rules = file(".htaccess", "RewriteEngine on\nRewriteRule ^a$ /b [R=301,L]\n");
  const Outcome outcome = run_command({"import", "htaccess", rules, "--base", "docs"});
  EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("/docs/a"));
}

TEST_F(Import, FilesThatFitAPattern) {
  file("b.conf", "");
  file("a.conf", "");
  file(".hidden.conf", "");
  FileReader reader;
  EXPECT_EQ(reader.matching(beside("*.conf")),
            (std::vector<std::string>{beside("a.conf"), beside("b.conf")}));
  EXPECT_TRUE(reader.matching(beside("*.none")).empty());
}

}  // namespace
}  // namespace onward::cli
