// SPDX-License-Identifier: MIT
// From a text to rules: the tree, what of it bears on redirects, the requests of each server
// followed through it, and the list that comes of that made short. What became of each directive
// that redirects is accounted for at the end.
#include "config/foreign.h"
#include "config/nginx/hosts.h"
#include "config/nginx/ledger.h"
#include "config/nginx/machine.h"
#include "config/nginx/model.h"
#include "config/nginx/order.h"
#include "config/nginx/tree.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace onward::config {
namespace {

using rules::Severity;

using Key = std::tuple<std::uint32_t, std::uint32_t>;

Key key_of(const rules::Place& place) { return {place.file, place.line}; }

std::set<Key> keys_of(const std::vector<rules::Place>& places) {
  std::set<Key> keys;
  for (const rules::Place& place : places) keys.insert(key_of(place));
  return keys;
}

/// Directives that redirect, by what became of them.
Takeover account(const nginx::Model& model, nginx::Ledger& ledger) {
  Takeover takeover;
  const std::set<Key> taken = keys_of(ledger.taken);
  std::set<Key> lost = keys_of(ledger.lost);
  for (const rules::Diagnostic& diagnostic : ledger.diagnostics) {
    if (diagnostic.severity == Severity::Error) lost.insert(key_of(diagnostic.place));
  }
  for (const rules::Place& place : model.redirects) {
    ++takeover.redirects;
    if (taken.contains(key_of(place))) continue;
    if (lost.contains(key_of(place))) {
      ++takeover.lost;
    } else if (model.error_pages.contains(place.line)) {
      ++takeover.lost;
      ledger.say(Severity::Error, place,
                 "the redirect is lost: whether there is an error to redirect for is known only "
                 "to what answers there");
    } else {
      ledger.say(Severity::Warning, place,
                 "no request comes to this redirect: what stands before it takes them all");
    }
  }
  return takeover;
}

void note_passes(const std::vector<nginx::Made>& made, nginx::Ledger& ledger) {
  std::set<Key> said;
  for (const nginx::Made& one : made) {
    if (!one.rule.action.pass || !said.insert(key_of(one.rule.place)).second) continue;
    const std::string by = one.why_pass.empty() ? "something else" : one.why_pass;
    ledger.say(Severity::Note, one.rule.place,
               "what nginx answers here by " + by + " gets no redirect, by a rule with `pass`");
  }
}

}  // namespace

ForeignRules read_nginx(const ForeignText& text, Includes& includes) {
  ForeignRules read;
  nginx::Ledger ledger;
  nginx::Tree tree = nginx::parse(text, includes, ledger.diagnostics);
  const nginx::Model model = nginx::build(tree, ledger.diagnostics);
  nginx::Machine machine(model, ledger);
  for (nginx::State& state : nginx::entries_of(model, ledger.diagnostics)) {
    machine.run(std::move(state));
  }
  nginx::shorten(ledger.made);
  note_passes(ledger.made, ledger);
  read.takeover = account(model, ledger);
  for (nginx::Made& made : ledger.made) read.rules.push_back(std::move(made.rule));
  std::ranges::stable_sort(ledger.diagnostics, {}, [](const rules::Diagnostic& diagnostic) {
    return std::tuple(diagnostic.place.file, diagnostic.place.line, diagnostic.place.column);
  });
  const rules::Diagnostic* before = nullptr;
  for (const rules::Diagnostic& diagnostic : ledger.diagnostics) {
    const bool is_repeated = before != nullptr && before->place == diagnostic.place &&
                             before->message == diagnostic.message;
    before = &diagnostic;
    if (!is_repeated) read.diagnostics.push_back(diagnostic);
  }
  return read;
}

}  // namespace onward::config
