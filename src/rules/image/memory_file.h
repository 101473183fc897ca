// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "rules/image/builder.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Images in memory, for tests, fuzz targets and benchmarks.
namespace onward::rules {

class MemoryFile final : public ImageFile {
 public:
  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    if (bytes_.size() < offset + bytes.size()) bytes_.resize(offset + bytes.size());
    bytes_.replace(offset, bytes.size(), bytes);
    return {};
  }
  Result<std::string> read(std::uint64_t offset, std::size_t size) override {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      return fail(ErrorCode::FileUnreadable);
    }
    return bytes_.substr(offset, size);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// The bytes of an image of these rows, from a file "rows".
inline std::string image_of(const std::vector<MapRow>& rows, const ImageOptions& options,
                            Diagnostics& diagnostics) {
  MemoryFile file;
  ImageBuilder builder(options, file, diagnostics);
  builder.begin_origin("rows", 0);
  for (const MapRow& row : rows) builder.add(row);
  CHECK(builder.finish().has_value());
  return file.bytes();
}

/// Opens bytes that nobody else has, in a block of their exact size.
inline Result<std::shared_ptr<const MapImage>> open_bytes(std::string_view bytes) {
  const auto owner = std::make_shared<const std::vector<char>>(bytes.begin(), bytes.end());
  return MapImage::open({{owner->data(), owner->size()}, owner});
}

}  // namespace onward::rules
