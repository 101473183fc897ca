// SPDX-License-Identifier: MIT
// write, fsync, rename, and fsync of the folder, so that after a crash there is the old file or the
// new one, and the new one whole. Owner and permissions are those of the file that it replaces,
// else what umask leaves. Where the file system can, the file has no name before it is whole
// (O_TMPFILE): a process that is killed leaves nothing behind.
#include "cli/new_file.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace onward::cli {
namespace {

/// Names of files that processes of this number may have left.
constexpr int kMaxNames = 100;

std::string text_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return "there is no such folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return "no permission to write there";
    case ENOSPC:
    case EDQUOT:
      return "the disk is full";
    default:
      return std::generic_category().message(error);
  }
}

/// Of the file that is replaced; where there is none, what umask leaves. A group that cannot be
/// kept gets no more than others.
bool set_permissions(int fd, const std::string& path) {
  struct stat old {};
  if (::stat(path.c_str(), &old) != 0) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return ::fchmod(fd, 0666U & ~mask) == 0;
  }
  mode_t mode = old.st_mode & 0777U;
  const bool is_kept = ::fchown(fd, old.st_uid, old.st_gid) == 0 ||
                       ::fchown(fd, static_cast<uid_t>(-1), old.st_gid) == 0;
  if (!is_kept) mode &= ~mode_t{S_IRWXG} | (mode & S_IRWXO) << 3U;
  return ::fchmod(fd, mode) == 0;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// How linkat(2) finds a file that has no name.
std::string own_path(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

/// A file without a name, in the folder where it shall get one; not open where that cannot be done.
base::Descriptor open_nameless(const std::string& folder) {
  base::Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
  // It will be named by this path, which needs /proc.
  if (file.is_open() && ::access(own_path(file.fd()).c_str(), F_OK) != 0) return {};
  return file;
}

}  // namespace

NewFile::NewFile(const std::string& path) : path_(path) {
  // A device must not become a file ("-o /dev/null").
  struct stat old {};
  if (::stat(path.c_str(), &old) == 0 && !S_ISREG(old.st_mode)) {
    why_ = "what is there is no file; give another path";
    return;
  }
  file_ = open_nameless(folder_of(path));
  if (file_.is_open()) return;
  std::string beside = path + ".new-XXXXXX";
  file_ = base::Descriptor(::mkostemp(beside.data(), O_CLOEXEC));
  if (file_.is_open()) {
    beside_ = std::move(beside);
  } else {
    why_ = text_of(errno);
  }
}

NewFile::~NewFile() {
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

tl::unexpected<Error> NewFile::failed() {
  why_ = text_of(errno);
  return fail(ErrorCode::FileUnwritable);
}

Result<void> NewFile::write(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put =
        ::pwrite(file_.fd(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return failed();
    offset += static_cast<std::uint64_t>(put);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<std::string> NewFile::read(std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size;) {
    const ssize_t got =
        ::pread(file_.fd(), bytes.data() + at, size - at, static_cast<off_t>(offset + at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return fail(ErrorCode::FileUnreadable);
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool NewFile::name() {
  const std::string own = own_path(file_.fd());
  for (int tries = 0; beside_.empty() && tries < kMaxNames; ++tries) {
    std::string beside = path_ + ".new-" + std::to_string(::getpid());
    beside.append("-").append(std::to_string(tries));
    if (::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, beside.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      beside_ = std::move(beside);
    } else if (errno != EEXIST) {
      return false;
    }
  }
  return !beside_.empty();
}

Result<void> NewFile::put_in_place() {
  if (!set_permissions(file_.fd(), path_) || ::fsync(file_.fd()) != 0 || !name() ||
      ::rename(beside_.c_str(), path_.c_str()) != 0) {
    return failed();
  }
  beside_.clear();
  const base::Descriptor folder(
      ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // The name is there already; a folder that cannot be flushed is nothing that a retry mends.
  if (folder.is_open()) static_cast<void>(::fsync(folder.fd()));
  return {};
}

}  // namespace onward::cli
