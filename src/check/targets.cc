// SPDX-License-Identifier: MIT
// Where targets lead: from https to http, to a host that the request names, to one that a capture
// might name. What the engine itself prevents is no fault of a rule of ours; in a file of somebody
// else it is worth a note, as the server that it was written for may not.
#include "check/subject.h"

#include <algorithm>
#include <optional>

namespace onward::check {
namespace {

/// Whether the file's platform has this rule, and nobody wrote its target.
bool is_implied(const Subject& subject, const Start& start) {
  const auto& to = subject.rule(start).action.to;
  return to && to->place.line == 0 && subject.rule(start).place.line != 0;
}

/// Whether the same is asked by https, too, and led to http.
bool is_downgraded(const Subject& subject, const Start& start, const Node& node) {
  if (subject.walk.url(node).starts_with("https://")) return true;
  if (!subject.site.has_https()) return false;
  rules::SampleRequest request = subject.walk.request(node);
  request.scheme = "https";
  const auto* const origin = subject.site.origin("https", request.authority);
  if (origin == nullptr) return false;
  const auto outcome = subject.walk.asking().ask(request, *origin);
  return outcome.response.rule == start.rule && outcome.response.location.starts_with("http://");
}

void look_at_scheme(Subject& subject, const Start& start, const Node& node) {
  if (node.next == 0) return;
  const Node& next = subject.walk.node(node.next);
  if (!subject.walk.url(next).starts_with("http://")) return;
  const bool is_surely = subject.walk.url(node).starts_with("https://");
  // A path that stays where it is keeps its scheme.
  if (!is_surely && next.is_here) return;
  if (!is_downgraded(subject, start, node)) return;
  const auto severity = is_surely ? Severity::Warning : Severity::Note;
  const rules::Place place = subject.place(start);
  subject.found.add_manner("downgrade", severity, place, name(severity), [&] {
    Finding finding{.id = "downgrade", .severity = severity, .place = place};
    rules::SampleRequest request = subject.walk.request(node);
    request.scheme = "https";
    finding.request = subject.show(request);
    finding.message = std::string(is_surely ? "https" : "whoever comes by https") +
                      " is led to http: " + brief(subject, subject.walk.url(next));
    finding.fix = find_id("downgrade")->fix;
    return finding;
  });
}

/// The request with a host that nobody listed; nullopt where the rule is for certain hosts only.
std::optional<rules::SampleRequest> by_stranger(const Subject& subject, const Start& start,
                                                const Node& node) {
  rules::SampleRequest request = subject.walk.request(node);
  for (const char* host : {"attacker.example", "www.attacker.example"}) {
    request.authority = host;
    const auto& origin = subject.site.origin_of(request.scheme, request.authority);
    if (subject.walk.asking().ask(request, origin).response.rule == start.rule) return request;
  }
  return std::nullopt;
}

void look_at_host(Subject& subject, const Start& start, const Node& node) {
  const rules::Action& action = subject.rule(start).action;
  const bool is_any = std::ranges::any_of(
      action.to_hosts, [](const rules::Text& host) { return host.value == "*"; });
  if (!is_any || subject.site.lists_hosts() || !action.to) return;
  // A rule that asks for certain hosts lists them by that.
  const auto is_open = [](const rules::Text& host) { return host.value == "*"; };
  const auto& hosts = subject.rule(start).when.hosts;
  if (!hosts.empty() && std::ranges::none_of(hosts, is_open)) return;
  const auto found = by_stranger(subject, start, node);
  if (!found) return;
  const rules::SampleRequest& request = *found;
  const rules::Place place = subject.place(start);
  subject.found.add_manner("host-from-request", Severity::Warning, place, "", [&] {
    Finding finding{.id = "host-from-request", .severity = Severity::Warning, .place = place};
    finding.request = subject.show(request);
    finding.message = "the target has whatever host the request names, and no hosts are listed";
    finding.fix = find_id("host-from-request")->fix;
    return finding;
  });
}

/// "/{0}" with a capture that begins with a slash.
void look_at_slashes(Subject& subject, const Start& start) {
  const rules::Place place = subject.place(start);
  if (subject.format(place) == config::Format::Toml) return;
  const auto target = rules::aimed_target(subject.table, start.rule);
  if (!target || !target->origin.empty() || target->prefix != "/") return;
  const auto groups = rules::groups_for(subject.table, start.rule, "//attacker.example/");
  if (!groups) return;
  const auto request = rules::propose(
      subject.table, start.rule, {subject.site.scheme(), subject.site.authority(), 0, *groups});
  const auto& origin = subject.site.origin_of(request.scheme, request.authority);
  const auto outcome = subject.walk.asking().ask(request, origin);
  const std::string location(outcome.response.location);
  if (outcome.response.rule != start.rule || !location.starts_with("/%2F")) return;
  Finding finding{.id = "open-redirect", .severity = Severity::Note, .place = place};
  finding.request = subject.show(request);
  finding.message =
      "a capture that begins with '/' would make the target '//attacker.example/', "
      "another host; here it is sent as '" +
      location + "'";
  finding.fix = "where another server has this file: see that it merges slashes before it matches";
  subject.found.add(std::move(finding));
}

}  // namespace

void find_targets(Subject& subject) {
  for (const Start& start : subject.starts) {
    if (start.kind != Start::Kind::Decides) continue;
    const Node node = subject.walk.node(start.node);
    if (node.rule != start.rule + 1) continue;
    look_at_scheme(subject, start, node);
    if (start.row != 0 || is_implied(subject, start)) continue;
    look_at_host(subject, start, node);
    look_at_slashes(subject, start);
  }
}

}  // namespace onward::check
