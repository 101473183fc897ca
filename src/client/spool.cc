// SPDX-License-Identifier: MIT
// The file is unlinked as soon as it is made (O_TMPFILE, or mkstemp where the file system has none
// of these), so that no way of ending leaves it behind. A disk that is full is a limit as any
// other.
#include "client/spool.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <utility>

namespace onward::client {
namespace {

base::Descriptor open_nameless(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return base::Descriptor(fd);
  std::string path = folder + "/onward-spool-XXXXXX";
  base::Descriptor named(::mkostemp(path.data(), O_CLOEXEC));
  if (named.is_open()) ::unlink(path.c_str());
  return named;
}

}  // namespace

bool Spool::append(std::span<const char> bytes) {
  if (!is_whole_) return false;
  if (bytes.size() > limits_.bytes - std::min(size_, limits_.bytes)) {
    give_up();
    return false;
  }
  if (!file_.is_open() && size_ + bytes.size() > limits_.memory_bytes && !move_to_file()) {
    give_up();
    return false;
  }
  if (file_.is_open() && !write(bytes)) {
    give_up();
    return false;
  }
  if (!file_.is_open()) memory_.insert(memory_.end(), bytes.begin(), bytes.end());
  size_ += bytes.size();
  return true;
}

bool Spool::move_to_file() {
  file_ = open_nameless(limits_.folder);
  if (!file_.is_open()) return false;
  const std::uint64_t size = std::exchange(size_, 0);
  const bool is_written = write(memory_);
  size_ = size;
  memory_ = {};
  return is_written;
}

bool Spool::write(std::span<const char> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t size = ::pwrite(file_.fd(), bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(size_ + done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    done += static_cast<std::size_t>(size);
  }
  return true;
}

void Spool::give_up() {
  is_whole_ = false;
  memory_ = {};
  file_.close();
}

Result<std::size_t> Spool::read(std::uint64_t at, std::span<char> room) const {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), size_ - at));
  if (!file_.is_open()) {
    std::memcpy(room.data(), memory_.data() + at, wanted);
    return wanted;
  }
  ssize_t size = -1;
  do {
    size = ::pread(file_.fd(), room.data(), wanted, static_cast<off_t>(at));
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return fail(ErrorCode::ContentUnreadable);
  return static_cast<std::size_t>(size);
}

}  // namespace onward::client
