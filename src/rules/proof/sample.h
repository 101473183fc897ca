// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/request.h"
#include "onward/rules/table.h"
#include "rules/proof/regex_text.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Requests that rules are for: what a proof about a rule set is made of. A request is proposed from
// what a rule asks, and then the table itself is asked, so that nothing is said of a rule set that
// no request shows.
namespace onward::rules {

/// What stands in a sample for a wildcard: a segment that hardly any rule names.
inline constexpr std::string_view kAnySegment = "any-7q";

/// A request in words, as WrittenRequest takes it.
struct SampleRequest {
  std::string method = "GET";
  std::string scheme = "http";
  std::string authority = "localhost";
  std::string target = "/";           ///< path and query
  std::vector<std::string> fields{};  ///< "Name: value"
  Address client{};
  std::chrono::sys_seconds now{};
};

struct SampleOptions {
  /// What a request has where the rule leaves it open.
  std::string_view scheme = "http";
  std::string_view authority = "localhost";
  /// Another variant has other texts for wildcards and expressions, other alternatives, and where
  /// the rule leaves it open another path, method and scheme.
  unsigned variant = 0;
  std::span<const WantedGroup> groups{};  ///< groups of the path that are to have these texts
};

/// So many variants are worth trying; what is more is for rules with many alternatives.
inline constexpr unsigned kSampleVariants = 8;
inline constexpr unsigned kMostSampleVariants = 40;

/// A request that the rule may be for; it is a proposal (Asking::fits() says whether it is). Of a
/// rule with a map: of its conditions, but for the path.
SampleRequest propose(const Table& table, std::size_t rule, const SampleOptions& options);

/// How many rows the map of a rule has; 0 where it has none.
std::size_t map_rows(const Table& table, std::size_t rule);

/// The line of the row of a rule's map.
std::uint32_t row_line(const Table& table, std::size_t rule, std::size_t row);

/// What the row leads to: a URL or a path, serialized; a view of the table.
std::string_view row_target(const Table& table, std::size_t rule, std::size_t row);

/// Makes `request`, which was proposed for the rule, one for the row of its map.
void aim_at_row(const Table& table, std::size_t rule, std::size_t row, const SampleOptions& options,
                SampleRequest& request);

/// A row that another one with its key keeps from being used.
struct RepeatedRow {
  std::uint32_t line = 0;
  std::uint32_t first = 0;      ///< the line of the row that is used
  std::uint32_t first_row = 0;  ///< its index
  bool is_same = false;         ///< whether both say the same
  std::string to;               ///< what this one says, where not
};
std::vector<RepeatedRow> repeated_rows(const Table& table, std::size_t rule);

/// The text that the path of a rule's target begins with, whatever its groups are; nullopt where
/// the rule has no target that groups fill in, or where they decide the host.
struct AimedTarget {
  std::string origin;  ///< "https://new.example"; "" where the target is a path
  std::string prefix;  ///< of the path
};
std::optional<AimedTarget> aimed_target(const Table& table, std::size_t rule);

/// What the groups of a rule would have to be for its target to have this path; nullopt where it
/// never has.
std::optional<std::vector<WantedGroup>> groups_for(const Table& table, std::size_t rule,
                                                   std::string_view path);

}  // namespace onward::rules
