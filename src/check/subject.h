// SPDX-License-Identifier: MIT
#pragma once

#include "check/collector.h"
#include "check/site.h"
#include "check/walk.h"
#include "onward/check/rules.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace onward::check {

/// A rule, or a row of a map, and a request that is for it.
struct Start {
  enum class Kind : std::uint8_t {
    Decides,   ///< the rule answers it
    Shadowed,  ///< every request that was tried for the rule is another's
    Unasked,   ///< no request could be found
    Aimed,     ///< one of many that the rule answers, chosen so that another rule is next
  };
  std::uint32_t rule = 0;
  std::uint32_t row = 0;   ///< counted from 1; 0: none
  std::uint32_t node = 0;  ///< counted from 1; 0 where unasked
  Kind kind = Kind::Unasked;
};

/// What all parts of a check look at.
struct Subject {
  const config::Configuration& configuration;
  const rules::Table& table;
  const Options& options;
  Site& site;
  Walk& walk;
  Collector& found;
  std::vector<Start> starts{};

  const rules::Rule& rule(const Start& start) const { return table.rules()[start.rule]; }
  /// Where a rule or its row stands.
  rules::Place place(const Start& start) const;
  rules::Place place(std::size_t rule, std::uint32_t line) const;
  /// "line 12", or "moved.csv:12" where it is another file than `from`.
  std::string where(const rules::Place& place, const rules::Place& from) const;
  /// The format of the file that a place is in.
  config::Format format(const rules::Place& place) const;

  /// Asks once more, by the reader of messages, and follows as long as redirects come here.
  ShownRequest show(const rules::SampleRequest& request) const;
};

/// A URL as its file would have it: a path, where nobody named its host.
std::string brief(const Subject& subject, std::string_view url);
/// "/a → /b → /c"
std::string trail(const Subject& subject, const ShownRequest& request, std::size_t most = 6);

// The parts, in the order in which they are asked.

/// Finds requests for all rules and rows, and follows them.
void find_starts(Subject& subject);
/// More requests of rules with groups, whose targets are other rules' requests.
void aim_starts(Subject& subject);

void find_circles(Subject& subject);
void find_chains(Subject& subject);
void find_shadows(Subject& subject);
void find_repeated(Subject& subject);
void find_methods(Subject& subject);
void find_caching(Subject& subject);
void find_targets(Subject& subject);
void find_variants(Subject& subject);
void find_limits(Subject& subject);
void find_expired(Subject& subject);
void find_remarks(Subject& subject);

}  // namespace onward::check
