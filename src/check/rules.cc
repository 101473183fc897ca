// SPDX-License-Identifier: MIT
// A check of a rule set: requests for all rules, followed once; then each part reads findings off
// what came of them.
#include "onward/check/rules.h"

#include "check/subject.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace onward::check {
namespace {

void keep_edges(const Subject& subject, Report& report) {
  for (const Start& start : subject.starts) {
    if (start.node == 0) continue;
    if (start.kind == Start::Kind::Unasked || start.kind == Start::Kind::Aimed) continue;
    const Node& node = subject.walk.node(start.node);
    if (start.kind == Start::Kind::Shadowed || node.next == 0) continue;
    ++report.counts.edges;
    if (node.fate != Fate::Ends) ++report.counts.in_loops;
    if (node.fate == Fate::Ends && node.hops > 1) ++report.counts.in_chains;
    if (report.edges.size() >= kMaxEdges) continue;
    Edge edge;
    edge.from = brief(subject, subject.walk.url(node));
    edge.to = brief(subject, subject.walk.url(subject.walk.node(node.next)));
    edge.place = subject.place(start);
    edge.status = node.status;
    edge.hops = static_cast<std::uint16_t>(node.fate == Fate::Ends ? node.hops : 0);
    report.edges.push_back(std::move(edge));
  }
}

void look(Subject& subject, Report& report) {
  find_starts(subject);
  aim_starts(subject);
  find_circles(subject);
  find_chains(subject);
  find_shadows(subject);
  find_repeated(subject);
  find_methods(subject);
  find_caching(subject);
  find_targets(subject);
  find_variants(subject);
  find_limits(subject);
  keep_edges(subject, report);
  report.counts.rules = subject.table.rules().size();
  report.counts.rows = subject.table.map_rows();
  report.counts.requests = subject.walk.asked();
  report.counts.unasked = static_cast<std::size_t>(
      std::ranges::count(subject.starts, Start::Kind::Unasked, &Start::kind));
}

}  // namespace

void append(Report& report, Report other) {
  const auto shift = static_cast<std::uint32_t>(report.files.size());
  std::ranges::move(other.files, std::back_inserter(report.files));
  for (Finding& finding : other.findings) {
    finding.place.file += shift;
    for (rules::Place& place : finding.also) place.file += shift;
    report.findings.push_back(std::move(finding));
  }
  for (Edge& edge : other.edges) {
    if (report.edges.size() >= kMaxEdges) break;
    edge.place.file += shift;
    report.edges.push_back(std::move(edge));
  }
  Counts& sum = report.counts;
  const Counts& more = other.counts;
  sum.rules += more.rules;
  sum.rows += more.rows;
  sum.requests += more.requests;
  sum.unasked += more.unasked;
  sum.left_out += more.left_out;
  sum.edges += more.edges;
  sum.in_chains += more.in_chains;
  sum.in_loops += more.in_loops;
}

Report check_rules(const config::Configuration& configuration, const Options& options) {
  Report report;
  for (const config::SourceFile& file : configuration.files) report.files.push_back(file.path);
  Collector found(report, options);
  const auto table = configuration.table ? configuration.table : rules::compile({}).table;
  Site site(configuration, options);
  Walk walk(*table, site, options.slashes_alike);
  Subject subject{configuration, *table, options, site, walk, found};
  look(subject, report);
  find_remarks(subject);
  found.finish();
  return report;
}

}  // namespace onward::check
