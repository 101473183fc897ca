// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <cstddef>
#include <string>

namespace onward::gateway {

struct SmallFile {
  std::string path;
  std::size_t most_bytes = 0;
  bool follows_links = true;  ///< of its last component; false: a symbolic link is FileUnreadable
};

/// The text of a regular file; neither a pipe nor a device is waited for. Errors: FileNotFound,
/// FileForbidden, FileUnreadable, FileTooLarge.
Result<std::string> read(const SmallFile& file);

}  // namespace onward::gateway
