// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/descriptor.h"
#include "onward/base/result.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

// One thread that writes the access log, so that no loop ever waits for a disk or a pipe.
//
//   auto log = LogWriter::open("-");         // standard output
//   (*log)->write(std::move(lines), count);  // false: the writer is behind, the lines are lost
namespace onward::gateway {

/// Threads: any, but for the destructor. What was taken is written before the destructor returns.
class LogWriter {
 public:
  /// What waits to be written is no more than this.
  static constexpr std::size_t kMaxWaitingBytes = std::size_t{8} * 1024 * 1024;

  /// Errors: LogForbidden, LogUnwritable.
  static Result<std::unique_ptr<LogWriter>> open(std::string path);
  LogWriter(std::string path, Descriptor file);
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  /// Takes whole lines; `count` of them. False where too much waits: then they are dropped, and
  /// counted.
  bool write(std::string lines, std::size_t count);
  /// Opens the path anew, behind what waits: the file was moved away by who rotates logs. Where
  /// that fails the old file goes on.
  void reopen();
  /// Lines that were dropped, or that the file refused.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  struct Piece {
    std::string lines;
    std::size_t count = 0;
  };
  void run();
  void write_now(const Piece& piece);
  void reopen_now();

  std::string path_;
  Descriptor file_;  ///< the thread's own; closed: standard output
  std::atomic<std::uint64_t> dropped_{0};
  std::mutex mutex_;  ///< guards the next four
  std::vector<Piece> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool is_reopening_ = false;
  bool is_over_ = false;
  std::condition_variable is_changed_;
  std::thread thread_;
};

}  // namespace onward::gateway
