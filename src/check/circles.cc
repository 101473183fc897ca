// SPDX-License-Identifier: MIT
// From the walked graph to findings: one for each circle, one for each rule whose redirects only
// grow, one for each source that takes more than one redirect.
#include "base/ascii.h"
#include "check/subject.h"
#include "rules/conditions.h"
#include "rules/table_state.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace onward::check {
namespace {

/// A circle, and the starts that are on it or run into it.
struct Circle {
  std::vector<const Start*> on;
  std::vector<const Start*> into;
};

std::string times(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

/// Whether only the scheme is another from hop to hop.
bool is_about_scheme(const ShownRequest& shown) {
  const auto behind = [](const std::string& url) { return url.substr(url.find("://")); };
  return shown.hops.size() > 2 && shown.hops[0].url != shown.hops[1].url &&
         std::ranges::all_of(shown.hops, [&](const Hop& hop) {
           return behind(hop.url) == behind(shown.hops[0].url);
         });
}

/// The requests behind a start, as far as they are here.
std::vector<const Node*> nodes_behind(const Subject& subject, std::uint32_t number) {
  std::vector<const Node*> nodes;
  for (std::size_t i = 0; number != 0 && i <= kMaxHops; ++i) {
    nodes.push_back(&subject.walk.node(number));
    number = nodes.back()->next;
  }
  return nodes;
}

/// Whether two requests are answered by one rule, or by one row of it.
bool same_line(const Node& a, const Node& b) { return a.rule == b.rule && a.line == b.line; }

/// Which of them is told of: the first that comes back itself, of the rule that the first is
/// answered by if that has some; where the redirects never end, the first that is answered by the
/// rule that goes on for ever.
const Node& entry_of(const std::vector<const Node*>& nodes) {
  const Node& first = *nodes.front();
  const auto on = std::ranges::find_if(nodes, &Node::is_on_circle);
  if (on == nodes.end()) return first;
  const auto own = std::ranges::find_if(
      nodes, [&](const Node* node) { return node->is_on_circle && same_line(*node, first); });
  if (first.fate == Fate::Circle) return own == nodes.end() ? **on : **own;
  return **std::ranges::find_if(nodes, [&](const Node* node) { return same_line(*node, **on); });
}

/// Whether the circle ends where a server in front, which answers https, says so in a field.
bool ends_behind_tls(Subject& subject, rules::SampleRequest request) {
  constexpr std::array<std::string_view, 6> kSaid{
      "X-Forwarded-Proto: https", "X-Forwarded-Scheme: https", "X-Forwarded-Ssl: on",
      "X-Forwarded-Port: 443",    "Front-End-Https: on",       "X-Forwarded-Protocol: https"};
  for (const std::string_view said : kSaid) {
    const std::string_view name = said.substr(0, said.find(':') + 1);
    std::erase_if(request.fields, [&](const std::string& field) {
      return base::equals_ignore_case(std::string_view(field).substr(0, name.size()), name);
    });
    request.fields.emplace_back(said);
  }
  request.scheme = "https";
  const auto& origin = subject.site.origin_of(request.scheme, request.authority);
  return subject.walk.asking().ask(request, origin).response.location.empty();
}

void tell_circle(Subject& subject, const Circle& circle, Fate fate) {
  const Start& start = circle.on.empty() ? *circle.into.front() : *circle.on.front();
  const std::vector<const Node*> nodes = nodes_behind(subject, start.node);
  const Node& entry = entry_of(nodes);
  Finding finding;
  finding.id = "loop";
  finding.severity = Severity::Error;
  finding.request = subject.show(subject.walk.request(*nodes.front()));
  const bool is_scheme = is_about_scheme(finding.request);
  if (is_scheme && ends_behind_tls(subject, subject.walk.request(*nodes.front()))) return;
  if (is_scheme || entry.rule == 0) {
    finding.place = subject.place(start);
  } else {
    finding.place = subject.place(entry.rule - 1, entry.line);
    finding.request = subject.show(subject.walk.request(entry));
  }
  const std::string path = trail(subject, finding.request);
  const std::size_t length = finding.request.hops.size() - 1;
  if (fate == Fate::Endless) {
    finding.message = "the redirects never end, as each target is taken again: " + path;
    finding.fix = "let the pattern leave the target out, or put a rule for it above";
  } else if (is_scheme) {
    finding.severity = Severity::Note;
    finding.message = "https is answered as http is, unless another server answers it: " + path;
    finding.fix = "let the rule ask for the scheme: scheme = \"http\"";
  } else if (length == 1) {
    finding.message = "the redirect leads to itself: " + path;
    finding.fix = "correct the target, or remove it";
  } else {
    finding.message = "the redirects go in a circle of " + std::to_string(length) + ": " + path;
    finding.fix = "correct one of the targets, or remove the one that leads back";
  }
  for (const auto* group : {&circle.on, &circle.into}) {
    for (const Start* other : *group) {
      const rules::Place place = subject.place(*other);
      if (place == finding.place) continue;
      if (finding.also.size() < Collector::kMostPlaces) finding.also.push_back(place);
      ++finding.count;
    }
  }
  const auto into = static_cast<std::size_t>(std::ranges::count_if(
      circle.into, [&](const Start* other) { return subject.place(*other) != finding.place; }));
  if (into != 0) {
    finding.message +=
        "; " + times(into, "other source") + " run" + (into == 1 ? "s" : "") + " into it";
  }
  subject.found.add(std::move(finding));
}

/// Whether the rule of a request is for it alone: one that answers 404 to all that is left over
/// does so only to what is not there.
bool is_for_one(const Subject& subject, const Node& node) {
  if (subject.table.rules()[node.rule - 1].action.pass) return false;
  if (node.line != 0) return true;
  const auto& path = subject.table.state().compiled[node.rule - 1].when.path;
  return path && path->only_text();
}

void tell_dead_end(Subject& subject, const Start& start, const Node& last) {
  Finding finding;
  finding.id = "dead-end";
  finding.severity = Severity::Warning;
  finding.place = subject.place(start);
  finding.request = subject.show(subject.walk.request(subject.walk.node(start.node)));
  const rules::Place place = subject.place(last.rule - 1, last.line);
  finding.message = "the target is answered " + std::to_string(last.status) + " by " +
                    subject.where(place, finding.place) + ": " + trail(subject, finding.request);
  finding.fix = find_id("dead-end")->fix;
  finding.also = {place};
  subject.found.add(std::move(finding));
}

void tell_chain(Subject& subject, const Start& start, std::span<const Node* const> nodes) {
  Finding finding;
  const bool is_self = start.kind == Start::Kind::Aimed && nodes[1]->rule == nodes[0]->rule;
  finding.id = is_self ? "self-match" : "chain";
  finding.severity = start.kind == Start::Kind::Aimed ? Severity::Note : Severity::Warning;
  finding.place = subject.place(start);
  finding.request = subject.show(subject.walk.request(*nodes[0]));
  const std::string path = trail(subject, finding.request);
  const std::string hops = std::to_string(nodes[0]->hops);
  finding.message = start.kind != Start::Kind::Aimed ? "takes " + hops + " redirects: " + path
                    : is_self ? "the target may be taken by the rule again: " + path
                              : "takes " + hops + " redirects for some requests: " + path;
  for (const Node* node : nodes.subspan(1)) {
    if (node->rule == 0 || node->next == 0) continue;
    finding.also.push_back(subject.place(node->rule - 1, node->line));
  }
  finding.fix =
      is_self ? find_id("self-match")->fix
              : "lead to '" + brief(subject, finding.request.hops.back().location) + "' at once";
  subject.found.add(std::move(finding));
}

}  // namespace

void find_circles(Subject& subject) {
  std::map<std::uint32_t, std::pair<Fate, Circle>> circles;
  for (const Start& start : subject.starts) {
    if (start.node == 0) continue;
    const Node& node = subject.walk.node(start.node);
    if (node.fate != Fate::Circle && node.fate != Fate::Endless) continue;
    auto& [fate, circle] = circles[node.circle];
    fate = node.fate;
    const bool is_own = start.kind == Start::Kind::Decides || start.kind == Start::Kind::Aimed;
    if (!is_own) continue;
    (node.is_on_circle ? circle.on : circle.into).push_back(&start);
  }
  // One finding for one set of rules: requests of one pattern may go round in circles of their own.
  std::set<std::vector<std::uint64_t>> told;
  for (const auto& [number, entry] : circles) {
    const Circle& circle = entry.second;
    if (circle.on.empty() && circle.into.empty()) continue;
    std::set<std::uint64_t> lines;
    const Start& start = circle.on.empty() ? *circle.into.front() : *circle.on.front();
    for (const Node* node : nodes_behind(subject, start.node)) {
      if (!node->is_on_circle) continue;
      const rules::Place place = subject.place(std::max(node->rule, 1U) - 1, node->line);
      lines.insert((std::uint64_t{place.file} << 32) | place.line);
    }
    if (!told.emplace(lines.begin(), lines.end()).second) continue;
    tell_circle(subject, circle, entry.first);
  }
}

void find_chains(Subject& subject) {
  // Lines of rules that have a chain without aiming, or one that was told.
  std::set<std::pair<std::uint32_t, std::uint32_t>> told;
  const auto is_new = [&](const Start& start, const Node& node) {
    const rules::Place& place = subject.rule(start).place;
    if (place.line == 0) return true;
    if (node.hops > 1) return told.emplace(place.file, place.line).second;
    return !told.contains({place.file, place.line});
  };
  for (const bool aimed : {false, true}) {
    for (const Start& start : subject.starts) {
      if (start.node == 0 || start.kind == Start::Kind::Shadowed) continue;
      if ((start.kind == Start::Kind::Aimed) != aimed) continue;
      const Node& node = subject.walk.node(start.node);
      if (node.fate != Fate::Ends || node.hops == 0) continue;
      if (start.row == 0 && !is_new(start, node)) continue;
      const std::vector<const Node*> nodes = nodes_behind(subject, start.node);
      const Node& last = *nodes.back();
      if (last.rule != 0 && last.status >= 400 && !aimed && is_for_one(subject, last))
        tell_dead_end(subject, start, last);
      if (node.hops > 1) tell_chain(subject, start, nodes);
    }
  }
}

}  // namespace onward::check
