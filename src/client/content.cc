// SPDX-License-Identifier: MIT
// Content that can always be sent again: memory, files, and several as one. A file is held open and
// must be the same at each sending: its length is said in the head, and half of one state and half
// of another is neither.
#include "onward/client/content.h"

#include "base/descriptor.h"
#include "client/stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

namespace onward::client {
namespace {

using redirect::ContentSource;

class MemoryContent final : public Content {
 public:
  explicit MemoryContent(std::string bytes) : bytes_(std::move(bytes)) {}

  ContentSource kind() const override { return ContentSource::Memory; }
  std::optional<std::uint64_t> size() const override { return bytes_.size(); }
  Result<Piece> read(std::span<char> room) override {
    const std::size_t size = std::min(room.size(), bytes_.size() - at_);
    std::memcpy(room.data(), bytes_.data() + at_, size);
    at_ += size;
    return Piece{size, at_ == bytes_.size()};
  }
  Result<void> rewind() override {
    at_ = 0;
    return {};
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

/// What says whether a file is still the same.
struct FileState {
  off_t size = 0;
  timespec modified{};

  bool is_same(const FileState& other) const {
    return size == other.size && modified.tv_sec == other.modified.tv_sec &&
           modified.tv_nsec == other.modified.tv_nsec;
  }
};

std::optional<FileState> state_of(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return std::nullopt;
  return FileState{status.st_size, status.st_mtim};
}

/// A regular file from `begin` on. Its own position is used, so that where the descriptor is
/// somebody else's this one, as any reader does, leaves it behind what was read.
class FileContent final : public Content {
 public:
  FileContent(base::Descriptor owned, int fd, FileState state, off_t begin)
      : owned_(std::move(owned)), fd_(fd), state_(state), begin_(begin), at_(begin) {}

  ContentSource kind() const override { return ContentSource::File; }
  std::optional<std::uint64_t> size() const override {
    return static_cast<std::uint64_t>(std::max<off_t>(state_.size - begin_, 0));
  }

  Result<Piece> read(std::span<char> room) override {
    const off_t left = std::max<off_t>(state_.size - at_, 0);
    const std::size_t wanted = std::min(room.size(), static_cast<std::size_t>(left));
    if (wanted == 0) return Piece{0, true};
    ssize_t size = -1;
    do {
      size = ::pread(fd_, room.data(), wanted, at_);
    } while (size < 0 && errno == EINTR);
    if (size < 0) return fail(ErrorCode::ContentUnreadable);
    if (size == 0) return fail(ErrorCode::ContentChanged);  // it was cut
    at_ += size;
    return Piece{static_cast<std::size_t>(size), at_ == state_.size};
  }

  Result<void> rewind() override {
    if (at_ == begin_) return {};
    const auto now = state_of(fd_);
    if (!now) return fail(ErrorCode::ContentUnreadable);
    if (!now->is_same(state_)) return fail(ErrorCode::ContentChanged);
    at_ = begin_;
    return {};
  }

 private:
  base::Descriptor owned_;
  int fd_;
  FileState state_;
  off_t begin_;
  off_t at_;
};

class JoinedContent final : public Content {
 public:
  explicit JoinedContent(std::vector<std::unique_ptr<Content>> parts) : parts_(std::move(parts)) {}

  /// The weakest of its parts.
  ContentSource kind() const override {
    ContentSource kind = ContentSource::Memory;
    for (const auto& part : parts_) kind = std::max(kind, part->kind());
    return kind;
  }

  std::optional<std::uint64_t> size() const override {
    std::uint64_t sum = 0;
    for (const auto& part : parts_) {
      const auto size = part->size();
      if (!size) return std::nullopt;
      sum += *size;
    }
    return sum;
  }

  Result<Piece> read(std::span<char> room) override {
    while (at_ < parts_.size()) {
      auto piece = parts_[at_]->read(room);
      if (!piece) return piece;
      if (piece->at_end) ++at_;
      if (piece->size != 0 || !piece->at_end) return Piece{piece->size, at_ == parts_.size()};
    }
    return Piece{0, true};
  }

  Result<void> rewind() override {
    for (const auto& part : parts_) {
      if (auto rewound = part->rewind(); !rewound) return rewound;
    }
    at_ = 0;
    return {};
  }

  int descriptor() const override { return at_ < parts_.size() ? parts_[at_]->descriptor() : -1; }

 private:
  std::vector<std::unique_ptr<Content>> parts_;
  std::size_t at_ = 0;
};

ErrorCode opening_error(int number) {
  if (number == ENOENT || number == ENOTDIR) return ErrorCode::FileNotFound;
  return number == EACCES ? ErrorCode::FileForbidden : ErrorCode::FileUnreadable;
}

std::unique_ptr<Content> content_of(base::Descriptor owned, int fd, const SpoolLimits& limits) {
  struct stat status {};
  const off_t begin = ::lseek(fd, 0, SEEK_CUR);
  if (begin >= 0 && ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
    const FileState state{status.st_size, status.st_mtim};
    return std::make_unique<FileContent>(std::move(owned), fd, state, begin);
  }
  return spooled_content(descriptor_content(std::move(owned), fd), limits);
}

}  // namespace

std::unique_ptr<Content> memory_content(std::string bytes) {
  return std::make_unique<MemoryContent>(std::move(bytes));
}

Result<std::unique_ptr<Content>> file_content(const std::string& path, const SpoolLimits& limits) {
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return fail(opening_error(errno));
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0 || S_ISDIR(status.st_mode)) {
    return fail(ErrorCode::FileUnreadable);
  }
  const int fd = file.fd();
  return content_of(std::move(file), fd, limits);
}

std::unique_ptr<Content> stream_content(int descriptor, const SpoolLimits& limits) {
  return content_of(base::Descriptor(), descriptor, limits);
}

std::unique_ptr<Content> joined_content(std::vector<std::unique_ptr<Content>> parts) {
  return std::make_unique<JoinedContent>(std::move(parts));
}

}  // namespace onward::client
