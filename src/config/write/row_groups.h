// SPDX-License-Identifier: MIT
#pragma once

#include "config/write/export_report.h"
#include "config/write/spelled_target.h"
#include "onward/rules/rule.h"

#include <cstddef>
#include <string>
#include <vector>

// The rows of a map, in groups that are looked up and answered in one way each.
namespace onward::config {

struct RowGroup {
  bool has_host = false;   ///< keys are host and path: "m.example/old"
  bool has_query = false;  ///< keys end with "?" and the query
  int status = 301;
  bool to_has_query = false;
  QueryBehind query = QueryBehind::None;
  bool has_fragment = false;  ///< behind the query that goes along

  struct Row {
    std::string key;
    std::string to;        ///< "" of 4xx
    std::string fragment;  ///< "#top", where the query stands between; else `to` has it
  };
  std::vector<Row> rows;
};

/// The most specific first. Keys are as clients send them: a path whose slash at the end does not
/// count stands twice, in a map without case they are in lower case. Rows that cannot be said are
/// reported and left out.
std::vector<RowGroup> row_groups(const rules::Rule& rule, ExportReport& report);

}  // namespace onward::config
