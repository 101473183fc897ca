// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// YAML as values with places.
namespace onward::config::yaml {

/// Deepest nesting, and most values that a text may have with all its aliases.
inline constexpr std::size_t kMaxDepth = 64;
inline constexpr std::size_t kMaxNodes = 4'000'000;

struct Member;

struct Node {
  enum class Kind : std::uint8_t { Null, Scalar, Sequence, Mapping };
  Kind kind = Kind::Null;
  rules::Place place;
  std::string text;             ///< of a scalar
  std::vector<Node> items;      ///< of a sequence
  std::vector<Member> members;  ///< of a mapping, in the order of the file

  bool is_mapping() const { return kind == Kind::Mapping; }
  bool is_scalar() const { return kind == Kind::Scalar; }
  /// The value of a key, its case aside; null where there is none. The first of several.
  const Node* find(std::string_view key) const;
  /// The text of a key's scalar; "" where there is none.
  std::string_view text_of(std::string_view key) const;
};

/// A key and its value.
struct Member {
  Node first;
  Node second;
};

/// The documents of a text. Where it is no YAML, that is an error in `report`, and what follows
/// behind the next line that is blank or "---" is read on.
std::vector<Node> read_documents(std::string_view text, Report& report);

}  // namespace onward::config::yaml
