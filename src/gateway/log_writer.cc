// SPDX-License-Identifier: MIT
// The thread behind the access log. Loops hand over buffers of many lines, so the lock is taken
// some times a second and no more; nothing is written under it. Invariants: lines are written whole
// and in the order in which their loop handed them over; a line is written or counted as dropped.
// No call in POSIX ends a write that hangs in the kernel, so at the end the thread is not joined
// but waited for, with a limit; what it still touches is kept alive by its own shared_ptr.
#include "gateway/log_writer.h"

#include "base/descriptor.h"

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <string_view>
#include <sys/stat.h>
#include <thread>
#include <utility>
#include <vector>

namespace onward::gateway {
namespace {

/// O_NONBLOCK for the opening alone: that of a named pipe would wait for a reader.
base::Descriptor open_file(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC;
  base::Descriptor file(::open(path.c_str(), kFlags | O_NONBLOCK, 0640));
  if (file.is_open() && ::fcntl(file.fd(), F_SETFL, O_APPEND) != 0) return {};
  return file;
}

/// A signal is for the thread that waits for signals, and not for this one.
void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

/// Lines that were handed over together.
struct Piece {
  std::string lines;
  std::size_t count = 0;
};

}  // namespace

struct LogWriter::State {
  std::string path;
  base::Descriptor file;  ///< the thread's own; closed: standard output
  std::mutex mutex;       ///< guards the rest
  std::condition_variable is_changed;
  std::vector<Piece> waiting;
  std::size_t waiting_bytes = 0;
  std::size_t unwritten = 0;  ///< lines that were taken and neither written nor dropped
  std::uint64_t dropped = 0;
  bool is_reopening = false;
  bool is_over = false;
  bool has_ended = false;     ///< the thread
  bool was_given_up = false;  ///< at the end: what it still writes is counted as dropped
};

namespace {

using State = LogWriter::State;

bool write_all(int fd, std::string_view rest) {
  while (!rest.empty()) {
    const auto size = ::write(fd, rest.data(), rest.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

/// False where nobody waits for more.
bool write_piece(State& state, const Piece& piece) {
  const bool is_written =
      write_all(state.file.is_open() ? state.file.fd() : STDOUT_FILENO, piece.lines);
  const std::lock_guard lock(state.mutex);
  if (state.was_given_up) return false;
  state.waiting_bytes -= piece.lines.size();
  state.unwritten -= piece.count;
  if (!is_written) state.dropped += piece.count;
  return true;
}

void reopen_file(State& state) {
  if (!state.file.is_open()) return;
  base::Descriptor file = open_file(state.path);
  if (file.is_open()) state.file = std::move(file);
}

void run(State& state) {
  block_signals();
  std::unique_lock lock(state.mutex);
  for (;;) {
    state.is_changed.wait(
        lock, [&] { return !state.waiting.empty() || state.is_reopening || state.is_over; });
    const std::vector<Piece> pieces = std::exchange(state.waiting, {});
    const bool is_reopening = std::exchange(state.is_reopening, false);
    const bool is_over = state.is_over;
    lock.unlock();
    for (const Piece& piece : pieces) {
      if (!write_piece(state, piece)) return;
    }
    if (is_reopening) reopen_file(state);
    lock.lock();
    if (!is_over) continue;
    state.has_ended = true;
    state.is_changed.notify_all();
    return;
  }
}

}  // namespace

Result<std::unique_ptr<LogWriter>> LogWriter::open(std::string path) {
  auto state = std::make_shared<State>();
  if (path != "-") {
    state->file = open_file(path);
    if (!state->file.is_open()) {
      return fail(errno == EACCES || errno == EPERM ? ErrorCode::LogForbidden
                                                    : ErrorCode::LogUnwritable);
    }
  }
  state->path = std::move(path);
  return std::make_unique<LogWriter>(std::move(state));
}

LogWriter::LogWriter(std::shared_ptr<State> state)
    : state_(std::move(state)), thread_([its = state_] { run(*its); }) {}

LogWriter::~LogWriter() { finish(); }

bool LogWriter::write(std::string lines, std::size_t count) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->is_over || state_->waiting_bytes + lines.size() > kMaxWaitingBytes) {
      state_->dropped += count;
      return false;
    }
    state_->waiting_bytes += lines.size();
    state_->unwritten += count;
    state_->waiting.push_back({std::move(lines), count});
  }
  state_->is_changed.notify_all();
  return true;
}

void LogWriter::reopen() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->is_reopening = true;
  }
  state_->is_changed.notify_all();
}

void LogWriter::finish(std::chrono::milliseconds limit) {
  if (!thread_.joinable()) return;
  std::unique_lock lock(state_->mutex);
  state_->is_over = true;
  state_->is_changed.notify_all();
  if (!state_->is_changed.wait_for(lock, limit, [this] { return state_->has_ended; })) {
    state_->was_given_up = true;
    state_->dropped += state_->unwritten;
    return thread_.detach();
  }
  lock.unlock();
  thread_.join();
}

std::uint64_t LogWriter::dropped() const {
  const std::lock_guard lock(state_->mutex);
  return state_->dropped;
}

}  // namespace onward::gateway
