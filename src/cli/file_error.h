// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/error.h"

#include <cerrno>

namespace onward::cli {

/// Why a file cannot be read, by errno.
inline ErrorCode reading_error(int error) {
  if (error == ENOENT || error == ENOTDIR) return ErrorCode::FileNotFound;
  if (error == EACCES || error == EPERM) return ErrorCode::FileForbidden;
  return ErrorCode::FileUnreadable;
}

}  // namespace onward::cli
