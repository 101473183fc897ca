// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The edges of the rule index: from a node, along a text, to a number.
namespace onward::rules {

/// What an edge is for: two of different kinds never meet.
enum class EdgeKind : std::uint8_t {
  Host,     ///< from a root, along a host, to the root of its rules
  Literal,  ///< from a root, along a whole path, to a bucket
  Segment,  ///< from a node, along a segment, to a node
  Partial,  ///< from a node, along the begin of a segment, to a bucket
  Text,     ///< from a root, along the number of a text in the TextFinder, to a bucket
};

/// A hash table with its texts in one place. Filled by one thread, then share freely.
///
///   slots    | hash, edge | -, none | …     open addressing, two thirds full at most
///   edges    | text, size, kind, node, value | …
///   texts    orders users …
class EdgeTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  /// The hash of a text, to ask for it from several nodes.
  static std::uint64_t hash(std::string_view text);

  /// Where the edge leads; kNone where there is none.
  std::uint32_t find(std::uint32_t node, EdgeKind kind, std::string_view text,
                     std::uint64_t text_hash) const;
  std::uint32_t find(std::uint32_t node, EdgeKind kind, std::string_view text) const {
    return find(node, kind, text, hash(text));
  }

  /// Where the edge leads; `value`, which it now leads to, where there was none.
  std::uint32_t find_or_add(std::uint32_t node, EdgeKind kind, std::string_view text,
                            std::uint32_t value);

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t edge = 0;  ///< counted from 1; 0: free
  };
  struct Edge {
    std::uint32_t text;
    std::uint32_t size;
    std::uint32_t node;
    std::uint32_t value;
    std::uint64_t hash;
    EdgeKind kind;
  };

  void grow();
  std::size_t free_slot(std::uint64_t hash) const;

  std::vector<Slot> slots_;
  std::vector<Edge> edges_;
  std::string texts_;
};

}  // namespace onward::rules
