// SPDX-License-Identifier: MIT
// The thread behind the access log. Loops hand over buffers of many lines, so the lock is taken
// some times a second and no more; nothing is written under it. Invariants: lines are written whole
// and in the order in which their loop handed them over; a line is written or counted as dropped.
// What a full disk cuts off in the middle of a line is ended by a line feed before the next one.
// No call in POSIX ends a write that hangs in the kernel, so at the end the thread is not joined
// but waited for, with a limit; what it still touches is kept alive by its own shared_ptr.
#include "gateway/log_writer.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <string_view>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace onward::gateway {
namespace {

struct OpenedFile {
  base::Descriptor file;
  bool is_new = false;
};

/// O_NONBLOCK for the opening alone: that of a named pipe would wait for a reader. What a link
/// leads to is never new (O_EXCL).
OpenedFile open_file(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK;
  OpenedFile opened{base::Descriptor(::open(path.c_str(), kFlags | O_EXCL, 0640)), true};
  if (!opened.file.is_open()) {
    opened = {base::Descriptor(::open(path.c_str(), kFlags, 0640)), false};
  }
  if (opened.file.is_open() && ::fcntl(opened.file.fd(), F_SETFL, O_APPEND) != 0) return {};
  return opened;
}

ErrorCode code_of(int error) {
  return error == EACCES || error == EPERM || error == EROFS ? ErrorCode::LogForbidden
                                                             : ErrorCode::LogUnwritable;
}

bool is_file_at(int fd, const std::string& path) {
  struct stat open {};
  struct stat there {};
  return ::fstat(fd, &open) == 0 && ::stat(path.c_str(), &there) == 0 &&
         open.st_dev == there.st_dev && open.st_ino == there.st_ino;
}

/// A signal is for the thread that waits for signals, and not for this one.
void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

/// Lines that were handed over together; or a file that what follows is written to.
struct Piece {
  std::string lines{};
  std::size_t count = 0;
  base::Descriptor next{};
};

}  // namespace

struct LogWriter::State {
  std::string path;
  bool is_new = false;
  bool is_cut = false;  ///< the thread's own: the last line has no end
  std::mutex mutex;     ///< guards the rest
  /// Closed: standard output. Changed by the thread alone, who so reads it without the lock.
  base::Descriptor file;
  std::condition_variable is_changed;
  std::vector<Piece> waiting;
  std::size_t waiting_bytes = 0;
  std::size_t unwritten = 0;  ///< lines that were taken and neither written nor dropped
  std::uint64_t dropped = 0;
  bool is_over = false;
  bool has_ended = false;     ///< the thread
  bool was_given_up = false;  ///< at the end: what it still writes is counted as dropped
};

namespace {

using State = LogWriter::State;

/// How much of it was written.
std::size_t write_all(int fd, std::string_view bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const auto size = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    written += static_cast<std::size_t>(size);
  }
  return written;
}

/// How many of the piece's lines were written.
std::size_t write_lines(State& state, const Piece& piece) {
  const int fd = state.file.is_open() ? state.file.fd() : STDOUT_FILENO;
  if (state.is_cut && write_all(fd, "\n") == 0) return 0;
  const std::size_t size = write_all(fd, piece.lines);
  const std::string_view written = std::string_view(piece.lines).substr(0, size);
  state.is_cut = !written.empty() && written.back() != '\n';
  return size == piece.lines.size() ? piece.count
                                    : static_cast<std::size_t>(std::ranges::count(written, '\n'));
}

/// False where nobody waits for more.
bool write_piece(State& state, const Piece& piece) {
  const std::size_t written = write_lines(state, piece);
  const std::lock_guard lock(state.mutex);
  if (state.was_given_up) return false;
  state.waiting_bytes -= piece.lines.size();
  state.unwritten -= piece.count;
  state.dropped += piece.count - written;
  return true;
}

/// The old one is closed without the lock: that may take its time.
void change_file(State& state, base::Descriptor next) {
  state.is_cut = false;
  const std::lock_guard lock(state.mutex);
  std::swap(state.file, next);
}

void run(State& state) {
  block_signals();
  std::unique_lock lock(state.mutex);
  for (;;) {
    state.is_changed.wait(lock, [&] { return !state.waiting.empty() || state.is_over; });
    std::vector<Piece> pieces = std::exchange(state.waiting, {});
    const bool is_over = state.is_over;
    lock.unlock();
    for (Piece& piece : pieces) {
      if (piece.next.is_open()) change_file(state, std::move(piece.next));
      if (!write_piece(state, piece)) return;
    }
    lock.lock();
    if (!is_over) continue;
    state.has_ended = true;
    state.is_changed.notify_all();
    return;
  }
}

}  // namespace

Result<std::unique_ptr<LogWriter>> LogWriter::open(std::string path, base::Descriptor inherited) {
  auto state = std::make_shared<State>();
  if (path != "-") {
    OpenedFile opened = open_file(path);
    const ErrorCode code = code_of(errno);
    if (!opened.file.is_open() && code == ErrorCode::LogForbidden) {
      opened.file = std::move(inherited);
    }
    if (!opened.file.is_open()) return fail(code);
    state->file = std::move(opened.file);
    state->is_new = opened.is_new;
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
    state_->waiting.push_back({.lines = std::move(lines), .count = count});
  }
  state_->is_changed.notify_all();
  return true;
}

std::optional<ErrorCode> LogWriter::reopen() {
  if (state_->path == "-") return std::nullopt;
  OpenedFile opened = open_file(state_->path);
  const ErrorCode code = code_of(errno);
  {
    const std::lock_guard lock(state_->mutex);
    if (!opened.file.is_open()) {
      if (is_file_at(state_->file.fd(), state_->path)) return std::nullopt;
      return code;
    }
    state_->waiting.push_back({.next = std::move(opened.file)});
  }
  state_->is_changed.notify_all();
  return std::nullopt;
}

bool LogWriter::is_new() const { return state_->is_new; }

base::Descriptor LogWriter::copy() const {
  const std::lock_guard lock(state_->mutex);
  if (!state_->file.is_open()) return {};
  return base::Descriptor(::fcntl(state_->file.fd(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
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
