// SPDX-License-Identifier: MIT
#pragma once

#include "config/csv/rows.h"
#include "config/report.h"
#include "onward/rules/rule.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

// Rows to rules.
namespace onward::config {

/// Gathers rows into maps and patterns so that the first row that fits a request decides, but for
/// one thing: a source with a query goes before the same source without.
///
///   RowGatherer rows(report);
///   rows.add(row);  ...
///   rules = rows.take();
class RowGatherer {
 public:
  explicit RowGatherer(Report& report) : report_(report) {}

  void add(const CsvRow& row);
  std::vector<rules::Rule> take();

 private:
  /// Rows between two patterns, which may stand in any order as long as no source stands twice.
  struct Segment {
    std::shared_ptr<rules::MapSource> with_query;   ///< sources that have a query: it is consumed
    std::shared_ptr<rules::MapSource> keeps_query;  ///< the request's query goes along
    std::shared_ptr<rules::MapSource> drops_query;
    std::unordered_map<std::string, std::size_t> sources;  ///< with a hash of what they lead to
  };

  /// Warns where a row with subpaths, further up, takes what this row is for.
  void warn_of_shadow(const CsvRow& row);
  void add_to_map(const CsvRow& row);
  void add_pattern(const CsvRow& row);
  void end_segment();
  void push_map(std::shared_ptr<rules::MapSource>& map, rules::QueryPolicy query);

  Report& report_;
  Segment segment_;
  std::vector<rules::Rule> rules_;
  std::map<std::string, std::size_t, std::less<>> subpath_lines_;  ///< host and path, without '/'
};

}  // namespace onward::config
