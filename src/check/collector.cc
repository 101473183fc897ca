// SPDX-License-Identifier: MIT
// A file of a hundred thousand rules may have a finding at each of them. What is about one rule is
// kept up to a limit; what is about the file's manner is told ten times and then counted.
#include "check/collector.h"

#include <algorithm>
#include <tuple>

namespace onward::check {
namespace {

std::uint64_t line_key(const rules::Place& place) {
  return (std::uint64_t{place.file} << 32) | place.line;
}

}  // namespace

bool Collector::wants(std::string_view id) const {
  return std::ranges::find(options_.disabled, id) == options_.disabled.end();
}

void Collector::add(Finding finding) {
  if (!wants(finding.id)) return;
  if (++counts_[finding.id] > kMaxFindings) {
    ++report_.counts.left_out;
    return;
  }
  lines_.emplace(line_key(finding.place), finding.id);
  report_.findings.push_back(std::move(finding));
}

void Collector::add_manner(std::string_view id, Severity severity, const rules::Place& place,
                           std::string_view group, const std::function<Finding()>& make) {
  // A line may have become several rules.
  if (!wants(id) || has(id, place)) return;
  Manner& manner = manners_[{std::string(id).append("\n").append(group), place.file}];
  if (++manner.each <= kMostEach) return add(make());
  Finding& rest = manner.rest;
  if (rest.id.empty()) {
    rest.id = id;
    rest.severity = severity;
    rest.place = place;
    rest.count = 0;
  }
  if (rest.count > 0 && place.line == manner.last_line) return;
  manner.last_line = place.line;
  ++rest.count;
  if (rest.also.size() < kMostPlaces && rest.count > 1) rest.also.push_back(place);
}

void Collector::finish() {
  for (auto& [key, manner] : manners_) {
    Finding& rest = manner.rest;
    if (rest.id.empty()) continue;
    const Id& id = *find_id(rest.id);
    rest.message = "the same for " + std::to_string(rest.count) +
                   " more from here on: " + std::string(id.title);
    rest.fix = id.fix;
    add(std::move(rest));
  }
  manners_.clear();
  std::ranges::stable_sort(report_.findings, {}, [](const Finding& finding) {
    return std::tuple(finding.place.file, finding.place.line, finding.place.column);
  });
}

bool Collector::has(std::string_view id, const rules::Place& place) const {
  return lines_.contains({line_key(place), id});
}

}  // namespace onward::check
