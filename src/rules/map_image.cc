// SPDX-License-Identifier: MIT
// Opening is cheap and looks at 128 bytes; who wants to know that all is well asks for it. Nothing
// that stands in the file is an offset before it was held against the file's size.
#include "onward/rules/map_image.h"

#include "rules/image/layout.h"
#include "rules/little_endian.h"
#include "rules/map_row.h"

#include <algorithm>
#include <utility>

namespace onward::rules {
namespace {

using image::Record;

std::uint64_t slot_count(const ImageHeader& header) {
  return header.homes + header.longest_probe - 1;
}

std::optional<Record> record_at(const MapImage& image, std::uint64_t offset) {
  const auto size = image::record_size(image.bytes(), image.header(), offset);
  if (!size) return {};
  return image::read_record(image.bytes().substr(offset, *size));
}

std::uint64_t slot_at(const MapImage& image, std::uint64_t index) {
  return load<std::uint64_t>(image.bytes().data() + image.header().slots_at +
                             index * image::kSlotBytes);
}

/// Whether a request for the record's key comes to the slot that it was found in.
bool is_reached(const MapImage& image, const Record& record, std::uint64_t index) {
  const ImageHeader& header = image.header();
  const std::uint64_t hash =
      image::hashes_of(record.key(), ~std::uint32_t{0}, header).of(record.shape);
  const std::uint64_t home = image::home_of(hash, header.homes);
  if (index < home || index - home >= header.longest_probe) return false;
  for (std::uint64_t i = home; i < index; ++i) {
    if (slot_at(image, i) == 0) return false;
  }
  return image::is_tagged(slot_at(image, index), hash);
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// Whether a row is what the builder may have written.
bool is_sound(const Record& record, const ImageHeader& header) {
  const bool has_host = (record.shape & kKeyHost) != 0;
  const bool is_status = record.status == 0 || is_row_status(record.status);
  const bool is_target = record.status >= 400 || (is_visible(record.to) && !record.to.empty() &&
                                                  !record.to.starts_with("//"));
  return (header.shapes >> record.shape & 1U) != 0 && record.path.starts_with('/') && is_status &&
         is_target && has_host != record.host.empty() &&
         ((record.shape & kKeyQuery) != 0) != record.query.empty() &&
         ((record.shape & kKeyPort) != 0) != record.port.empty();
}

}  // namespace

MapImage::MapImage(ImageBytes bytes, ImageHeader header, std::vector<ImageOrigin> origins)
    : bytes_(std::move(bytes)), header_(header), origins_(std::move(origins)) {}

Result<std::shared_ptr<const MapImage>> MapImage::open(ImageBytes bytes) {
  const auto header = image::read_header(bytes.bytes);
  if (!header) return fail(header.error());
  auto origins = image::read_origins(bytes.bytes.substr(header->origins_at), *header);
  if (!origins) return fail(ErrorCode::ImageBroken, header->origins_at);
  struct Opened : MapImage {
    Opened(ImageBytes its, ImageHeader head, std::vector<ImageOrigin> from)
        : MapImage(std::move(its), head, std::move(from)) {}
  };
  return std::make_shared<const Opened>(std::move(bytes), *header, std::move(*origins));
}

Result<void> MapImage::check() const {
  if (image::body_checksum(bytes_.bytes.substr(kImageHeaderBytes), 0) != header_.body_checksum) {
    return fail(ErrorCode::ImageBroken, kImageHeaderBytes);
  }
  return {};
}

Result<void> MapImage::check_rows() const {
  if (auto whole = check(); !whole) return whole;
  std::uint64_t rows = 0;
  for (std::uint64_t i = 0; i < slot_count(header_); ++i) {
    const std::uint64_t slot = slot_at(*this, i);
    if (slot == 0) continue;
    ++rows;
    const auto record = record_at(*this, slot & image::kOffsetMask);
    if (!record || !is_sound(*record, header_) || !is_reached(*this, *record, i)) {
      return fail(ErrorCode::ImageBroken, header_.slots_at + i * image::kSlotBytes);
    }
  }
  if (rows != header_.rows) return fail(ErrorCode::ImageBroken, header_.slots_at);
  return {};
}

std::vector<MapRow> MapImage::rows() const {
  std::vector<std::uint64_t> offsets;
  for (std::uint64_t i = 0; i < slot_count(header_); ++i) {
    const std::uint64_t slot = slot_at(*this, i);
    if (slot != 0) offsets.push_back(slot & image::kOffsetMask);
  }
  std::ranges::sort(offsets);
  std::vector<MapRow> rows;
  rows.reserve(offsets.size());
  for (const std::uint64_t offset : offsets) {
    const auto record = record_at(*this, offset);
    if (!record) continue;
    rows.push_back(
        {image::row_text(*record), std::string(record->to), record->status, record->line});
  }
  return rows;
}

std::string_view MapImage::origin_of(std::uint64_t offset) const {
  const auto behind = std::ranges::upper_bound(origins_, offset, {}, &ImageOrigin::begin);
  return behind == origins_.begin() ? std::string_view() : std::prev(behind)->name;
}

}  // namespace onward::rules
