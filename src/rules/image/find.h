// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/rules/map_image.h"
#include "rules/asked.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Looking up an image.
namespace onward::rules {

/// As MapTable::find(); views of the question's buffer. A row that is broken is none.
std::optional<FoundRow> find(const MapImage& image, Asked& asked);

/// A row as a person asks for it.
struct ImageRow {
  std::string from;          ///< its key, as a file could state it
  std::string to;            ///< "" where its status needs none
  std::uint16_t status = 0;  ///< 0: the rule's
  std::string origin;        ///< the file it comes from
  std::uint32_t line = 0;
};

/// The row for GET of a URL, or of a path, which no host is known of. Errors: the URL cannot be
/// asked for (Http*, Host*).
Result<std::optional<ImageRow>> find(const MapImage& image, std::string_view url);

}  // namespace onward::rules
