// SPDX-License-Identifier: MIT
// The thread behind the access log: every line is written or counted, and nothing waits for who
// does not read.
#include "gateway/log_writer.h"

#include "base/descriptor.h"
#include "support/size_limit.h"
#include "support/temporary_file.h"

#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::chrono_literals;

const std::string kLines = std::string(500, 'a') + "\n" + std::string(500, 'b') + "\n";

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(LogWriter, WritesWhatItTook) {
  const test::TemporaryFile file("access.log", "before\n");
  const auto log = LogWriter::open(file.path()).value();
  std::string expected = "before\n";
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(log->write(kLines, 2));
    expected += kLines;
  }
  log->finish();
  EXPECT_EQ(text_of(file.path()), expected);
  EXPECT_EQ(log->dropped(), 0U);
  EXPECT_FALSE(log->write(kLines, 2)) << "behind the end";
  EXPECT_EQ(log->dropped(), 2U);
}

TEST(LogWriter, CountsWhatTheFileRefuses) {
  const auto log = LogWriter::open("/dev/full").value();
  for (int i = 0; i < 3; ++i) log->write(kLines, 2);
  log->finish();
  EXPECT_EQ(log->dropped(), 6U);
}

// A line that a full disk cut off is not glued to the next one, once there is room again.
TEST(LogWriter, ALineThatWasCutOffIsEnded) {
  const test::TemporaryFile file("access.log", "");
  const auto log = LogWriter::open(file.path()).value();
  {
    const test::SizeLimit limit(700);
    log->write(kLines, 2);
    while (log->dropped() == 0) std::this_thread::yield();
  }
  log->write(kLines, 2);
  log->finish();
  std::ostringstream text;
  text << std::ifstream(file.path()).rdbuf();
  EXPECT_EQ(text.str(), kLines.substr(0, 700) + "\n" + kLines);
  EXPECT_EQ(log->dropped(), 1U);
}

TEST(LogWriter, IsRotated) {
  const test::TemporaryFile file("access.log", "");
  const std::string moved = file.path() + ".1";
  const auto log = LogWriter::open(file.path()).value();
  EXPECT_FALSE(log->is_new());
  log->write("one\n", 1);
  ASSERT_EQ(std::rename(file.path().c_str(), moved.c_str()), 0);
  log->write("two\n", 1);
  EXPECT_EQ(log->reopen(), std::nullopt);
  log->write("three\n", 1);
  log->finish();
  EXPECT_EQ(text_of(moved), "one\ntwo\n") << "what waited is the old file's";
  EXPECT_EQ(text_of(file.path()), "three\n");
  ::unlink(moved.c_str());
}

TEST(LogWriter, SaysWhereItCannotBeReopened) {
  const test::TemporaryFile place("access.log", "");
  const std::string folder = place.path() + ".d";
  const std::string path = folder + "/access.log";
  ASSERT_EQ(::mkdir(folder.c_str(), 0700), 0);
  const auto log = LogWriter::open(path).value();
  EXPECT_TRUE(log->is_new());
  ASSERT_EQ(std::rename(path.c_str(), place.path().c_str()), 0);
  ASSERT_EQ(::rmdir(folder.c_str()), 0);
  EXPECT_EQ(log->reopen(), ErrorCode::LogUnwritable);
  log->write("one\n", 1);
  log->finish();
  EXPECT_EQ(text_of(place.path()), "one\n") << "the old one goes on";
  EXPECT_EQ(LogWriter::open("-").value()->reopen(), std::nullopt);
}

class LogPipe : public testing::Test {
 protected:
  LogPipe() { EXPECT_EQ(::mkfifo(path().c_str(), 0600), 0); }
  std::string path() const { return folder_.path() + ".pipe"; }
  base::Descriptor reader() const {
    return base::Descriptor(::open(path().c_str(), O_RDONLY | O_NONBLOCK));
  }

 private:
  test::TemporaryFile folder_{"access", ""};
};

TEST_F(LogPipe, WithoutAReaderIsRefused) {
  EXPECT_EQ(LogWriter::open(path()).error().code, ErrorCode::LogUnwritable);
}

// A pipe holds 64 KiB; behind that a write hangs until somebody reads.
TEST_F(LogPipe, ThatNobodyEmptiesHoldsNothingUp) {
  const base::Descriptor stuck = reader();
  const auto log = LogWriter::open(path()).value();
  std::size_t taken = 0;
  while (log->write(kLines, 2)) ++taken;
  EXPECT_LE(taken * kLines.size(), LogWriter::kMaxWaitingBytes + 64 * 1024 + kLines.size());
  EXPECT_EQ(log->dropped(), 2U);
  log->finish(50ms);
  EXPECT_GE(log->dropped(), 2 + 2 * (taken - 64 * 1024 / kLines.size() - 1));
  EXPECT_LE(log->dropped(), 2 + 2 * taken);
}

}  // namespace
}  // namespace onward::gateway
