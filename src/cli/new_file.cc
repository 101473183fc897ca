// SPDX-License-Identifier: MIT
// write, fsync, rename, and fsync of the folder, so that after a crash there is the old file or the
// new one, and the new one whole. The permissions are those of the file that it replaces, else what
// umask leaves.
#include "cli/new_file.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace onward::cli {
namespace {

ErrorCode code_for(int error) {
  if (error == ENOENT || error == ENOTDIR) return ErrorCode::FileNotFound;
  if (error == EACCES || error == EPERM || error == EROFS) return ErrorCode::FileForbidden;
  return ErrorCode::FileUnwritable;
}

tl::unexpected<Error> failed() { return fail(code_for(errno)); }

mode_t mode_for(const std::string& path) {
  struct stat old {};
  if (::stat(path.c_str(), &old) == 0) return old.st_mode & 0777U;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

NewFile::NewFile(std::string path, std::string beside, base::Descriptor file)
    : path_(std::move(path)), beside_(std::move(beside)), file_(std::move(file)) {}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      beside_(std::exchange(other.beside_, "")),
      file_(std::move(other.file_)) {}

NewFile::~NewFile() {
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

Result<NewFile> NewFile::create(const std::string& path) {
  std::string beside = path + ".new-XXXXXX";
  base::Descriptor file(::mkostemp(beside.data(), O_CLOEXEC));
  if (!file.is_open()) return failed();
  return NewFile(path, std::move(beside), std::move(file));
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

Result<void> NewFile::put_in_place() {
  if (::fchmod(file_.fd(), mode_for(path_)) != 0 || ::fsync(file_.fd()) != 0 ||
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
