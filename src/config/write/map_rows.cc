// SPDX-License-Identifier: MIT
// Rows are written as they stand in a MapSource, so that nothing has to be understood again. What
// is not UTF-8 is escaped, as the normal form of a path has it.
#include "config/write/map_rows.h"

#include "config/write/toml_text.h"
#include "onward/url/percent_encode.h"
#include "url/utf8.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace onward::config {
namespace {

/// So many rows stand in the rule itself.
constexpr std::size_t kFewRows = 8;

/// The rows that decide anything: of those with one source, the first.
std::vector<const rules::MapRow*> deciding_rows(const rules::MapSource& map) {
  std::vector<const rules::MapRow*> rows;
  std::unordered_set<std::string_view> seen;
  for (const rules::MapRow& row : map.rows) {
    if (seen.insert(row.from).second) rows.push_back(&row);
  }
  return rows;
}

/// Whether the reader would take something off the cell, or take it for two.
bool needs_quotes(std::string_view cell) {
  if (cell.empty()) return false;
  constexpr std::string_view kSpaces = " \t\v\f\r\n";
  return cell.find_first_of(",\"\r\n") != std::string_view::npos ||
         kSpaces.find(cell.front()) != std::string_view::npos ||
         kSpaces.find(cell.back()) != std::string_view::npos;
}

void append_cell(std::string_view cell, std::string& out) {
  if (!needs_quotes(cell)) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string utf8_or_escaped(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const url::Utf8Step step = url::next_utf8(text.substr(at));
    const std::string_view bytes = text.substr(at, step.length);
    at += step.length;
    if (step.well_formed) {
      result += bytes;
      continue;
    }
    for (const char c : bytes) {
      result += url::percent_encode({&c, 1}, url::PercentEncodeSet::Component);
    }
  }
  return result;
}

std::optional<std::string> inline_rows(const rules::MapSource& map) {
  if (map.is_literal || map.rows.size() > kFewRows) return {};
  std::vector<std::string> texts;
  for (const rules::MapRow* row : deciding_rows(map)) {
    std::string text = "[" + toml_string(utf8_or_escaped(row->from)) + ", " +
                       toml_string(utf8_or_escaped(row->to));
    if (row->status != 0) text += ", " + std::to_string(row->status);
    texts.push_back(text + "]");
  }
  constexpr std::size_t kOneRow = 90;
  return toml_array(texts, texts.size() == 1 ? kOneRow : 0);
}

std::string map_file(const rules::MapSource& map) {
  const auto rows = deciding_rows(map);
  const bool has_status = std::any_of(rows.begin(), rows.end(),
                                      [](const rules::MapRow* row) { return row->status != 0; });
  std::string out(map.is_literal ? "literal_from,to" : "from,to");
  out += has_status ? ",status\n" : "\n";
  for (const rules::MapRow* row : rows) {
    append_cell(utf8_or_escaped(row->from), out);
    out += ',';
    append_cell(utf8_or_escaped(row->to), out);
    if (has_status) out += row->status == 0 ? "," : "," + std::to_string(row->status);
    out += '\n';
  }
  return out;
}

}  // namespace onward::config
