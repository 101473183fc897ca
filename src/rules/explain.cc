// SPDX-License-Identifier: MIT
// The same decision as answer()'s, watched: each time rules are asked, those that were passed over
// are asked again one by one, by the naive way, for their reasons.
#include "onward/rules/explain.h"

#include "rules/action_state.h"
#include "rules/advice.h"
#include "rules/answering.h"
#include "rules/findings.h"
#include "rules/table_state.h"
#include "rules/workspace_state.h"

namespace onward::rules {
namespace {

using Outcome = Step::Outcome;

std::string spelled(const NormalUrl& url) {
  std::string text(url.scheme);
  text.append("://").append(url.host);
  if (!url.port.empty()) text.append(":").append(url.port);
  text.append(url.path);
  if (url.has_query) text.append("?").append(url.query);
  return text;
}

/// "id = 'x', 0 = 'y'"
void append_group(std::string_view name, const Capture& capture, std::string& text) {
  if (!capture.took_part) return;
  text.append(text.empty() ? "" : ", ").append(name);
  text.append(" = '").append(shown(capture.value)).append("'");
}

std::string spelled_groups(const CaptureNames& names, const Selected& found) {
  std::string text;
  for (std::size_t i = 0; i < names.path.size() && i < found.path.size(); ++i) {
    append_group(names.path[i].name, found.path[i], text);
  }
  for (std::size_t i = 0; i < names.host.size() && i < found.host.size(); ++i) {
    append_group("host." + names.host[i], found.host[i], text);
  }
  return text;
}

class Watcher final : public Observer {
 public:
  Watcher(const Table& table, SelectionBuffer& trial, Explanation& explanation)
      : table_(table), trial_(trial), explanation_(explanation) {}

  void looked(const Question& question, std::size_t from,
              const std::optional<Selected>& found) override {
    if (explanation_.url.empty()) explanation_.url = spelled(question.url);
    const std::size_t end = found ? found->rule : table_.rules().size();
    for (std::size_t rule = from; rule < end; ++rule) {
      std::string why;
      static_cast<void>(try_rule(table_, question, rule, trial_, why));
      const Outcome outcome = why == kNotInMap ? Outcome::NotInMap : Outcome::Failed;
      explanation_.steps.push_back({rule, outcome, std::move(why)});
    }
    if (!found) return;
    if (found->row) explanation_.map_line = found->row->line;
    add_match(question, *found);
  }

 private:
  void add_match(const Question& question, const Selected& found) {
    const CompiledRule& rule = table_.state().compiled[found.rule];
    std::string groups = spelled_groups(rule.names, found);
    if (found.row) groups = "line " + std::to_string(found.row->line) + " of its map";
    const std::string text = groups.empty() ? "" : ": " + groups;
    if (rule.action.state().kind == ActionState::Kind::Rewrite) {
      explanation_.steps.push_back(
          {found.rule, Outcome::Rewrote, "rewrites '" + shown(question.url.path) + "'" + text});
    } else if (rule.action.state().kind == ActionState::Kind::Pass) {
      explanation_.steps.push_back(
          {found.rule, Outcome::Passed, "passes: matching ends here" + text});
    } else {
      explanation_.steps.push_back({found.rule, Outcome::Matched, "matches" + text});
    }
  }

  const Table& table_;
  SelectionBuffer& trial_;
  Explanation& explanation_;
};

}  // namespace

Explanation explain(const Table& table, const Request& request, std::chrono::sys_seconds now,
                    Workspace& workspace) {
  Explanation explanation;
  Watcher watcher(table, workspace.state().trial, explanation);
  explanation.response = answer_observed(table, request, now, workspace, &watcher);
  if (explanation.url.empty()) {  // no rule was asked
    NormalBuffer buffer;
    NormalUrl url;
    if (normalize(request, buffer, url)) explanation.url = spelled(url);
  }
  const Response& response = explanation.response;
  if (!response.rule) return explanation;
  const Rule& rule = table.rules()[*response.rule];
  if (rule.action.pass) return explanation;
  explanation.status_advice = status_advice(rule, response);
  explanation.cors_advice = cors_advice(rule, request, explanation.url, response);
  return explanation;
}

}  // namespace onward::rules
