// SPDX-License-Identifier: MIT
// What readers of other formats share: counting what redirects, rules with their defaults, and
// tests of whole values.
#include "config/imported.h"

#include <algorithm>
#include <utility>

namespace onward::config {

void Imported::lost(const rules::Place& place, std::string message, std::string hint,
                    rules::About about) {
  ++read_.takeover.lost;
  report_.error_at(place, std::move(message), std::move(hint), about);
}

void Imported::warning(const rules::Place& place, std::string message, std::string hint) {
  report_.warning_at(place, std::move(message), std::move(hint));
}

void Imported::note(const rules::Place& place, std::string message, std::string hint) {
  report_.note_at(place, std::move(message), std::move(hint));
}

ForeignRules Imported::take() {
  read_.diagnostics = report_.take();
  std::ranges::stable_sort(read_.diagnostics, {}, [](const rules::Diagnostic& diagnostic) {
    return std::pair(diagnostic.place.line, diagnostic.place.column);
  });
  return std::move(read_);
}

rules::Rule redirect_rule(const rules::Place& place, int status) {
  rules::Rule rule;
  rule.place = place;
  rule.when.place = place;
  if (auto code = http::Status::from(status)) rule.action.status = *code;
  rule.action.status_place = place;
  return rule;
}

rules::Rule pass_rule(const rules::Place& place) {
  rules::Rule rule;
  rule.place = place;
  rule.when.place = place;
  rule.action.pass = true;
  return rule;
}

bool is_redirect_status(int status) {
  return (status >= 301 && status <= 303) || status == 307 || status == 308;
}

rules::ValueTest value_test(const rules::Place& place, std::string name,
                            const std::string* expression) {
  rules::ValueTest test;
  test.name = {std::move(name), place};
  if (expression == nullptr) return test;
  test.kind = rules::ValueTest::Kind::Regex;
  test.value = {"^(?:" + *expression + ")$", place};
  return test;
}

}  // namespace onward::config
