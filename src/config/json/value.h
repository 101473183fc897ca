// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A JSON document as values with places: what the readers of vercel.json and its like see of it.
namespace onward::config {

/// Longest document, deepest nesting and most values. The longest list of redirects that is known
/// has 1 MiB and 15,000 values.
inline constexpr std::size_t kMaxJsonBytes = std::size_t{64} * 1024 * 1024;
inline constexpr std::size_t kMaxJsonDepth = 32;
inline constexpr std::size_t kMaxJsonValues = 2'000'000;

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };
  Kind kind = Kind::Null;
  rules::Place place;  ///< of a string: its quote
  bool boolean = false;
  double number = 0;
  std::string string;
  std::vector<JsonMember> members;  ///< of an object, in their order
  std::vector<JsonValue> items;     ///< of an array

  bool is(Kind wanted) const { return kind == wanted; }
  /// The value of a key, the last one of that name as in JavaScript; null where it is absent.
  const JsonValue* find(std::string_view key) const;
  /// The string of a key; null where it is absent or something else.
  const JsonValue* string_of(std::string_view key) const;
};

struct JsonMember {
  std::string key;
  rules::Place place;
  JsonValue value;
};

/// What JSON allows that its standard does not.
enum class JsonDialect : std::uint8_t {
  Strict,   ///< JSON.parse: nothing
  Lenient,  ///< comments and commas before "]" and "}"
};

/// The document; nullopt where it is none, with the place and the reason in the report.
std::optional<JsonValue> parse_json(std::string_view text, JsonDialect dialect, Report& report);

/// Whether a text that begins like an object has this key in its outermost braces, as far as a
/// glance tells: for recognising formats.
bool has_json_key(std::string_view text, std::string_view key);

}  // namespace onward::config
