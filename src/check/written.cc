// SPDX-License-Identifier: MIT
// Jinja, ERB, Go's templates and Handlebars, by the words that make a choice; a line at a time, as
// these stand on lines of their own.
#include "check/written.h"

#include "base/ascii.h"
#include "config/lines.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace onward::check {
namespace {

using std::string_view;

constexpr std::array<string_view, 4> kOpeners{"{%", "<%", "{{", "#{"};
constexpr std::array<string_view, 10> kChoices{"if",   "else", "elif",   "elsif", "elseif",
                                               "case", "when", "unless", "end",   "endif"};

/// The first word behind the mark that opens an expression of a template.
string_view first_word(string_view text) {
  const auto is_letter = [](char c) { return base::is_alpha(c); };
  const auto begin = std::ranges::find_if(text, [&](char c) {
    return c != ' ' && c != '-' && c != '#' && c != '~' && c != '/' && c != '}';
  });
  const auto end = std::find_if_not(begin, text.end(), is_letter);
  return {begin, end};
}

bool chooses(string_view line) {
  return std::ranges::any_of(kOpeners, [line](string_view opener) {
    for (std::size_t at = 0; (at = line.find(opener, at)) != line.npos; at += opener.size()) {
      const string_view word = first_word(line.substr(at + opener.size()));
      if (std::ranges::find(kChoices, word) != kChoices.end()) return true;
    }
    return false;
  });
}

}  // namespace

const Written::Text* Written::text_of(std::uint32_t file) {
  if (file >= configuration_.files.size()) return nullptr;
  const auto known = texts_.find(file);
  if (known != texts_.end()) return &known->second;
  const config::SourceFile& source = configuration_.files[file];
  Text& text = texts_.emplace(file, Text{LineIndex(source)}).first->second;
  config::LineReader lines(source.text);
  for (config::Line line; lines.next(line);) {
    if (chooses(line.text)) text.choices.push_back(static_cast<std::uint32_t>(line.number));
  }
  return &text;
}

bool Written::is_chosen_between(const rules::Place& a, const rules::Place& b) {
  if (a.file != b.file) return false;
  const Text* const text = text_of(a.file);
  if (text == nullptr) return false;
  const auto [first, last] = std::minmax(a.line, b.line);
  const auto choice = std::ranges::upper_bound(text->choices, first);
  return choice != text->choices.end() && *choice < last;
}

string_view Written::scheme_at(const rules::Place& place) {
  const Text* const text = text_of(place.file);
  const auto line = text == nullptr ? std::nullopt : text->lines.find(place.line);
  if (!line || place.column == 0) return "";
  const string_view rest =
      line->text.substr(std::min<std::size_t>(place.column - 1, line->text.size()));
  const string_view begin = rest.substr(0, std::min(rest.find("://"), rest.size()));
  if (begin.size() == rest.size()) return "";
  return begin.ends_with("https") ? "https" : begin.ends_with("http") ? "http" : "";
}

bool Written::differ_in_scheme(const rules::Place& a, const rules::Place& b) {
  const string_view one = scheme_at(a);
  const string_view other = scheme_at(b);
  return !one.empty() && !other.empty() && one != other;
}

}  // namespace onward::check
