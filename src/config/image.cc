// SPDX-License-Identifier: MIT
// An image is no text: it is recognised by its first bytes, and its rows are read only for those
// who look at rules.
#include "config/image.h"

#include "onward/rules/map_image.h"

#include <utility>

namespace onward::config {

Result<std::shared_ptr<const rules::MapImage>> SourceReader::image(std::string_view /*path*/) {
  return nullptr;
}

std::optional<ImageMap> image_at(std::string_view path, const ImageWish& wish,
                                 SourceReader& reader) {
  if (wish.format && *wish.format != Format::Image) return {};
  auto image = reader.image(path);
  if (!image) return ImageMap{nullptr, {}, 0, image.error().code};
  if (*image == nullptr) {
    if (!wish.format) return {};
    return ImageMap{nullptr, {}, 0, ErrorCode::ImageForeign};
  }
  const rules::ImageHeader& header = (*image)->header();
  auto map = std::make_shared<rules::MapSource>();
  map->file = wish.file;
  map->is_literal = header.is_literal;
  if (wish.wants_rows && wish.comparison.value_or(header.comparison) == header.comparison) {
    map->rows = (*image)->rows();
  } else {
    map->image = *image;
  }
  return ImageMap{std::move(map), header.comparison, header.rows, {}};
}

rules::Rule rule_of(const ImageMap& image) {
  rules::Rule rule;
  rule.place = rule.when.place = {image.map->file, 0, 0};
  rule.comparison = image.comparison;
  rule.action.map = image.map;
  return rule;
}

}  // namespace onward::config
