// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "rules/map_key.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

// A map's row, checked.
namespace onward::rules {

/// No part of a row is longer, in bytes: its sizes are counted in 16 bits. A request target has
/// 8 KiB at most.
inline constexpr std::size_t kMaxRowTextBytes = std::numeric_limits<std::uint16_t>::max();

/// Whether a status is one that a row may have.
bool is_row_status(int status);

/// A row as tables keep it.
struct CheckedRow {
  MapKey key;
  std::string to;  ///< serialized; "" where the status needs none
};

struct RowCheck {
  RowOptions options{};
  int default_status = 301;  ///< of rows without one
  std::uint32_t file = 0;    ///< that rows stand in, as in Place
};

/// nullopt where the row is of no use; why is an error at its line then.
std::optional<CheckedRow> check_row(const MapRow& row, const RowCheck& check,
                                    Diagnostics& diagnostics);

/// Says that the row's source is that of an earlier row.
void say_repeated(const MapRow& row, std::uint32_t file, std::string_view first,
                  Diagnostics& diagnostics);

/// Says it where whoever follows the row comes back to it.
void say_circle(const MapRow& row, const CheckedRow& checked, const RowCheck& check,
                Diagnostics& diagnostics);

}  // namespace onward::rules
