// SPDX-License-Identifier: MIT
#pragma once

#include "config/csv/columns.h"
#include "config/report.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

// A row of a table of redirects, checked cell by cell.
namespace onward::config {

struct CsvRow {
  std::size_t line = 0;
  std::size_t source_column = 1;
  std::size_t target_column = 1;
  std::string source;        ///< [host]/path[?query] in map form, or a URL where the scheme counts
  std::string host;          ///< host[:port], canonical; "" where any will do
  std::string path;          ///< begins with "/"
  std::string target;        ///< "" where the status needs none
  std::uint16_t status = 0;  ///< 0: 301
  bool scheme_counts = false;
  bool has_query = false;  ///< the source has one
  bool keeps_query = true;
  bool takes_subdomains = false;
  bool takes_subpaths = false;
  bool keeps_suffix = false;
};

/// What a record says, or nullopt with the reason in the report.
std::optional<CsvRow> read_row(const Record& record, const Columns& columns, Report& report);

}  // namespace onward::config
