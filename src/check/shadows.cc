// SPDX-License-Identifier: MIT
// A line is shadowed when no request that was tried for it, and for none of the rules that it
// became, is its own. With the same source as the rule in front it is a duplicate, or a conflict.
#include "check/subject.h"
#include "check/written.h"
#include "rules/table_state.h"

#include <algorithm>
#include <map>

namespace onward::check {
namespace {

using rules::Conditions;
using rules::Rule;

bool same(const std::vector<rules::Text>& a, const std::vector<rules::Text>& b) {
  return std::ranges::equal(a, b, {}, &rules::Text::value, &rules::Text::value);
}

bool same(const std::vector<rules::ValueTest>& a, const std::vector<rules::ValueTest>& b) {
  return std::ranges::equal(a, b, [](const rules::ValueTest& x, const rules::ValueTest& y) {
    return x.kind == y.kind && x.name.value == y.name.value && x.value.value == y.value.value;
  });
}

/// Whether two rules ask for the same; false where that is not plain to see.
bool same_source(const Subject& subject, std::size_t first, std::size_t second) {
  const auto& compiled = subject.table.state().compiled;
  const auto& a = compiled[first].when;
  const auto& b = compiled[second].when;
  if (a.path.has_value() != b.path.has_value()) return false;
  if (a.path && b.path && a.path->source() != b.path->source()) return false;
  const Conditions& x = subject.table.rules()[first].when;
  const Conditions& y = subject.table.rules()[second].when;
  const bool is_plain =
      [](const Conditions& when) {
        return when.all.empty() && when.any.empty() && when.none.empty() && when.clients.empty() &&
               when.between.empty() && !when.share;
      }(x) &&
      y.all.empty() && y.any.empty() && y.none.empty() && y.clients.empty() && y.between.empty() &&
      !y.share;
  if (!is_plain || x.regex.has_value() != y.regex.has_value()) return false;
  if (x.regex && y.regex &&
      (x.regex->expression.value != y.regex->expression.value ||
       x.regex->subject != y.regex->subject)) {
    return false;
  }
  const auto url_part = [](const Conditions& when) {
    const bool is_path = !when.match || when.match->value.starts_with('/');
    return is_path ? std::string_view() : std::string_view(when.match->value);
  };
  return url_part(x) == url_part(y) && same(x.hosts, y.hosts) && same(x.methods, y.methods) &&
         same(x.fields, y.fields) && same(x.query, y.query) && same(x.cookies, y.cookies);
}

bool same_action(const Rule& a, const Rule& b) {
  const auto to = [](const Rule& rule) {
    return rule.action.to ? std::string_view(rule.action.to->value) : std::string_view();
  };
  return to(a) == to(b) && a.action.status == b.action.status && a.action.pass == b.action.pass &&
         a.action.query == b.action.query;
}

/// Whether a rule takes requests for what they are: not for a time, some clients, a share of them,
/// or for what a request lacks. Only then does it take all that are like the one that was tried.
bool is_lasting(const Conditions& when, int depth = 0) {
  const auto is_absent = [](const rules::ValueTest& test) {
    return test.kind == rules::ValueTest::Kind::Absent;
  };
  if (when.share || !when.clients.empty() || !when.between.empty() || !when.none.empty() ||
      std::ranges::any_of(when.fields, is_absent) || std::ranges::any_of(when.query, is_absent) ||
      std::ranges::any_of(when.cookies, is_absent)) {
    return false;
  }
  constexpr int kDeepest = 8;  // conditions nest no deeper (kMaxConditionDepth)
  if (depth > kDeepest) return false;
  const auto is_deeply = [depth](const Conditions& inner) { return is_lasting(inner, depth + 1); };
  return std::ranges::all_of(when.all, is_deeply) && std::ranges::all_of(when.any, is_deeply);
}

/// The starts of one line.
struct Line {
  std::vector<const Start*> starts;
};

std::string target_of(const Rule& rule) {
  if (rule.action.to) return "leads to '" + rule.action.to->value + "'";
  if (rule.action.rewrite) return "goes on as '" + rule.action.rewrite->value + "'";
  if (rule.action.status) return "answers " + std::to_string(rule.action.status->code());
  return "does another thing";
}

void tell(Subject& subject, const Start& start, Written& written) {
  const Node& node = subject.walk.node(start.node);
  const std::size_t first = node.first - 1;
  Finding finding;
  finding.place = subject.place(start);
  const rules::Place place = subject.place(first, node.first == node.rule ? node.line : 0);
  if (written.is_chosen_between(place, finding.place)) return;
  if (written.differ_in_scheme(place, finding.place)) return;
  finding.also = {place};
  finding.request = subject.show(subject.walk.request(node));
  const std::string where = subject.where(place, finding.place);
  const Rule& above = subject.table.rules()[first];
  const Rule& own = subject.rule(start);
  const std::string source = brief(subject, finding.request.url);
  if (start.row == 0 && same_source(subject, first, start.rule)) {
    const bool is_same = same_action(above, own);
    finding.id = is_same ? "duplicate" : "conflict";
    finding.message = is_same ? where + " has the same source and does the same"
                              : where + " has the same source, and " + target_of(above) +
                                    " where this " + target_of(own);
  } else {
    finding.id = "shadowed";
    const bool is_same = start.row == 0 && same_action(above, own) && own.action.to &&
                         own.action.to->value.find('{') == std::string::npos;
    finding.message = "never decides: '" + source + "' is taken by " + where +
                      (above.action.pass ? ", which redirects nothing" : "") +
                      (is_same ? ", with the same target" : "");
    if (is_same) finding.severity = Severity::Note;
  }
  const Id& id = *find_id(finding.id);
  if (finding.severity != Severity::Note) finding.severity = id.severity;
  finding.fix = id.fix;
  subject.found.add(std::move(finding));
}

/// A path that an expression asks for, and that no request has.
void find_unreachable(Subject& subject) {
  const auto& compiled = subject.table.state().compiled;
  for (const Start& start : subject.starts) {
    if (start.kind != Start::Kind::Unasked || start.row != 0) continue;
    const Rule& rule = subject.rule(start);
    if (!rule.when.regex || !compiled[start.rule].when.further) continue;
    const auto& further = *compiled[start.rule].when.further;
    const bool is_path = further.subject == rules::Subject::Path ||
                         further.subject == rules::Subject::DecodedPath ||
                         further.subject == rules::Subject::Target;
    if (!is_path || !further.regex) continue;
    if (!rules::text_for_regex(rule.when.regex->expression.value, {}).is_anchored_at_start)
      continue;
    const std::string prefix = further.regex->required_prefix();
    if (prefix.empty() || prefix.starts_with('/')) continue;
    Finding finding;
    finding.id = "unreachable";
    finding.severity = Severity::Warning;
    finding.place = subject.place(start);
    finding.message = "no path begins with '" + prefix + "': all begin with '/'";
    finding.fix = "begin the expression with '^/'";
    subject.found.add(std::move(finding));
  }
}

}  // namespace

void find_shadows(Subject& subject) {
  Written written(subject.configuration);
  std::map<std::pair<std::uint32_t, std::uint64_t>, Line> lines;
  for (const Start& start : subject.starts) {
    if (start.row != 0) {
      const bool is_shadowed =
          start.kind == Start::Kind::Shadowed &&
          is_lasting(subject.table.rules()[subject.walk.node(start.node).first - 1].when);
      if (is_shadowed) tell(subject, start, written);
      continue;
    }
    const rules::Place& place = subject.rule(start).place;
    // Rules that nobody wrote at a line of its own are told apart by their number.
    const std::uint64_t line = place.line != 0 ? place.line : (std::uint64_t{1} << 32) + start.rule;
    lines[{place.file, line}].starts.push_back(&start);
  }
  for (const auto& entry : lines) {
    const auto& key = entry.first;
    const Line& line = entry.second;
    const auto is_shadowed = [&](const Start* start) {
      if (start->kind != Start::Kind::Shadowed || subject.rule(*start).action.pass) return false;
      const std::size_t first = subject.walk.node(start->node).first - 1;
      const rules::Place& above = subject.table.rules()[first].place;
      if (!is_lasting(subject.table.rules()[first].when) &&
          !same_source(subject, first, start->rule)) {
        return false;
      }
      return above.line == 0 || above.file != key.first || above.line != key.second;
    };
    if (line.starts.empty()) continue;
    if (std::ranges::all_of(line.starts, is_shadowed)) {
      tell(subject, *line.starts.front(), written);
    }
  }
  find_unreachable(subject);
}

void find_repeated(Subject& subject) {
  for (std::size_t rule = 0; rule < subject.table.rules().size(); ++rule) {
    for (const rules::RepeatedRow& row : rules::repeated_rows(subject.table, rule)) {
      Finding finding;
      finding.id = row.is_same ? "duplicate" : "conflict";
      finding.severity = find_id(finding.id)->severity;
      finding.place = subject.place(rule, row.line);
      const rules::Place first = subject.place(rule, row.first);
      finding.also = {first};
      rules::SampleRequest request;
      rules::aim_at_row(subject.table, rule, row.first_row,
                        {subject.site.scheme(), subject.site.authority(), 0, {}}, request);
      finding.request = subject.show(request);
      finding.message = subject.where(first, finding.place) + " has the same source";
      if (row.is_same) {
        finding.message += " and does the same";
      } else if (!finding.request.hops.empty()) {
        finding.message += ", and leads to '" +
                           brief(subject, finding.request.hops.front().location) +
                           "' where this leads to '" + row.to + "'";
      }
      finding.fix = find_id(finding.id)->fix;
      subject.found.add(std::move(finding));
    }
  }
}

}  // namespace onward::check
