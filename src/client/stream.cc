// SPDX-License-Identifier: MIT
// A stream is asked with poll() before each read, and never made non-blocking: that would be so for
// everybody who shares it, the shell's terminal included.
#include "client/stream.h"

#include <cerrno>
#include <poll.h>
#include <utility>

namespace onward::client {
namespace {

class DescriptorContent final : public Content {
 public:
  DescriptorContent(base::Descriptor owned, int fd) : owned_(std::move(owned)), fd_(fd) {}

  redirect::ContentSource kind() const override { return redirect::ContentSource::Stream; }
  std::optional<std::uint64_t> size() const override { return std::nullopt; }

  Result<Piece> read(std::span<char> room) override {
    if (at_end_) return Piece{0, true};
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, 0) <= 0) return Piece{};
    const ssize_t size = ::read(fd_, room.data(), room.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return Piece{};
    if (size < 0) return fail(ErrorCode::ContentUnreadable);
    has_begun_ = true;
    at_end_ = size == 0;
    return Piece{static_cast<std::size_t>(size), at_end_};
  }

  Result<void> rewind() override {
    if (has_begun_) return fail(ErrorCode::ContentGone);
    return {};
  }

  int descriptor() const override { return at_end_ ? -1 : fd_; }

 private:
  base::Descriptor owned_;
  int fd_;
  bool has_begun_ = false;
  bool at_end_ = false;
};

}  // namespace

std::unique_ptr<Content> descriptor_content(base::Descriptor owned, int fd) {
  return std::make_unique<DescriptorContent>(std::move(owned), fd);
}

}  // namespace onward::client
