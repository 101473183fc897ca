// SPDX-License-Identifier: MIT
// What the readers of files and the compiler said, as findings. What the check shows by a request
// itself is not said twice.
#include "check/subject.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace onward::check {
namespace {

using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

Key key_of(const rules::Place& place) { return {place.file, place.line, place.column}; }

/// Where the requests and answers of examples stand.
std::set<Key> places_of_examples(const rules::Table& table) {
  std::set<Key> places;
  for (const rules::Rule& rule : table.rules()) {
    for (const rules::Example& example : rule.examples) {
      places.insert(key_of(example.request.place));
      places.insert(key_of(example.answer.place));
    }
  }
  return places;
}

using rules::About;

/// Whether a part of the check looked for itself. What it did not find is not so: it asks more than
/// readers do.
bool is_told(const Subject& subject, const rules::Diagnostic& diagnostic) {
  const auto has = [&](std::string_view id) {
    return !subject.found.wants(id) || subject.found.has(id, diagnostic.place);
  };
  switch (diagnostic.about) {
    case About::Shadowed:
    case About::Loop:
      return true;
    case About::Duplicate:
    case About::Conflict:
    case About::Repeated:
      return has("duplicate") || has("conflict");
    case About::Other:
    case About::HostOfClient:
    case About::NeverAsked:
      break;
  }
  return false;
}

/// The id of what only the reader of a file could see: it left the line aside before it became a
/// rule.
std::string_view id_of(const rules::Diagnostic& diagnostic) {
  switch (diagnostic.about) {
    case About::Duplicate:
      return "duplicate";
    case About::Conflict:
      return "conflict";
    case About::HostOfClient:
      return "open-redirect";
    case About::NeverAsked:
      return "unreachable";
    default:
      return diagnostic.severity == Severity::Error ? "refused" : "remark";
  }
}

}  // namespace

void find_remarks(Subject& subject) {
  const std::set<Key> examples = places_of_examples(subject.table);
  for (const rules::Diagnostic& diagnostic : subject.configuration.diagnostics) {
    // Notes are about lines that redirect nothing: `onward import` has them.
    if (diagnostic.severity == Severity::Note || is_told(subject, diagnostic)) continue;
    Finding finding;
    finding.place = diagnostic.place;
    finding.severity = diagnostic.severity;
    finding.message = diagnostic.message;
    finding.fix = diagnostic.hint;
    const bool is_error = diagnostic.severity == Severity::Error;
    if (is_error && examples.contains(key_of(diagnostic.place))) {
      finding.id = "example";
    } else {
      finding.id = id_of(diagnostic);
    }
    if (finding.id == "duplicate") finding.severity = Severity::Note;
    subject.found.add(std::move(finding));
  }
}

}  // namespace onward::check
