// SPDX-License-Identifier: MIT
// The thread behind the access log. Loops hand over buffers of many lines, so the lock is taken
// some times a second and no more. Invariant: lines are written whole and in the order in which
// their loop handed them over.
#include "gateway/log_writer.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

namespace onward::gateway {
namespace {

Descriptor open_file(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
}

/// A signal is for the thread that waits for signals, and not for this one.
void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Result<std::unique_ptr<LogWriter>> LogWriter::open(std::string path) {
  Descriptor file;
  if (path != "-") {
    file = open_file(path);
    if (!file.is_open()) {
      return fail(errno == EACCES || errno == EPERM ? ErrorCode::LogForbidden
                                                    : ErrorCode::LogUnwritable);
    }
  }
  return std::make_unique<LogWriter>(std::move(path), std::move(file));
}

LogWriter::LogWriter(std::string path, Descriptor file)
    : path_(std::move(path)), file_(std::move(file)), thread_([this] { run(); }) {}

LogWriter::~LogWriter() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  is_changed_.notify_one();
  thread_.join();
}

bool LogWriter::write(std::string lines, std::size_t count) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_bytes_ + lines.size() > kMaxWaitingBytes) {
      dropped_.fetch_add(count, std::memory_order_relaxed);
      return false;
    }
    waiting_bytes_ += lines.size();
    waiting_.push_back({std::move(lines), count});
  }
  is_changed_.notify_one();
  return true;
}

void LogWriter::reopen() {
  {
    const std::lock_guard lock(mutex_);
    is_reopening_ = true;
  }
  is_changed_.notify_one();
}

void LogWriter::run() {
  block_signals();
  for (;;) {
    std::vector<Piece> pieces;
    bool is_reopening = false;
    bool is_over = false;
    {
      std::unique_lock lock(mutex_);
      is_changed_.wait(lock, [this] { return !waiting_.empty() || is_reopening_ || is_over_; });
      pieces.swap(waiting_);
      is_reopening = std::exchange(is_reopening_, false);
      is_over = is_over_;
    }
    for (const Piece& piece : pieces) write_now(piece);
    if (is_reopening) reopen_now();
    if (is_over) return;
  }
}

void LogWriter::write_now(const Piece& piece) {
  std::string_view rest = piece.lines;
  while (!rest.empty()) {
    const auto size =
        ::write(file_.is_open() ? file_.fd() : STDOUT_FILENO, rest.data(), rest.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) {
      dropped_.fetch_add(piece.count, std::memory_order_relaxed);
      break;
    }
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  const std::lock_guard lock(mutex_);
  waiting_bytes_ -= piece.lines.size();
}

void LogWriter::reopen_now() {
  if (!file_.is_open()) return;
  Descriptor file = open_file(path_);
  if (file.is_open()) file_ = std::move(file);
}

}  // namespace onward::gateway
