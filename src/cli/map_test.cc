// SPDX-License-Identifier: MIT
// `onward map`, images among rule files, and what happens when an image is replaced, broken,
// written over or cut off while it is mapped. What is found in an image is tested in
// src/rules/image.
#include "cli/image_watch.h"
#include "cli/load.h"
#include "cli/mapped_file.h"
#include "cli/new_file.h"
#include "cli/run_command.h"
#include "rules/image/find.h"
#include "support/size_limit.h"
#include "support/temporary_file.h"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <unistd.h>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// A folder with moved.csv, and names beside it.
class Maps : public ::testing::Test {
 protected:
  Maps() : file_("moved.csv", "/a,/1\nshop.example/a,https://new.example/2,308\n/gone,,410\n") {}

  std::string beside(const char* name) const {
    return (fs::path(file_.path()).parent_path() / name).string();
  }
  std::string file(const char* name, std::string_view text) const {
    std::ofstream(beside(name), std::ios::binary) << text;
    return beside(name);
  }
  std::string built(std::string_view rows = "") const {
    const std::string from = rows.empty() ? file_.path() : file("rows.csv", rows);
    const Outcome outcome = run_command({"map", "build", from, "-o", beside("moved.map")});
    EXPECT_EQ(outcome.code, ExitCode::Yes) << outcome.err;
    return beside("moved.map");
  }
  std::size_t file_count() const {
    const auto folder = fs::path(file_.path()).parent_path();
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }

  test::TemporaryFile file_;
};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST_F(Maps, BuildGetInfo) {
  const std::string image = built();
  EXPECT_EQ(file_count(), 2U);
  const Outcome get = run_command(
      {"map", "get", image, "/a?x=1", "http://shop.example/a", "/gone", "https://h.example/b"});
  EXPECT_EQ(get.code, ExitCode::No);
  const std::string csv = file_.path();
  EXPECT_EQ(get.out, "/a?x=1: the rule's status, /1 (" + csv +
                         ":1)\n"
                         "http://shop.example/a: 308 https://new.example/2 (" +
                         csv + ":2)\n/gone: 410  (" + csv + ":3)\nhttps://h.example/b: no row\n");
  const Outcome info = run_command({"map", "info", image, "--rows"});
  EXPECT_EQ(info.code, ExitCode::Yes);
  EXPECT_THAT(info.out, HasSubstr("  rows           3\n"));
  EXPECT_THAT(info.out, HasSubstr("  check          whole\n"));
  const auto json = boost::json::parse(run_command({"map", "info", image, "--json"}).out);
  EXPECT_EQ(json.at("rows"), 3);
  EXPECT_EQ(json.at("whole"), true);
  EXPECT_EQ(json.at("files").at(0), boost::json::string(csv));
}

TEST_F(Maps, WhatBuildRefuses) {
  struct Case {
    std::vector<std::string> arguments;
    ExitCode code;
    const char* said;
  };
  const std::string good = file_.path();
  const std::string out = beside("x.map");
  const std::string toml = file("onward.toml", "[[rule]]\nmatch = \"/a\"\nto = \"/b\"\n");
  const std::string rows = file("bad.csv", "source,target\n/a,/b\nftp://h/c,/d\n");
  const std::string mdn = file("_redirects.txt", "# FROM-URL\tTO-URL\n/a\t/b\n");
  const Case cases[] = {
      {{"map"}, ExitCode::Usage, "build, get or info?"},
      {{"map", "made"}, ExitCode::Usage, "there is no 'made'"},
      {{"map", "build", good}, ExitCode::Usage, "-o IMAGE are needed"},
      {{"map", "build", good, "-o", out, "--status", "200"}, ExitCode::Usage, "--status takes"},
      {{"map", "build", beside("none.csv"), "-o", out}, ExitCode::Environment, "none.csv"},
      {{"map", "build", toml, "-o", out}, ExitCode::Usage, "is TOML"},
      {{"map", "build", good, mdn, "-o", out}, ExitCode::Usage, "build an image of each"},
      {{"map", "build", good, "-o", beside("no/x.map")}, ExitCode::Environment, "x.map"},
      {{"map", "build", good, "-o", "/dev/null"}, ExitCode::Environment, "is no file"},
      {{"map", "build", good, "-o", beside("")}, ExitCode::Environment, "is no file"},
      {{"map", "info", "/dev/null"}, ExitCode::Environment, "cannot be read"},
      {{"map", "build", rows, "-o", out, "--strict"}, ExitCode::No, "nothing is written"},
      {{"map", "get", good, "/a"}, ExitCode::Usage, "no image of a map"},
      {{"map", "get", out, "/a"}, ExitCode::Environment, "x.map"},
      {{"map", "info", good}, ExitCode::Usage, "no image of a map"},
  };
  const std::size_t files = file_count();
  for (const Case& c : cases) {
    const Outcome outcome = run_command(c.arguments);
    EXPECT_EQ(outcome.code, c.code) << c.said << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(c.said));
  }
  EXPECT_EQ(file_count(), files);
  const Outcome left_out = run_command({"map", "build", rows, "-o", out});
  EXPECT_EQ(left_out.code, ExitCode::No);
  EXPECT_EQ(run_command({"map", "get", out, "/a"}).code, ExitCode::Yes);
}

TEST_F(Maps, PermissionsAreThoseOfTheFileThatWasThere) {
  const std::string image = built();
  fs::permissions(image, fs::perms::owner_read | fs::perms::owner_write);
  built("/b,/c\n");
  EXPECT_EQ(fs::status(image).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

std::string explained(const std::string& rules, const std::string& url) {
  return run_command({"explain", rules, url}).out;
}

TEST_F(Maps, AsARuleFileAndInOne) {
  const std::string image = built();
  EXPECT_THAT(explained(image, "http://h/a?x=1"), HasSubstr("/1?x=1"));
  const std::string toml = file("onward.toml",
                                "[[rule]]\nmap = \"moved.map\"\nstatus = 302\n"
                                "[[rule]]\nmatch = \"/b\"\nto = \"/c\"\n");
  EXPECT_THAT(explained(toml, "http://h/a"), HasSubstr("302"));
  EXPECT_THAT(explained(toml, "http://h/b"), HasSubstr("/c"));
  const std::string named = file("file.toml", "[[rule]]\nfile = \"moved.map\"\n");
  EXPECT_THAT(explained(named, "http://shop.example/a"), HasSubstr("308"));
  const std::string other =
      file("other.toml", "ignore_case = true\n[[rule]]\nmap = \"moved.map\"\n");
  const Outcome refused = run_command({"serve", other, "--check"});
  EXPECT_EQ(refused.code, ExitCode::Usage);
  EXPECT_THAT(refused.err, HasSubstr("the rule says ignore_case = true"));
}

TEST_F(Maps, OthersReadTheRows) {
  const std::string image = built("/a,/b\n/b,/a\n");
  const Outcome check = run_command({"check", image, "--fail-on", "never"});
  EXPECT_THAT(check.out, HasSubstr("loop")) << check.err;
  const Outcome exported = run_command({"export", "netlify", image});
  EXPECT_THAT(exported.out, HasSubstr("/a"));
  EXPECT_THAT(run_command({"import", "image", image}).out, HasSubstr("[\"/a\", \"/b\"]"));
}

TEST_F(Maps, BrokenOnes) {
  const std::string image = built();
  const std::string whole = bytes_of(image);
  std::string changed = whole;
  changed[140] = static_cast<char>(changed[140] ^ 1);
  const std::string cut = file("cut.map", whole.substr(0, whole.size() - 1));
  const std::string flipped = file("flipped.map", changed);
  for (const auto& [path, said] : {std::pair(cut, "was cut off"), std::pair(flipped, "broken")}) {
    const Outcome check = run_command({"serve", path, "--check"});
    EXPECT_EQ(check.code, ExitCode::Usage);
    EXPECT_THAT(check.err, HasSubstr(said));
    EXPECT_EQ(run_command({"map", "info", path}).code, ExitCode::Usage);
  }
  EXPECT_THAT(run_command({"map", "info", flipped}).out, HasSubstr("check          the image is"));
}

TEST_F(Maps, ADiskThatIsFull) {
  const std::string image = built();
  const std::string before = bytes_of(image);
  std::string rows;
  for (int i = 0; i < 1'000; ++i) rows.append("/row-").append(std::to_string(i)).append(",/to\n");
  const std::string from = file("rows.csv", rows);
  const std::size_t files = file_count();
  Outcome outcome;
  {
    const test::SizeLimit limit(4096);
    outcome = run_command({"map", "build", from, "-o", image});
  }
  EXPECT_EQ(outcome.code, ExitCode::Environment);
  EXPECT_THAT(outcome.err, HasSubstr("moved.map: "));
  EXPECT_EQ(bytes_of(image), before);
  EXPECT_EQ(file_count(), files);  // and nothing is left beside it
}

// So a process that is killed leaves nothing behind.
TEST_F(Maps, WhatIsNotWholeHasNoName) {
  const std::string image = file("moved.map", "old");
  const std::string folder = fs::path(image).parent_path().string();
  const base::Descriptor probe(::open(folder.c_str(), O_TMPFILE | O_RDWR, 0600));
  if (!probe.is_open()) GTEST_SKIP() << "the file system has no files without a name";
  const std::size_t files = file_count();
  NewFile whole(image);
  ASSERT_TRUE(whole.is_open());
  ASSERT_TRUE(whole.write(0, "new"));
  EXPECT_EQ(file_count(), files);
  EXPECT_EQ(bytes_of(image), "old");
  EXPECT_TRUE(whole.put_in_place());
  EXPECT_EQ(file_count(), files);
  EXPECT_EQ(bytes_of(image), "new");
}

/// A configuration whose image is watched.
class Watched : public Maps {
 protected:
  void watch(const std::string& image) {
    std::ostringstream err;
    loaded_ = load({"serve", std::span(&image, 1)}, err);
    ASSERT_NE(loaded_.configuration.table, nullptr) << err.str();
    watch_.watch(loaded_.configuration);
    EXPECT_EQ(watch_.look(), nullptr);  // the first look finds what is there
    EXPECT_EQ(said(), "");
  }
  std::string said() {
    watch_.say_news();
    std::string text = err_.str();
    err_.str("");
    return text;
  }
  static std::string found(const rules::Table& table, const char* url) {
    const auto row = rules::find(*table.images()[0].image, url);
    return row && *row ? (*row)->to : "";
  }

  std::ostringstream err_;
  ImageWatch watch_{err_};
  Loaded loaded_;
};

TEST_F(Watched, ANewImageServesWithoutAReload) {
  const std::string image = built();
  watch(image);
  built("/a,/new\n");
  const auto table = watch_.look();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(found(*table, "/a"), "/new");
  EXPECT_EQ(found(*loaded_.configuration.table, "/a"), "/1");  // who still has it goes on
  EXPECT_THAT(said(), HasSubstr("a new image, 1 rows"));
  EXPECT_EQ(watch_.look(), nullptr);
}

TEST_F(Watched, ABrokenOneIsRefusedAndSaidOnce) {
  const std::string image = built();
  watch(image);
  std::string changed = bytes_of(image);
  changed[140] = static_cast<char>(changed[140] ^ 1);
  file("beside", changed);
  fs::rename(beside("beside"), image);
  EXPECT_EQ(watch_.look(), nullptr);
  EXPECT_THAT(said(), HasSubstr("broken: its bytes are not those that were written; the map that "
                                "was there goes on"));
  EXPECT_EQ(watch_.look(), nullptr);
  EXPECT_EQ(said(), "");
  fs::remove(image);
  EXPECT_EQ(watch_.look(), nullptr);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(watch_.refused(), 1U);
  file("moved.map", "another one that is none");
  EXPECT_EQ(watch_.look(), nullptr);
  EXPECT_THAT(said(), HasSubstr("the map that was there goes on"));
  EXPECT_EQ(watch_.refused(), 2U);
  built("/a,/new\n");
  EXPECT_NE(watch_.look(), nullptr);
  EXPECT_THAT(said(), HasSubstr("a new image"));
}

TEST_F(Watched, OneThatComparesOtherwiseIsRefused) {
  const std::string image = built();
  watch(image);
  EXPECT_EQ(run_command({"map", "build", file_.path(), "-o", image, "--ignore-case"}).code,
            ExitCode::Yes);
  EXPECT_EQ(watch_.look(), nullptr);
  EXPECT_THAT(said(), HasSubstr("compares paths otherwise"));
}

/// In how many pieces a file is mapped; a process has 65,530 at most.
std::size_t pieces_of(const std::string& path) {
  std::ifstream maps("/proc/self/maps");
  std::size_t pieces = 0;
  for (std::string line; std::getline(maps, line);) pieces += line.ends_with(path) ? 1U : 0U;
  return pieces;
}

TEST_F(Watched, CutOffWhileItIsMapped) {
  std::string rows = "/a,/1\n";
  for (int i = 0; i < 2'000; ++i) {
    rows.append("/row-").append(std::to_string(i)).append(",/to-").append(std::to_string(i));
    rows += '\n';
  }
  const std::string image = built(rows);
  watch(image);
  const rules::MapImage& map = *loaded_.configuration.table->images()[0].image;
  EXPECT_EQ(found(*loaded_.configuration.table, "/row-1999"), "/to-1999");
  fs::resize_file(image, 4096);
  // Slots are behind the records: all of them are gone, and nothing is found, and nothing breaks.
  EXPECT_EQ(found(*loaded_.configuration.table, "/a"), "");
  for (int i = 0; i < 2'000; i += 7) {
    const std::string row = "/row-" + std::to_string(i);
    EXPECT_EQ(found(*loaded_.configuration.table, row.c_str()), "");
  }
  EXPECT_TRUE(map.rows().empty());
  EXPECT_EQ(pieces_of(image), 1U);
  EXPECT_FALSE(map.check().has_value());
  EXPECT_EQ(watch_.look(), nullptr);
  EXPECT_THAT(said(), HasSubstr("was cut off"));
  built(rows);
  const auto table = watch_.look();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(found(*table, "/row-1999"), "/to-1999");
}

// What was lost in the old mapping stays lost there, though the file is what it was.
TEST_F(Watched, CutOffAndMadeWholeAgain) {
  const std::string image = built();
  const std::string whole = bytes_of(image);
  watch(image);
  fs::resize_file(image, 0);
  EXPECT_EQ(found(*loaded_.configuration.table, "/a"), "");
  file("moved.map", whole);
  const auto table = watch_.look();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(found(*table, "/a"), "/1");
  EXPECT_EQ(said(), "");
}

TEST_F(Watched, OneThatMayNotBeReadServesWhenItMay) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const std::string image = built();
  watch(image);
  const std::string next = file("next", bytes_of(built("/a,/new\n")));
  fs::permissions(next, fs::perms::none);
  fs::rename(next, image);
  EXPECT_EQ(watch_.look(), nullptr);
  EXPECT_THAT(said(), HasSubstr("may not be read"));
  fs::permissions(image, fs::perms::owner_read);
  EXPECT_NE(watch_.look(), nullptr);
}

// Deployments turn a link: current -> 2026-11-23.
TEST_F(Watched, ALinkThatIsTurned) {
  const std::string first = file("first", bytes_of(built()));
  const std::string second = file("second", bytes_of(built("/a,/new\n")));
  fs::create_symlink(first, beside("current"));
  watch(beside("current"));
  fs::create_symlink(second, beside("next"));
  fs::rename(beside("next"), beside("current"));
  const auto table = watch_.look();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(found(*table, "/a"), "/new");
}

TEST_F(Maps, PermissionsAreKept) {
  const std::string image = built();
  fs::permissions(image, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  built("/a,/new\n");
  EXPECT_EQ(fs::status(image).permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
}

}  // namespace
}  // namespace onward::cli
