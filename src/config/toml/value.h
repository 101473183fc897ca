// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A TOML document as values with places: what the readers of onward.toml see of it.
namespace onward::config {

/// Longest onward.toml. A rule takes 200 bytes; whoever has 100,000 of them needs a map.
inline constexpr std::size_t kMaxTomlBytes = std::size_t{16} * 1024 * 1024;

/// Deepest nesting of values, and most parts of a dotted key.
inline constexpr int kMaxTomlDepth = 24;

struct TomlMember;

struct TomlValue {
  enum class Kind : std::uint8_t {
    Table,
    Array,
    String,
    Integer,
    Float,
    Boolean,
    Time,       ///< with its offset from UTC
    OtherTime,  ///< a date, a time of day, or both without an offset
  };
  Kind kind = Kind::Table;
  rules::Place place;
  std::string string;
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  std::chrono::sys_seconds time{};
  std::vector<TomlMember> members;  ///< of a table, in the order of their places
  std::vector<TomlValue> items;     ///< of an array
};

struct TomlMember {
  std::string key;
  rules::Place place;
  TomlValue value;
};

/// "a string", "a table": what to call a value of this kind.
std::string_view kind_name(TomlValue::Kind kind);

/// The document's table; nullopt where it is none, with the place and the reason in the report.
std::optional<TomlValue> parse_toml(std::string_view text, Report& report);

}  // namespace onward::config
