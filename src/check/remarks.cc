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

/// Words of remarks that are about what a part of the check is about, too.
struct Told {
  std::string_view words;
  std::array<std::string_view, 5> ids;
};
constexpr std::array kTold{
    Told{"is the source of line", {"duplicate", "conflict"}},
    Told{"leads to itself", {"loop"}},
    Told{"takes the requests of this line first", {"shadowed", "duplicate", "conflict"}},
    Told{"takes the request", {"shadowed", "duplicate", "conflict"}},
    Told{"takes the target again", {"loop", "self-match", "chain"}},
    Told{"again", {"loop", "duplicate", "conflict", "self-match", "shadowed"}},
};

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
    Said{"takes subpaths, and the requests of this row first", "shadowed"},
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
  return std::ranges::any_of(kTold, [&](const Told& told) {
    if (diagnostic.message.find(told.words) == std::string::npos) return false;
    return std::ranges::any_of(told.ids, [&](std::string_view id) {
      return !id.empty() && (!subject.found.wants(id) || subject.found.has(id, diagnostic.place));
    });
  });
}

}  // namespace

void find_remarks(Subject& subject) {
  const std::set<Key> examples = places_of_examples(subject.table);
  for (const rules::Diagnostic& diagnostic : subject.configuration.diagnostics) {
    if (is_told(subject, diagnostic)) continue;
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
