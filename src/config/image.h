// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/configuration.h"
#include "onward/rules/rule.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

// Images of maps among the files of a configuration.
namespace onward::config {

struct ImageWish {
  std::uint32_t file = 0;        ///< what index it has among the configuration's files
  std::optional<Format> format;  ///< what it was said to be
  /// How the rule compares that is to look it up; nullopt where that is up to the image.
  std::optional<rules::Comparison> comparison;
  /// For who looks at rules and does not serve them: the rows, where the rule compares as the image
  /// does. Where it does not, compile() will say so.
  bool wants_rows = false;
};

struct ImageMap {
  std::shared_ptr<const rules::MapSource> map;  ///< null where it is of no use
  rules::Comparison comparison{};
  std::size_t rows = 0;
  ErrorCode error{};  ///< why
};

/// The file as a map that is looked up where it lies; nullopt where it is no image, and was not
/// said to be one.
std::optional<ImageMap> image_at(std::string_view path, const ImageWish& wish,
                                 SourceReader& reader);

/// A rule of its own for a map.
rules::Rule rule_of(const ImageMap& image);

}  // namespace onward::config
