// SPDX-License-Identifier: MIT
// Diagnostics of one file, bounded in number: what comes beyond the limit is counted and said once,
// so that nothing is dropped in silence.
#include "config/report.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace onward::config {
namespace {

std::uint32_t to_u32(std::size_t number) {
  return static_cast<std::uint32_t>(
      std::min<std::size_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

rules::Place Report::place(At at) const { return {file_, to_u32(at.line), to_u32(at.column)}; }

void Report::error_at(const rules::Place& place, std::string message, std::string hint,
                      About about) {
  add({rules::Severity::Error, place, std::move(message), std::move(hint), about});
}

void Report::warning_at(const rules::Place& place, std::string message, std::string hint,
                        About about) {
  add({rules::Severity::Warning, place, std::move(message), std::move(hint), about});
}

void Report::note_at(const rules::Place& place, std::string message, std::string hint) {
  add({rules::Severity::Note, place, std::move(message), std::move(hint)});
}

rules::Diagnostics Report::take() {
  if (count_ > kMaxDiagnostics) {
    diagnostics_.push_back({rules::Severity::Error,
                            {file_, diagnostics_.back().place.line, 1},
                            std::to_string(count_ - kMaxDiagnostics) +
                                " more lines have errors or warnings that are not listed",
                            "correct those above first"});
  }
  count_ = errors_ = 0;
  return std::exchange(diagnostics_, {});
}

void Report::add(rules::Diagnostic diagnostic) {
  ++count_;
  if (diagnostic.severity == rules::Severity::Error) ++errors_;
  if (count_ <= kMaxDiagnostics) diagnostics_.push_back(std::move(diagnostic));
}

}  // namespace onward::config
