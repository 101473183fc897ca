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

/// Words of remarks that are about what a part of the check looks for itself. What it did not find
/// is not so: it asks more than readers do.
constexpr std::array<std::string_view, 4> kLookedFor{
    "takes the requests of this line first", "takes subpaths, and the requests of this row first",
    "is taken by this line again", "leads to itself"};
/// Words of those that it tells where it can.
constexpr std::string_view kRepeated = "is the source of line";

/// What an id is seen from, where the reader of a file left a line aside before it became a rule.
struct Said {
  std::string_view words;
  std::string_view id;
};
constexpr std::array kSaid{
    Said{"stands in a row before with another target", "conflict"},
    Said{"stands in a row before", "duplicate"},
    Said{"choose the host", "open-redirect"},
    Said{"would become part of the host", "open-redirect"},
    Said{"needs the list of hosts", "open-redirect"},
    Said{"stands in the host of the target", "open-redirect"},
    Said{"has a fragment, which no client", "unreachable"},
};

std::string_view id_of(const rules::Diagnostic& diagnostic) {
  for (const Said& said : kSaid) {
    if (diagnostic.message.find(said.words) != std::string::npos) return said.id;
  }
  return diagnostic.severity == Severity::Error ? "refused" : "remark";
}

bool is_told(const Subject& subject, const rules::Diagnostic& diagnostic) {
  if (diagnostic.severity == Severity::Error) return false;
  const auto says = [&](std::string_view words) {
    return diagnostic.message.find(words) != std::string::npos;
  };
  if (std::ranges::any_of(kLookedFor, says)) return true;
  const auto has = [&](std::string_view id) {
    return !subject.found.wants(id) || subject.found.has(id, diagnostic.place);
  };
  return says(kRepeated) && (has("duplicate") || has("conflict"));
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
