// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/rules/map_image.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

// Images of maps, mapped into memory: pages that all processes share, read when they are needed.
namespace onward::cli {

/// Which file it is and which of its states: another one after a rename over it, or a write.
struct FileState {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t changed_ns = 0;  ///< since 1970; its bytes, its name or its permissions

  friend bool operator==(const FileState&, const FileState&) = default;
};

/// nullopt where there is no such file.
std::optional<FileState> file_state(const std::string& path);

/// The image that is the file at `path`; null where that begins as no image does. Errors: Image*;
/// FileNotFound, FileForbidden, and FileUnreadable where it cannot be mapped or is no file. The
/// mapping lives as long as somebody has the image; what happens to the file meanwhile ends no
/// process (bus_error.h).
Result<std::shared_ptr<const rules::MapImage>> open_image(const std::string& path);

/// Reads the whole image, and lets go of its pages.
Result<void> check_image(const rules::MapImage& image);

}  // namespace onward::cli
