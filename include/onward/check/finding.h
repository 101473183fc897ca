// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What is wrong, or worth knowing, about redirects: of a rule set, or of a server that was asked.
//
//   for (const onward::check::Finding& finding : report.findings) {
//     std::cerr << finding.id << ": " << finding.message << '\n' << finding.request.curl << '\n';
//   }
//
// docs/check.md has each id, with its reason and its sources.
namespace onward::check {

using rules::name;
using rules::Severity;

/// One request of a walk and what it was answered.
struct Hop {
  std::string url;
  std::uint16_t status = 0;
  std::string location;  ///< as it was answered; "" where there was none
};

/// A request that shows a finding. It was asked, and `hops` is what came.
struct ShownRequest {
  std::string method;
  std::string url;
  std::vector<std::string> fields;  ///< "Name: value"
  std::vector<Hop> hops;            ///< until no redirect came, or the walk was ended

  /// The same for a shell; "" where there is none.
  std::string curl() const;
};

struct Finding {
  std::string_view id;  ///< of the table behind ids()
  Severity severity = Severity::Warning;
  rules::Place place;                ///< line 0: of the whole file, or of no file
  std::string url{};                 ///< what was asked, where the finding is about a live endpoint
  std::string message{};             ///< one sentence without a full stop
  std::string fix{};                 ///< what to do; "" where there is no advice
  ShownRequest request{};            ///< without a URL where no request can show it
  std::vector<rules::Place> also{};  ///< other places that it is about, the first of them only
  std::size_t count = 1;             ///< how many rules it is about
};

/// A redirect, for the graph of a report.
struct Edge {
  std::string from;
  std::string to;
  rules::Place place;
  std::uint16_t status = 0;
  /// How many redirects follow one another from here; 0 where they never end.
  std::uint16_t hops = 1;
};

struct Counts {
  std::size_t rules = 0;
  std::size_t rows = 0;       ///< of maps
  std::size_t requests = 0;   ///< that were asked
  std::size_t unasked = 0;    ///< rules for which no request could be found
  std::size_t left_out = 0;   ///< findings beyond kMaxFindings of their id
  std::size_t edges = 0;      ///< all of them, also those that `edges` has no room for
  std::size_t in_chains = 0;  ///< sources that take more than one redirect
  std::size_t in_loops = 0;   ///< sources that never come to an end
};

/// Of one id not more are kept.
inline constexpr std::size_t kMaxFindings = 50'000;
/// Redirects that a report keeps for its graph.
inline constexpr std::size_t kMaxEdges = 20'000;

struct Report {
  std::vector<std::string> files;  ///< Place::file is an index into it
  std::vector<Finding> findings;   ///< by file, line and column
  std::vector<Edge> edges;
  Counts counts;
};

/// Adds what was found elsewhere: another file, another endpoint.
void append(Report& report, Report other);

/// What an id means.
struct Id {
  std::string_view name;  ///< "loop"
  Severity severity;      ///< that it has at most
  std::string_view title;
  std::string_view why;  ///< with the section or source
  std::string_view fix;
};

/// All ids, in the order of docs/check.md.
std::span<const Id> ids();

/// nullptr for another name.
const Id* find_id(std::string_view name);

}  // namespace onward::check
