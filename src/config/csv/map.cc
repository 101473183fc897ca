// SPDX-License-Identifier: MIT
// The rows of a map as a MapSource has them: "from,to" or "from,to,status" in the first line, and
// then what stands in each row is what it says (docs/rules.md, "Maps"), where other tables are
// understood as people mean them. With "literal_from", "?", "#" and spaces are bytes of the path.
#include "config/csv/csv.h"
#include "config/foreign.h"
#include "config/report.h"

#include <charconv>
#include <memory>
#include <optional>

namespace onward::config {
namespace {

struct MapHeader {
  bool is_literal = false;
  bool has_status = false;
};

std::optional<MapHeader> header_of(const Record& record) {
  const auto& cells = record.cells;
  const bool has_status = cells.size() == 3 && cells[2].text == "status";
  if (!(cells.size() == 2 || has_status) || cells[1].text != "to") return {};
  if (cells[0].text != "from" && cells[0].text != "literal_from") return {};
  return MapHeader{cells[0].text == "literal_from", has_status};
}

/// "" is 0; nullopt where it is no number.
std::optional<std::uint16_t> status_of(const std::string& text) {
  std::uint16_t status = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, status);
  if (!text.empty() && (error != std::errc{} || rest != end)) return {};
  return status;
}

void add_row(const Record& record, const MapHeader& header, rules::MapSource& map, Report& report) {
  const auto& cells = record.cells;
  const std::size_t wanted = header.has_status ? 3 : 2;
  if (cells.size() != wanted) {
    return report.error({.line = record.line}, "the row has " + std::to_string(cells.size()) +
                                                   " values, and the first line " +
                                                   std::to_string(wanted));
  }
  const auto status = header.has_status ? status_of(cells[2].text) : std::uint16_t{0};
  if (!status) {
    return report.error({.line = record.line, .column = cells[2].column}, "the status is no number",
                        "301, 302, 303, 307, 308, 404 or 410; nothing for the rule's");
  }
  map.rows.push_back(
      {cells[0].text, cells[1].text, *status, static_cast<std::uint32_t>(record.line)});
}

}  // namespace

ForeignRules read_map(const ForeignText& text) {
  Report report(text.file);
  const auto map = std::make_shared<rules::MapSource>();
  map->file = text.file;
  CsvReader reader(text.text, ',');
  Record record;
  std::optional<MapHeader> header;
  for (RecordStatus status; (status = reader.next(record)) != RecordStatus::End;) {
    if (status == RecordStatus::Unclosed) {
      report.error({.line = record.line}, "a quote in this line is not closed");
    } else if (header) {
      add_row(record, *header, *map, report);
    } else {
      header = header_of(record);
      if (header) continue;
      report.error({.line = record.line}, "the first line does not say what the columns are",
                   "write from,to or from,to,status; for other tables say format = \"csv\"");
      break;
    }
  }
  map->is_literal = header && header->is_literal;
  ForeignRules read;
  read.takeover.redirects = map->rows.size() + report.count();
  read.takeover.lost = report.count();
  if (header) {
    rules::Rule rule;
    rule.place = rule.when.place = report.place({.line = 1});
    rule.action.map = map;
    read.rules.push_back(std::move(rule));
  }
  read.diagnostics = report.take();
  return read;
}

}  // namespace onward::config
