// SPDX-License-Identifier: MIT
// Rules whose time is over: each of their spans has an end, and it has passed. One that has not
// begun yet may still.
#include "check/subject.h"
#include "onward/http/date.h"

#include <utility>

namespace onward::check {
namespace {

/// The span that ends last; null where one has no end, or there is none.
const rules::Between* last_of(const rules::Conditions& when) {
  const rules::Between* last = nullptr;
  for (const rules::Between& span : when.between) {
    if (!span.until) return nullptr;
    if (last == nullptr || *last->until < *span.until) last = &span;
  }
  return last;
}

}  // namespace

void find_expired(Subject& subject) {
  const auto now = subject.options.now;
  if (!now) return;
  for (const rules::Rule& rule : subject.table.rules()) {
    const rules::Between* const last = last_of(rule.when);
    if (last == nullptr || *now < *last->until) continue;
    Finding finding{.id = "expired", .severity = Severity::Warning, .place = last->place};
    finding.message = "the rule's time was over on ";
    finding.message += http::write_date(*last->until).view();
    finding.fix = find_id("expired")->fix;
    subject.found.add(std::move(finding));
  }
}

}  // namespace onward::check
