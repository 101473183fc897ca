// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <string>
#include <string_view>

// Maps out of bytes, for fuzz targets: a byte of options, then lines of "from TAB to TAB status".
namespace onward::rules {

struct FuzzedMap {
  MapSource source;
  Comparison comparison;
};

inline std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return piece;
}

/// `text` is not empty.
inline FuzzedMap read_fuzzed_map(std::string_view text) {
  const auto options = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  FuzzedMap map;
  map.comparison = {(options & 1U) != 0, (options & 2U) != 0, (options & 4U) != 0,
                    (options & 16U) != 0, (options & 48U) == 48};
  map.source.is_literal = (options & 8U) != 0;
  for (std::uint32_t line = 1; !text.empty() && line < 64; ++line) {
    std::string_view rest = take(text, '\n');
    MapRow row;
    row.line = line;
    row.from = take(rest, '\t');
    row.to = take(rest, '\t');
    row.status = rest.empty() ? 0 : static_cast<std::uint16_t>(300 + rest.front() % 16);
    map.source.rows.push_back(row);
  }
  return map;
}

}  // namespace onward::rules
