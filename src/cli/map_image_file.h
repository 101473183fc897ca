// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "cli/mapped_file.h"
#include "cli/show.h"
#include "onward/base/error.h"

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

// What `onward map get` and `onward map info` begin with.
namespace onward::cli {

/// An image that somebody named; without one, `code` is what the command should answer.
struct NamedImage {
  std::shared_ptr<const rules::MapImage> image;
  ExitCode code = ExitCode::Yes;
};

inline NamedImage open_named(std::string_view command, const std::string& path, std::ostream& err) {
  const auto image = open_image(path);
  if (image && *image != nullptr) return {*image};
  ErrorCode code = ErrorCode::ImageForeign;
  if (!image) code = image.error().code;
  err << "onward " << command << ": " << printable(path) << ": " << message(code) << '\n';
  return {nullptr, kind(code) == ErrorKind::Environment ? ExitCode::Environment : ExitCode::Usage};
}

}  // namespace onward::cli
