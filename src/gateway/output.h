// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

// Bytes on their way out: written at the end, taken at the front.
//
//   Output out;
//   auto head = http::HeadWriter::response(out.room(512), status);
//   out.added(*head.end(framing));
//   send(out.unsent());
//   out.sent(n);
namespace onward::gateway {

/// Grows as needed and gives back what one large answer took. One thread.
class Output {
 public:
  /// Room for `size` bytes at least, at the end; until the next call.
  std::span<char> room(std::size_t size) {
    if (bytes_.size() - end_ < size) grow(size);
    return std::span(bytes_).subspan(end_);
  }
  /// So many bytes of the room were written.
  void added(std::size_t size) { end_ += size; }
  void add(std::string_view bytes);

  std::string_view unsent() const { return {bytes_.data() + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }

  /// So many bytes at the front are done with.
  void sent(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) reset();
  }
  void clear() { reset(); }
  /// Gives all memory back. Only while empty.
  void release() { shrink(); }

 private:
  void grow(std::size_t size);
  void reset() {
    begin_ = end_ = 0;
    if (bytes_.size() > kKeptBytes) shrink();
  }
  void shrink();

  static constexpr std::size_t kKeptBytes = std::size_t{256} * 1024;

  std::vector<char> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace onward::gateway
