// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "onward/rules/table.h"

#include <span>
#include <string>
#include <vector>

// Lines that never decide, and lines that lead to themselves: found by asking the finished table
// for what each line is meant for.
namespace onward::config {

/// What stands in a sample for a wildcard: a segment that no other line names, and more segments
/// than patterns of single ones take.
inline constexpr const char* kSampleSegment = "-q7q-";
inline constexpr const char* kSampleSegments = "-q7q-/1/2/3/4/5/6-q7q-";

/// A request that a line of a file is meant for.
struct LineSample {
  rules::Place place;               ///< of the line's source
  std::string scheme;               ///< "": both
  std::string host;                 ///< host[:port]; "": any
  std::string target;               ///< path and query
  std::vector<std::string> fields;  ///< "Name: value"
};

/// Warns of each line whose sample another line of its file takes first, and of each whose target
/// comes back to it.
void report_idle_lines(const rules::Table& table, std::span<const LineSample> samples,
                       rules::Diagnostics& diagnostics);

}  // namespace onward::config
