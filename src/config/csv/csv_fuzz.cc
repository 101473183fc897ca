// SPDX-License-Identifier: MIT
// Any bytes as a table: records account for every byte's line in order, every record that has a
// cell with text is a row, a pattern or in the report, and what was made of them serves.
#include "base/check.h"
#include "config/csv/columns.h"
#include "config/csv/csv.h"
#include "config/foreign.h"
#include "config/testing.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>

namespace {

using namespace onward::config;

std::set<std::uint32_t> accounted(const ForeignRules& read) {
  std::set<std::uint32_t> lines;
  for (const auto& rule : read.rules) {
    lines.insert(rule.place.line);
    if (!rule.action.map) continue;
    for (const auto& row : rule.action.map->rows) lines.insert(row.line);
  }
  for (const auto& diagnostic : read.diagnostics) lines.insert(diagnostic.place.line);
  return lines;
}

// UTF-16, or CR alone between its lines: refused with one error for all of it.
bool is_refused_whole(std::string_view text, const ForeignRules& read) {
  const bool may_be = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
                      (text.find('\n') == text.npos && text.find('\r') != text.npos);
  return may_be && read.rules.empty() && read.diagnostics.size() == 1 &&
         read.diagnostics[0].severity == onward::rules::Severity::Error;
}

void check(std::string_view text, char separator) {
  const ForeignRules read = read_csv({text, 0}, separator);
  if (is_refused_whole(text, read)) return;
  const std::set<std::uint32_t> lines = accounted(read);
  CsvReader reader(text, separator);
  Record record;
  std::size_t last = 0;
  bool is_first = true;
  for (RecordStatus status; (status = reader.next(record)) != RecordStatus::End;) {
    CHECK(record.line > last);
    last = record.line;
    if (status == RecordStatus::Unclosed) {
      CHECK(lines.contains(static_cast<std::uint32_t>(last)));
      continue;
    }
    CHECK(!record.cells.empty());
    const bool is_blank =
        std::ranges::all_of(record.cells, [](const Cell& cell) { return cell.text.empty(); });
    if (is_blank) continue;
    if (is_first && record.cells[0].text == "sep=") continue;
    const bool is_header = is_first && columns_of(record).has_header;
    is_first = false;
    if (is_header || record.cells[0].text.starts_with('#')) continue;
    CHECK(lines.contains(static_cast<std::uint32_t>(last)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check(text, ',');
  check(text, '\t');
  check(text, ';');
  const Configuration configuration = open_text("moved.csv", text, Format::Csv);
  CHECK(configuration.table != nullptr);
  Asking asking(*configuration.table);
  (void)asking.ask("GET", "h.example", "/a/b?c=d");
  return 0;
}
