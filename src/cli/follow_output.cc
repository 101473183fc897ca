// SPDX-License-Identifier: MIT
// Devices and pipes are written as they are; a regular file, or one that does not exist, is written
// beside its place. A file that exists keeps its permissions.
#include "cli/follow_output.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <ostream>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace onward::cli {
namespace {

/// Where a path leads; the path itself where nothing is there yet.
std::string resolved(const std::string& path) {
  char room[PATH_MAX];
  return ::realpath(path.c_str(), room) == nullptr ? path : std::string(room);
}

}  // namespace

FollowOutput::~FollowOutput() { discard(); }

bool FollowOutput::refuse(const char* what) {
  if (error_.empty()) error_ = std::string(what).append(": ").append(std::strerror(errno));
  return false;
}

bool FollowOutput::open() {
  if (fd_ >= 0) return true;
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (!exists || S_ISREG(status.st_mode)) {
    if (!open_beside()) return false;
    if (exists) static_cast<void>(::fchmod(fd_, status.st_mode & 07777));
    return true;
  }
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  return fd_ >= 0 || refuse("cannot be opened");
}

bool FollowOutput::open_beside() {
  place_ = resolved(path_);
  // The process's number keeps two programs apart that write the same file.
  beside_ = place_ + ".part-" + std::to_string(::getpid());
  fd_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, new_file_mode_);
  if (fd_ >= 0) return true;
  beside_.clear();
  return refuse("cannot be made");
}

bool FollowOutput::write(std::string_view bytes) {
  if (!is_file()) {
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (out_) return true;
    error_ = "the output takes no more";
    return false;
  }
  if (!open()) return false;
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd_, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return refuse("cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

bool FollowOutput::commit() {
  if (!is_file()) return static_cast<bool>(out_.flush());
  if (!open()) return false;
  const int closed = ::close(std::exchange(fd_, -1));
  if (closed != 0) return refuse("cannot be written");
  if (beside_.empty()) return true;
  if (std::rename(beside_.c_str(), place_.c_str()) != 0)
    return refuse("cannot be put in its place");
  beside_.clear();
  return true;
}

void FollowOutput::discard() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  if (!beside_.empty()) ::unlink(std::exchange(beside_, "").c_str());
}

}  // namespace onward::cli
