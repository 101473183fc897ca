// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/rules/rule.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// A map as an image: a file that is looked up where it lies, mapped into memory and never read
// whole, so that a map of ten million rows opens as fast as one of ten.
//
//   auto image = onward::rules::MapImage::open({bytes, owner});   // bytes: a mapped file's
//   if (!image) return onward::fail(image.error());
//   (*image)->header().rows;
//
//   onward::rules::MapSource source;
//   source.image = *image;                                        // in place of rows
//   rule.action.map = std::make_shared<const onward::rules::MapSource>(source);
//
// docs/map_format.md has the format byte by byte. A file is never trusted: whatever stands in it,
// nothing outside of it is read, and a row is answered only if its own checksum holds.
namespace onward::rules {

/// What every image begins with, and no text.
inline constexpr std::string_view kImageMagic = "\x89ONWMAP\n";

/// The first bytes of an image, which say what the rest is.
inline constexpr std::size_t kImageHeaderBytes = 128;

/// Bytes that stay where they are as long as somebody has `owner`.
struct ImageBytes {
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

/// A file that rows of an image come from.
struct ImageOrigin {
  std::uint64_t begin = 0;  ///< where its rows begin, in bytes of the image
  std::string name;         ///< as it was called when the image was built
};

/// What an image says of itself. Offsets and sizes in bytes.
struct ImageHeader {
  Comparison comparison{};
  bool is_literal = false;  ///< MapSource::is_literal
  std::uint64_t file_size = 0;
  std::uint64_t rows = 0;
  std::uint64_t homes = 0;          ///< slots where the search for a key may begin
  std::uint32_t longest_probe = 0;  ///< no key is further from its home, counted in slots
  std::uint32_t shapes = 0;         ///< which kinds of keys there are, one bit each
  std::array<std::uint64_t, 2> key{};
  std::uint64_t records_at = 0;
  std::uint64_t records_size = 0;
  std::uint64_t slots_at = 0;
  std::uint64_t origins_at = 0;
  std::uint64_t origins_size = 0;
  std::int64_t built_at = 0;  ///< seconds since 1970
  std::uint64_t body_checksum = 0;

  friend bool operator==(const ImageHeader&, const ImageHeader&) = default;
};

/// An image that can be looked up. Immutable; share freely.
class MapImage {
 public:
  /// Looks at the header and at the names of the files that rows come from, and at nothing else.
  /// Errors: ImageForeign, ImageVersionUnknown, ImageSizeWrong, ImageBroken.
  static Result<std::shared_ptr<const MapImage>> open(ImageBytes bytes);

  const ImageHeader& header() const { return header_; }
  const std::vector<ImageOrigin>& origins() const { return origins_; }
  std::string_view bytes() const { return bytes_.bytes; }

  /// Reads all of it, in order: whether the bytes are those that were written. Error: ImageBroken.
  Result<void> check() const;
  /// Looks at each slot and row besides: whether each is found by its own key, and is what a row
  /// may be. Random access, a microsecond a row. Error: ImageBroken.
  Result<void> check_rows() const;

  /// The rows as a file could state them, in the order in which they stood there; those that are
  /// broken are left out.
  std::vector<MapRow> rows() const;

  /// The name of the file that a row at this offset comes from.
  std::string_view origin_of(std::uint64_t offset) const;

 private:
  MapImage(ImageBytes bytes, ImageHeader header, std::vector<ImageOrigin> origins);

  ImageBytes bytes_;
  ImageHeader header_;
  std::vector<ImageOrigin> origins_;
};

}  // namespace onward::rules
