// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "onward/base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

// One thread that writes the access log, so that no loop ever waits for a disk or a pipe.
//
//   auto log = LogWriter::open("-");         // standard output
//   (*log)->write(std::move(lines), count);  // false: the writer is behind, the lines are lost
//   (*log)->finish();
namespace onward::gateway {

/// Threads: any, but for finish() and the destructor.
class LogWriter {
 public:
  /// What waits to be written is no more than this.
  static constexpr std::size_t kMaxWaitingBytes = std::size_t{8} * 1024 * 1024;
  /// The end waits no longer than this for who reads the log (a pipe that nobody empties, a disk
  /// that hangs).
  static constexpr std::chrono::milliseconds kMaxFinish{3000};

  /// Where the path is forbidden, `inherited` is written to: the predecessor's file. Errors:
  /// LogForbidden, LogUnwritable (also a named pipe that nobody reads).
  static Result<std::unique_ptr<LogWriter>> open(std::string path, base::Descriptor inherited = {});
  struct State;
  explicit LogWriter(std::shared_ptr<State> state);
  ~LogWriter();  ///< finish(), where that was not called
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  /// Takes whole lines; `count` of them. False where too much waits, or behind finish(): then they
  /// are dropped, and counted. Waits for nothing but a lock that nobody holds while writing.
  bool write(std::string lines, std::size_t count);
  /// Opens the path anew, for what is written behind what waits: the file was moved away by who
  /// rotates logs. Where that fails the old file goes on; that is an error unless it is still the
  /// one at the path. Errors: LogForbidden, LogUnwritable.
  std::optional<ErrorCode> reopen();
  /// Whether there was no file at the path before open().
  bool is_new() const;
  /// Another descriptor of the file; closed: there is none.
  base::Descriptor copy() const;
  /// Writes what was taken; what is not written by `limit` is dropped and counted.
  void finish(std::chrono::milliseconds limit = kMaxFinish);
  /// Lines that were dropped, or that the file refused.
  std::uint64_t dropped() const;

 private:
  /// The thread's, too: where it hangs in a write at the end, it is left behind with it.
  std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace onward::gateway
