// SPDX-License-Identifier: MIT
// open(2) without waiting, then fstat(2) on what was opened: nothing can be put in its place in
// between.
#include "gateway/small_file.h"

#include "base/descriptor.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace onward::gateway {
namespace {

ErrorCode code_of(int error) {
  if (error == ENOENT || error == ENOTDIR) return ErrorCode::FileNotFound;
  if (error == EACCES || error == EPERM) return ErrorCode::FileForbidden;
  return ErrorCode::FileUnreadable;
}

}  // namespace

Result<std::string> read(const SmallFile& file) {
  const int links = file.follows_links ? 0 : O_NOFOLLOW;
  const base::Descriptor opened(
      ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | links));
  if (!opened.is_open()) return fail(code_of(errno));
  struct stat status {};
  if (::fstat(opened.fd(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail(ErrorCode::FileUnreadable);
  }
  std::string text(file.most_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = ::read(opened.fd(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(ErrorCode::FileUnreadable);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > file.most_bytes) return fail(ErrorCode::FileTooLarge);
  text.resize(size);
  return text;
}

}  // namespace onward::gateway
