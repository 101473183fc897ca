// SPDX-License-Identifier: MIT
// A row that is a plain look-up goes into a map; one that takes subpaths or subdomains, or whose
// scheme counts, is a pattern of its own. Maps of a segment are told apart by what happens to the
// request's query, which a rule says and not a row; their keys never overlap.
#include "config/csv/rules.h"

#include "config/foreign.h"
#include "config/pattern_text.h"
#include "config/source_url.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace onward::config {
namespace {

/// So many segments of a path are held against the rows with subpaths.
constexpr std::size_t kSegmentsLookedAt = 32;

/// A target with "{0}" behind its path, before query and fragment.
std::string with_suffix(std::string_view target) {
  const std::size_t end = std::min(target.find_first_of("?#"), target.size());
  std::string_view path = target.substr(0, end);
  if (path.ends_with('/')) path.remove_suffix(1);
  return escape_template(path) + "/{0}" + escape_template(target.substr(end));
}

std::string host_pattern(const CsvRow& row) {
  return (row.takes_subdomains ? "{*.}?" : "") + escape_pattern(row.host);
}

}  // namespace

void RowGatherer::add(const CsvRow& row) {
  const bool is_pattern = row.takes_subpaths || row.takes_subdomains || row.scheme_counts;
  const Report::At at{.line = row.line, .column = row.source_column};
  warn_of_shadow(row);
  if (!is_pattern) return add_to_map(row);
  if (row.has_query) {
    return report_.error(at, "a source with a query cannot take subpaths or subdomains");
  }
  if (row.takes_subdomains && (row.host.empty() || row.host.find(':') != std::string::npos)) {
    return report_.error(at, "subdomains need a source with a host, and without a port");
  }
  end_segment();
  add_pattern(row);
  if (!row.takes_subpaths || row.scheme_counts) return;
  std::string key = row.host + row.path;
  if (key.ends_with('/')) key.pop_back();
  subpath_lines_.emplace(std::move(key), row.line);
}

void RowGatherer::warn_of_shadow(const CsvRow& row) {
  if (subpath_lines_.empty() || row.takes_subdomains) return;
  const std::string key = row.host + row.path;
  std::size_t end = row.host.size();
  for (std::size_t depth = 0; depth < kSegmentsLookedAt; ++depth) {
    const auto found = subpath_lines_.find(std::string_view(key).substr(0, end));
    if (found != subpath_lines_.end()) {
      return report_.warning({.line = row.line, .column = row.source_column},
                             "the row in line " + std::to_string(found->second) +
                                 " takes subpaths, and the requests of this row first",
                             "put this row above it, or remove it", rules::About::Shadowed);
    }
    if (end == key.size()) return;
    end = std::min(key.find('/', end + 1), key.size());
  }
}

std::vector<rules::Rule> RowGatherer::take() {
  end_segment();
  return std::exchange(rules_, {});
}

void RowGatherer::add_to_map(const CsvRow& row) {
  const std::size_t target = std::hash<std::string>()(row.target);
  const auto [first, is_new] = segment_.sources.emplace(row.source, target);
  if (!is_new) {
    const bool is_same = first->second == target;
    report_.warning({.line = row.line, .column = row.source_column},
                    is_same
                        ? "the source stands in a row before, which decides"
                        : "the source stands in a row before with another target, which decides",
                    "", is_same ? rules::About::Duplicate : rules::About::Conflict);
    return;
  }
  auto& map = row.has_query     ? segment_.with_query
              : row.keeps_query ? segment_.keeps_query
                                : segment_.drops_query;
  if (map == nullptr) {
    map = std::make_shared<rules::MapSource>();
    map->file = report_.file();
  }
  map->rows.push_back({row.source, row.target, row.status, static_cast<std::uint32_t>(row.line)});
}

void RowGatherer::add_pattern(const CsvRow& row) {
  rules::Rule rule;
  rule.place = report_.place({.line = row.line, .column = row.source_column});
  rule.when.place = rule.place;
  const rules::Place target = report_.place({.line = row.line, .column = row.target_column});
  if (const auto status = http::Status::from(row.status == 0 ? 301 : row.status)) {
    rule.action.status = *status;
  }
  if (row.status < 400) rule.action.to = {escape_template(row.target), target};
  rule.action.query = row.keeps_query ? rules::QueryPolicy::Keep : rules::QueryPolicy::Drop;

  const std::string path = escape_pattern(row.path);
  const auto push = [&](const std::string& pattern) {
    if (row.scheme_counts) {
      const std::string scheme = row.source.substr(0, row.source.find(':'));
      const std::size_t port = row.host.rfind(':');
      const bool has_port = port != std::string::npos && !row.host.ends_with(']');
      const std::string host =
          (row.takes_subdomains ? "{*.}?" : "") +
          escape_pattern(row.host.substr(0, has_port ? port : row.host.size()));
      rule.when.match = {scheme + "://" + host + (has_port ? row.host.substr(port) : "") + pattern,
                         rule.place};
    } else {
      if (!row.host.empty()) rule.when.hosts = {{host_pattern(row), rule.place}};
      rule.when.match = {pattern, rule.place};
    }
    rules_.push_back(rule);
  };
  push(path);
  if (!row.takes_subpaths) return;
  if (row.keeps_suffix && row.status < 400) rule.action.to = {with_suffix(row.target), target};
  push(path.ends_with('/') ? path + "*" : path + "/*");
}

void RowGatherer::end_segment() {
  push_map(segment_.with_query, rules::QueryPolicy::Drop);
  push_map(segment_.keeps_query, rules::QueryPolicy::Keep);
  push_map(segment_.drops_query, rules::QueryPolicy::Drop);
  segment_ = {};
}

void RowGatherer::push_map(std::shared_ptr<rules::MapSource>& map, rules::QueryPolicy query) {
  if (map == nullptr) return;
  rules::Rule rule;
  rule.place = report_.place({.line = map->rows.front().line});
  rule.when.place = rule.place;
  rule.action.map = std::move(map);
  rule.action.query = query;
  rules_.push_back(std::move(rule));
}

namespace {

void warn_of_columns(const Record& header, Report& report) {
  for (const Cell& cell : header.cells) {
    if (!is_unserved_column(cell.text)) continue;
    report.warning({.line = header.line, .column = cell.column},
                   "the column '" + cell.text + "' is not looked at, whatever it says of a row",
                   "write such rows as rules of onward.toml");
  }
}

/// Whether the text is none whose lines can be told; then that is all that is said.
bool is_unreadable(std::string_view text, Report& report) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    report.error({.line = 1}, "the file is written in UTF-16", "save it as UTF-8");
  } else if (text.find('\n') == std::string_view::npos &&
             text.find('\r') < text.find_last_not_of('\r')) {
    report.error({.line = 1}, "the lines end with CR alone", "save it with LF or CRLF");
  }
  return report.count() > 0;
}

}  // namespace

ForeignRules read_csv(const ForeignText& text, char separator) {
  Report report(text.file);
  if (is_unreadable(text.text, report)) return {{}, report.take(), {}};
  ForeignRules read;
  RowGatherer rows(report);
  CsvReader reader(text.text, separator);
  Columns columns;
  Record record;
  bool is_first = true;
  for (RecordStatus status; (status = reader.next(record)) != RecordStatus::End;) {
    if (status == RecordStatus::Unclosed) {
      report.error({.line = record.line}, "a quote in this line is not closed");
      continue;
    }
    if (std::ranges::all_of(record.cells, [](const Cell& cell) { return cell.text.empty(); })) {
      continue;
    }
    if (is_first && record.cells[0].text == "sep=") continue;
    if (std::exchange(is_first, false)) {
      columns = columns_of(record);
      if (!columns.is_header_known) {
        report.warning({.line = record.line}, "this line is taken for names of columns",
                       "name them source, target and status to be sure");
      }
      if (columns.has_header) {
        warn_of_columns(record, report);
        continue;
      }
    }
    if (record.cells[0].text.starts_with('#')) continue;
    const std::size_t errors = report.errors();
    const auto row = read_row(record, columns, report);
    if (row) rows.add(*row);
    if (row && row->status >= 400) continue;
    ++read.takeover.redirects;
    if (report.errors() > errors) ++read.takeover.lost;
  }
  read.rules = rows.take();
  read.diagnostics = report.take();
  return read;
}

}  // namespace onward::config
