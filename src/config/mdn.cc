// SPDX-License-Identifier: MIT
// MDN's _redirects.txt: "/old<TAB>/new", one map. The paths are literal: "?", "#" and spaces are
// bytes of them, as MDN's own server compares the decoded path with them.
#include "config/foreign.h"
#include "config/lines.h"
#include "config/report.h"
#include "config/source_url.h"

#include <memory>

namespace onward::config {
namespace {

void read_line(const Line& line, rules::MapSource& map, Report& report) {
  const Report::At at{.line = line.number};
  const std::size_t tab = line.text.find('\t');
  if (tab == std::string_view::npos) {
    return report.error(at, "no tab stands between an old path and a new one",
                        "write /old<TAB>/new");
  }
  const std::string_view from = line.text.substr(0, tab);
  const std::string_view to = line.text.substr(tab + 1);
  const Report::At at_target{.line = line.number, .column = tab + 2};
  if (!from.starts_with('/')) {
    return report.error(at, "the old path does not begin with '/'");
  }
  if (to.find('\t') != std::string_view::npos) {
    return report.error(at_target, "more than one tab in the line", "write /old<TAB>/new");
  }
  if (!to.starts_with('/') && !is_http_url(to)) {
    return report.error(at_target,
                        "the new URL begins neither with '/' nor with http:// or https://");
  }
  map.rows.push_back(
      {std::string(from), std::string(to), 0, static_cast<std::uint32_t>(line.number)});
}

}  // namespace

ForeignRules read_mdn(const ForeignText& text) {
  Report report(text.file);
  const auto map = std::make_shared<rules::MapSource>();
  map->file = text.file;
  map->is_literal = true;
  LineReader lines(text.text);
  ForeignRules read;
  for (Line line; lines.next(line);) {
    if (trimmed(line.text).empty() || line.text.starts_with('#')) continue;
    ++read.takeover.redirects;
    read_line(line, *map, report);
  }
  read.takeover.lost = report.errors();
  if (!map->rows.empty()) {
    rules::Rule rule;
    rule.place = report.place({.line = map->rows.front().line});
    rule.when.place = rule.place;
    rule.action.map = map;
    read.rules.push_back(std::move(rule));
  }
  read.diagnostics = report.take();
  return read;
}

}  // namespace onward::config
