// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "onward/base/result.h"
#include "rules/image/builder.h"

#include <cstdint>
#include <string>
#include <string_view>

// A file that is there whole or not at all.
namespace onward::cli {

/// Written beside the path that it is for, without a name or under one of its own, and put there by
/// put_in_place(). Without that it leaves nothing behind, nor where the process is killed, if the
/// file system has files without a name. One thread. Errors of all:
/// FileUnwritable, and why() says more.
class NewFile final : public rules::ImageFile {
 public:
  explicit NewFile(const std::string& path);
  ~NewFile() override;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// Whether it can be written at all; nothing else may be called where it can't.
  bool is_open() const { return file_.is_open(); }
  /// Why it is not open, or the last call failed, for people: "the disk is full".
  const std::string& why() const { return why_; }

  Result<void> write(std::uint64_t offset, std::string_view bytes) override;
  Result<std::string> read(std::uint64_t offset, std::size_t size) override;

  /// To the disk, and then in the place of what is at the path: who opens that sees the one file or
  /// the other.
  Result<void> put_in_place();

 private:
  tl::unexpected<Error> failed();
  /// Gives it a name beside the path's, if it has none; false with errno.
  bool name();

  std::string path_;
  std::string beside_;  ///< "" while it has no name, and once it is in place
  base::Descriptor file_;
  std::string why_;
};

}  // namespace onward::cli
