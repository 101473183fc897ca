// SPDX-License-Identifier: MIT
// The thread behind the access log: every line is written or counted, and nothing waits for who
// does not read.
#include "gateway/log_writer.h"

#include "base/descriptor.h"
#include "support/temporary_file.h"

#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::chrono_literals;

const std::string kLines = std::string(500, 'a') + "\n" + std::string(500, 'b') + "\n";

TEST(LogWriter, WritesWhatItTook) {
  const test::TemporaryFile file("access.log", "before\n");
  const auto log = LogWriter::open(file.path()).value();
  std::string expected = "before\n";
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(log->write(kLines, 2));
    expected += kLines;
  }
  log->finish();
  std::ostringstream text;
  text << std::ifstream(file.path()).rdbuf();
  EXPECT_EQ(text.str(), expected);
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
