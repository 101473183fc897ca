// SPDX-License-Identifier: MIT
//   row = key blank value      lines that begin with "#" are comments
//
// The value is the rest of its line.
#include "config/haproxy/maps.h"

#include "config/lines.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace onward::config {
namespace haproxy {
namespace {

constexpr std::array<std::pair<std::string_view, How>, 7> kMaps{
    std::pair{std::string_view("map"), How::String},
    std::pair{std::string_view("map_str"), How::String},
    std::pair{std::string_view("map_beg"), How::Begin},
    std::pair{std::string_view("map_end"), How::End},
    std::pair{std::string_view("map_sub"), How::Sub},
    std::pair{std::string_view("map_dom"), How::Dom},
    std::pair{std::string_view("map_reg"), How::Regex}};

/// "map_str_str" is "map_str".
std::string_view plain_name(std::string_view name) {
  if (name.ends_with("_str") && name != "map_str") name.remove_suffix(4);
  return name;
}

}  // namespace

std::vector<Row> read_rows(const ForeignText& text) {
  std::vector<Row> rows;
  LineReader lines(text.text);
  for (Line line; lines.next(line);) {
    const std::vector<onward::config::Word> parts = words(line.text);
    if (parts.empty() || parts[0].text.starts_with('#')) continue;
    Row row{{std::string(parts[0].text),
             {text.file, static_cast<std::uint32_t>(line.number),
              static_cast<std::uint32_t>(parts[0].column)}},
            ""};
    if (parts.size() > 1) row.value = trimmed(line.text.substr(parts[1].column - 1));
    rows.push_back(std::move(row));
  }
  return rows;
}

bool is_map(const Call& call) {
  return std::ranges::any_of(
      kMaps, [&call](const auto& map) { return map.first == plain_name(call.name); });
}

How how_of(const Call& call) {
  for (const auto& [name, how] : kMaps) {
    if (name == plain_name(call.name)) return how;
  }
  return How::String;
}

void sort_rows(std::vector<Row>& rows, How how) {
  if (how != How::Begin) return;
  std::ranges::stable_sort(rows, std::greater<>{},
                           [](const Row& row) { return row.key.text.size(); });
}

}  // namespace haproxy

ForeignRules read_haproxy_map(const ForeignText& text) {
  ForeignRules read;
  Report report(text.file);
  auto map = std::make_shared<rules::MapSource>();
  map->file = text.file;
  for (const haproxy::Row& row : haproxy::read_rows(text)) {
    ++read.takeover.redirects;
    const bool is_source =
        row.key.text.starts_with('/') || row.key.text.find('/') != std::string::npos;
    if (is_source && !row.value.empty()) {
      map->rows.push_back({row.key.text, row.value, 0, row.key.place.line});
      continue;
    }
    ++read.takeover.lost;
    report.error_at(row.key.place, row.value.empty()
                                       ? "the row has no value"
                                       : "the key is no path and no host with a path");
  }
  if (!map->rows.empty()) {
    rules::Rule& rule = read.rules.emplace_back();
    rule.place = {text.file, map->rows[0].line, 1};
    rule.action.status = http::Status(302);
    rule.action.query = rules::QueryPolicy::Drop;
    rule.action.map = std::move(map);
  }
  read.diagnostics = report.take();
  return read;
}

}  // namespace onward::config
