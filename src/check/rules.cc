// SPDX-License-Identifier: MIT
// A check of a rule set: requests for all rules, followed once; then each part reads findings off
// what came of them.
#include "onward/check/rules.h"

#include "check/subject.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace onward::check {
namespace {

/// Keeps the redirects of starts, and those that they lead to.
class Edges {
 public:
  Edges(const Subject& subject, Report& report)
      : subject_(subject), report_(report), is_kept_(subject.walk.size() + 1, false) {}

  void add(const Start& start) {
    const Node& node = subject_.walk.node(start.node);
    if (node.next == 0) return;
    Counts& counts = report_.counts;
    ++counts.edges;
    if (node.fate != Fate::Ends) ++counts.in_loops;
    if (node.fate == Fate::Ends && node.hops > 1) ++counts.in_chains;
    keep(start.node, subject_.place(start));
    // What another rule's pattern takes on the way is no start of its own.
    std::uint32_t next = node.next;
    for (std::size_t hop = 0; hop < kMaxHops && next != 0; ++hop) {
      const Node& behind = subject_.walk.node(next);
      if (behind.next == 0 || behind.rule == 0 || is_kept_[next]) return;
      keep(next, subject_.place(behind.rule - 1, behind.line));
      next = behind.next;
    }
  }

 private:
  void keep(std::uint32_t number, const rules::Place& place) {
    if (is_kept_[number] || report_.edges.size() >= kMaxEdges) return;
    is_kept_[number] = true;
    const Node& node = subject_.walk.node(number);
    Edge edge;
    edge.from = brief(subject_, subject_.walk.url(node));
    edge.to = brief(subject_, subject_.walk.url(subject_.walk.node(node.next)));
    edge.place = place;
    edge.status = node.status;
    edge.hops = static_cast<std::uint16_t>(node.fate == Fate::Ends ? node.hops : 0);
    report_.edges.push_back(std::move(edge));
  }

  const Subject& subject_;
  Report& report_;
  std::vector<bool> is_kept_;
};

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
  find_expired(subject);
  Edges edges(subject, report);
  for (const Start& start : subject.starts) {
    if (start.kind == Start::Kind::Decides) edges.add(start);
  }
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
