// SPDX-License-Identifier: MIT
// Headers are compared without case and punctuation: "Old Url", "old_url" and "OLD-URL" are one.
// A table without a header is told from one with an unknown header by its first row's looks.
#include "config/csv/columns.h"

#include "base/ascii.h"
#include "config/lines.h"
#include "config/source_url.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace onward::config {
namespace {

constexpr std::array<std::string_view, 22> kSources{
    "from",     "fromurl",   "frompath",     "source",     "sourceurl",  "sourcepath",
    "old",      "oldurl",    "oldpath",      "oldlink",    "short",      "origin",
    "original", "originurl", "path",         "request",    "requesturl", "requestpath",
    "src",      "url",       "redirectfrom", "originalurl"};
constexpr std::array<std::string_view, 21> kTargets{
    "to",      "tourl",           "topath",         "target",     "targeturl", "targetpath",
    "new",     "newurl",          "newpath",        "newlink",    "long",      "destination",
    "dest",    "redirect",        "destinationurl", "redirectto", "location",  "redirecturl",
    "desturl", "destinationpath", "redirectionurl"};
constexpr std::array<std::string_view, 9> kStatuses{"status",       "statuscode",   "code",
                                                    "httpcode",     "httpstatus",   "type",
                                                    "redirecttype", "responsecode", "redirectcode"};
/// What other tables of redirects have: whether a row counts, what it takes, and for whom.
constexpr std::array<std::string_view, 20> kUnserved{
    "enabled",  "active",      "disabled",      "regex",         "isregex",
    "query",    "querystring", "casesensitive", "ignorecase",    "caseinsensitive",
    "match",    "matchtype",   "priority",      "force",         "conditions",
    "language", "country",     "trailingslash", "querymatching", "wildcard"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string plain(std::string_view cell) {
  std::string name;
  for (const char c : cell) {
    if (base::is_alnum(c)) name += base::to_lower(c);
  }
  return name;
}

bool is_flag(std::string_view cell) {
  return base::equals_ignore_case(cell, "true") || base::equals_ignore_case(cell, "false");
}

/// Cloudflare's order without a header: everything behind the status is a flag or empty.
bool is_bulk_row(const Record& record) {
  if (record.cells.size() < 4 || record.cells.size() > 7) return false;
  const auto flags = std::span(record.cells).subspan(3);
  return std::ranges::all_of(flags,
                             [](const Cell& c) { return c.text.empty() || is_flag(c.text); }) &&
         std::ranges::any_of(flags, [](const Cell& c) { return is_flag(c.text); });
}

}  // namespace

bool is_unserved_column(std::string_view name) { return is_one_of(kUnserved, plain(name)); }

bool looks_like_url(std::string_view cell) {
  if (cell.find_first_of(" \t") != std::string_view::npos) return false;
  return cell.starts_with('/') || is_http_url(cell) ||
         (cell.find('.') != std::string_view::npos && cell.find('/') != std::string_view::npos);
}

bool is_separator_line(std::string_view line) {
  return line.size() == 5 && line.starts_with("sep=");
}

Record first_record(std::string_view text, char separator) {
  Record record;
  CsvReader(text, separator).next(record);
  return record;
}

bool is_table_row(const Record& record) {
  if (record.cells.size() < 2) return false;
  if (columns_by_name(record)) return true;
  const auto& cell = record.cells;
  const bool has_status = cell.size() > 2 && cell[2].text.size() == 3 &&
                          std::ranges::all_of(cell[2].text, base::is_digit);
  return looks_like_url(cell[0].text) && (looks_like_url(cell[1].text) || has_status);
}

char separator_of(std::string_view text) {
  LineReader lines(text);
  std::size_t looked_at = 0;
  for (Line line; looked_at < kLinesLookedAt && lines.next(line);) {
    const std::string_view content = line.text.substr(0, kMaxRecordBytes);
    if (is_separator_line(content)) return content.back();
    if (trimmed(content).empty() || content.starts_with('#')) continue;
    ++looked_at;
    for (const char separator : {',', ';'}) {
      if (is_table_row(first_record(content, separator))) return separator;
    }
  }
  return ',';
}

std::optional<Columns> columns_by_name(const Record& record) {
  Columns columns{.source = kNoColumn, .target = kNoColumn, .status = kNoColumn};
  columns.has_header = true;
  const auto set = [](std::size_t& column, std::size_t i) {
    if (column == kNoColumn) column = i;
  };
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const std::string name = plain(record.cells[i].text);
    if (is_one_of(kSources, name)) set(columns.source, i);
    if (is_one_of(kTargets, name)) set(columns.target, i);
    if (is_one_of(kStatuses, name)) set(columns.status, i);
    if (name == "permanent") set(columns.permanent, i);
    if (name == "preservequerystring") set(columns.preserve_query, i);
    if (name == "includesubdomains") set(columns.subdomains, i);
    if (name == "subpathmatching" || name == "includesubpaths") set(columns.subpaths, i);
    if (name == "preservepathsuffix") set(columns.preserve_suffix, i);
  }
  if (columns.source == kNoColumn || columns.target == kNoColumn) return {};
  columns.is_bulk = columns.preserve_query != kNoColumn || columns.subdomains != kNoColumn ||
                    columns.subpaths != kNoColumn || columns.preserve_suffix != kNoColumn;
  return columns;
}

Columns columns_of(const Record& first) {
  if (const auto named = columns_by_name(first)) return *named;
  Columns columns;
  if (is_bulk_row(first)) {
    columns.is_bulk = true;
    columns.preserve_query = 3;
    columns.subdomains = 4;
    columns.subpaths = 5;
    columns.preserve_suffix = 6;
    return columns;
  }
  // A row has a target that looks like one, or a status; what has neither is a header.
  const auto cell = [&](std::size_t i) {
    return i < first.cells.size() ? std::string_view(first.cells[i].text) : std::string_view{};
  };
  const bool has_status = !cell(2).empty() && base::is_digit(cell(2)[0]);
  if (!cell(1).empty() && !looks_like_url(cell(0)) && !looks_like_url(cell(1)) && !has_status) {
    columns.has_header = true;
    columns.is_header_known = false;
  }
  return columns;
}

}  // namespace onward::config
