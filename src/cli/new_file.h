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

/// Written beside the path that it is for, under a name of its own, and put there by
/// put_in_place(). Without that it leaves nothing behind. One thread. Errors of all: FileNotFound
/// (no such folder), FileForbidden, FileUnwritable.
class NewFile final : public rules::ImageFile {
 public:
  static Result<NewFile> create(const std::string& path);
  ~NewFile() override;
  NewFile(NewFile&& other) noexcept;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  NewFile& operator=(NewFile&&) = delete;

  Result<void> write(std::uint64_t offset, std::string_view bytes) override;
  Result<std::string> read(std::uint64_t offset, std::size_t size) override;

  /// To the disk, and then in the place of what is at the path: who opens that sees the one file or
  /// the other.
  Result<void> put_in_place();

 private:
  NewFile(std::string path, std::string beside, base::Descriptor file);

  std::string path_;
  std::string beside_;  ///< "" once it is in place
  base::Descriptor file_;
};

}  // namespace onward::cli
