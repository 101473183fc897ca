// SPDX-License-Identifier: MIT
#pragma once

#include "rules/conditions.h"
#include "rules/edge_table.h"
#include "rules/text_finder.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which rules may match a request: a filter that is never wrong about the others.
//
//   comparison -> host, or any host -> path
//
//   path     "/a/b"            one look-up of the whole path
//            "/a/:x/b"         a walk, segment by segment, along texts and wildcards
//            "/a/*"            the same, and then everything below that node
//            "/a/img-*"        the same, and then the begin of the next segment
//            none, or a regex  everything below the root (below what the regex begins with)
//
// Each rule is in one bucket, or in one for each of its hosts. A request finds some buckets, whose
// rules are tried in file order.
//
// Where many rules are in one bucket, each of them is told apart by a text that a request must
// contain (required_text.h), and is put below
//
//   comparison -> host, or any host -> text       all that occur are found in one pass
namespace onward::rules {

/// Segments that are walked; what a pattern asks of later ones is left to the pattern.
inline constexpr std::size_t kMaxIndexedSegments = 32;

/// Filled by one thread, then share freely.
class RuleIndex {
 public:
  RuleIndex();

  /// The next rule, with its conditions, which stay where they are until finish().
  void add(const CompiledConditions& conditions);
  /// Behind the last one.
  void finish();

  /// Puts the rules that may match into the buffer's `candidates`: ascending lists of numbers, in
  /// which a number may occur twice.
  void find(Asked& asked) const;

 private:
  static constexpr std::uint32_t kNone = EdgeTable::kNone;

  /// Buckets by number.
  struct Node {
    std::uint32_t wildcard = kNone;  ///< the node behind any one segment
    std::uint32_t here = kNone;      ///< rules whose path ends here
    std::uint32_t below = kNone;     ///< rules for all that has more segments
    bool has_segments = false;
    bool has_literals = false;  ///< of a root
    bool has_hosts = false;     ///< of a root
    bool has_texts = false;     ///< of a root
    /// Bit n: there is an edge along the first n bytes of the next segment.
    std::uint64_t partial_lengths = 0;
  };
  /// The rules that compare paths in one way.
  struct Group {
    Comparison comparison;
    std::uint32_t root;
    std::uint32_t subjects = 0;  ///< in which texts are looked for; a bit for each Subject
  };
  /// A rule in a bucket. The bucket belongs to a root.
  struct Placed {
    std::uint32_t bucket;
    std::uint32_t rule;
    std::uint32_t group;
    std::uint32_t root;
  };
  class Narrowing;
  struct Walk;

  std::uint32_t add_node();
  std::uint32_t add_bucket();
  void put(std::uint32_t& bucket);
  std::uint32_t group_of(const Comparison& comparison);
  std::uint32_t root_of_host(std::uint32_t group, std::string_view host);
  void add_below(std::uint32_t root, const CompiledConditions& conditions);
  std::uint32_t child(std::uint32_t node, std::string_view segment);
  void add_literal(std::uint32_t root, std::string_view path);
  void add_shape(std::uint32_t root, std::string_view shape, bool is_whole);
  void add_partial(std::uint32_t node, std::string_view begin);

  void find_in_group(const Group& group, Asked& asked) const;
  void find_texts(const Group& group, std::uint32_t host_root, Asked& asked) const;
  void find_path(std::uint32_t root, std::string_view path, Walk& walk) const;
  void visit(std::uint32_t node, std::size_t depth, Walk& walk) const;
  void take(std::uint32_t bucket, Walk& walk) const;

  EdgeTable edges_;
  std::vector<Node> nodes_;
  std::vector<Group> groups_;
  std::uint32_t buckets_ = 0;
  std::uint32_t rules_ = 0;
  TextFinder texts_;
  // Until finish().
  std::vector<const CompiledConditions*> added_;
  std::vector<Placed> placed_;
  std::uint32_t group_ = 0;  ///< of the rule that is being added
  std::uint32_t root_ = 0;
  std::vector<std::uint32_t> begins_;  ///< of each bucket in `members_`, and the end
  std::vector<std::uint32_t> members_;
};

}  // namespace onward::rules
