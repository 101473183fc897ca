// SPDX-License-Identifier: MIT
// mmap(2) and what belongs to it. A file is looked at through its descriptor alone, so that a
// rename in between changes nothing.
#include "cli/mapped_file.h"

#include "base/descriptor.h"
#include "cli/bus_error.h"
#include "cli/file_error.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace onward::cli {
namespace {

/// Unmaps what it holds, and closes the file.
class Mapping {
 public:
  Mapping(void* at, std::size_t size, base::Descriptor file)
      : file_(std::move(file)), at_(at), size_(size) {
    range_.emplace(at, size, file_.fd());
  }
  ~Mapping() {
    range_.reset();
    ::munmap(at_, size_);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  bool is_guarded() const { return range_ && range_->is_guarded(); }
  std::string_view bytes() const { return {static_cast<const char*>(at_), size_}; }

 private:
  base::Descriptor file_;
  void* at_;
  std::size_t size_;
  std::optional<ReadableRange> range_;
};

bool begins_as_image(int fd) {
  std::array<char, rules::kImageMagic.size()> bytes{};
  ssize_t got = -1;
  do {
    got = ::pread(fd, bytes.data(), bytes.size(), 0);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(bytes.size()) &&
         std::string_view(bytes.data(), bytes.size()) == rules::kImageMagic;
}

// What is asked for next is anywhere: reading ahead would only fill memory. Where the system gives
// large pages for files, half of what a look-up waits for, the translation of addresses, is gone;
// where it does not, this is no error that matters.
void advise(void* at, std::size_t size) {
  ::madvise(at, size, MADV_RANDOM);
  ::madvise(at, size, MADV_HUGEPAGE);
}

}  // namespace

std::optional<FileState> file_state(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return FileState{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                   status.st_ctim.tv_sec * std::int64_t{1'000'000'000} + status.st_ctim.tv_nsec};
}

Result<std::shared_ptr<const rules::MapImage>> open_image(const std::string& path) {
  // O_NONBLOCK: a FIFO must not be waited for.
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) return fail(reading_error(errno));
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail(ErrorCode::FileUnreadable);
  }
  if (!begins_as_image(file.fd())) return nullptr;
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size < rules::kImageHeaderBytes) return fail(ErrorCode::ImageSizeWrong);
  void* const at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.fd(), 0);
  if (at == MAP_FAILED) return fail(ErrorCode::FileUnreadable);
  const auto mapping = std::make_shared<const Mapping>(at, size, std::move(file));
  if (!mapping->is_guarded()) return fail(ErrorCode::FileUnreadable);
  advise(at, size);
  return rules::MapImage::open({mapping->bytes(), mapping});
}

Result<void> check_image(const rules::MapImage& image) {
  const std::string_view bytes = image.bytes();
  auto* const at = const_cast<char*>(bytes.data());
  ::madvise(at, bytes.size(), MADV_SEQUENTIAL);
  const Result<void> outcome = image.check();
  ::madvise(at, bytes.size(), MADV_DONTNEED);
  advise(at, bytes.size());
  return outcome;
}

}  // namespace onward::cli
