// SPDX-License-Identifier: MIT
// The loss report of one reading, bounded like that of other formats (report.h). A directive inside
// of a macro is read once for each use and said once.
#include "config/apache/account.h"

#include "config/report.h"

#include <algorithm>
#include <tuple>

namespace onward::config::apache {

void Account::add(rules::Severity severity, const rules::Place& place, std::string message,
                  std::string hint) {
  ++count_;
  if (count_ > kMaxDiagnostics) return;
  if (!said_.emplace(Line(place.file, place.line), message).second) return;
  diagnostics_.push_back({severity, place, std::move(message), std::move(hint)});
}

void Account::error(const rules::Place& place, std::string message, std::string hint) {
  add(rules::Severity::Error, place, std::move(message), std::move(hint));
}

void Account::warning(const rules::Place& place, std::string message, std::string hint) {
  add(rules::Severity::Warning, place, std::move(message), std::move(hint));
}

void Account::note(const rules::Place& place, std::string message, std::string hint) {
  add(rules::Severity::Note, place, std::move(message), std::move(hint));
}

void Account::warning_once(const rules::Place& place, const std::string& message,
                           const std::string& hint) {
  if (said_once_.insert(message).second) warning(place, message, hint);
}

void Account::lost(const rules::Place& place, std::string message, std::string hint) {
  redirect(place);
  lost_.emplace(place.file, place.line);
  error(place, std::move(message), std::move(hint));
}

bool Account::spend(std::size_t conditions) {
  spent_ += std::min(conditions, kMaxConditions);
  return spent_ <= kMaxConditions;
}

void Account::left_out(const rules::Place& place, const std::string& name) {
  LeftOut& entry = left_out_[name];
  if (entry.count++ == 0) entry.place = place;
}

rules::Diagnostics Account::take() {
  for (const auto& [name, entry] : left_out_) {
    std::string message = "'" + name;
    message += "' is left out";
    if (entry.count > 1) message.append(" (").append(std::to_string(entry.count)).append(" times)");
    note(entry.place, message.append(": it redirects nothing"));
  }
  left_out_.clear();
  const auto key = [](const rules::Diagnostic& d) {
    return std::tuple(d.place.file, d.place.line, d.place.column);
  };
  std::ranges::stable_sort(diagnostics_, {}, key);
  if (count_ > kMaxDiagnostics) {
    diagnostics_.push_back(
        {rules::Severity::Error, diagnostics_.back().place,
         std::to_string(count_ - kMaxDiagnostics) + " more diagnostics are not listed",
         "correct those above first"});
  }
  return std::exchange(diagnostics_, {});
}

}  // namespace onward::config::apache
