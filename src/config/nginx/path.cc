// SPDX-License-Identifier: MIT
// Three answers to a test of the path: yes, no, and "ask the request". A path that a rewrite made
// is known as far as its texts go; where that is not enough the answer is not known.
#include "base/ascii.h"
#include "config/nginx/expression.h"
#include "config/nginx/state.h"

#include <algorithm>

namespace onward::config::nginx {
namespace {

Outcome outcome(bool holds) {
  Outcome result;
  result.kind = holds ? Outcome::Kind::Holds : Outcome::Kind::Fails;
  return result;
}

Outcome depends(Atom::Kind kind, std::string_view text, bool ignore_case) {
  Outcome result;
  result.kind = Outcome::Kind::Depends;
  result.atom.kind = kind;
  result.atom.text = text;
  result.atom.ignore_case = ignore_case;
  return result;
}

Outcome unknown() {
  Outcome result;
  result.why = "where the rewritten path leads depends on what is filled into it";
  return result;
}

/// What the path surely begins with.
std::string known_begin(const State& state) {
  if (state.uri) {
    return !state.uri->empty() && state.uri->front().source == Source::Text
               ? state.uri->front().text
               : std::string();
  }
  std::string longest = "/";
  for (const Atom& atom : state.atoms) {
    if (atom.is_negated || !atom.is_path() || atom.ignore_case) continue;
    const std::string begin =
        atom.kind == Atom::Kind::PathRegex ? literal_begin(atom.text, atom.ignore_case) : atom.text;
    if (begin.size() > longest.size()) longest = begin;
  }
  return longest;
}

}  // namespace

std::optional<std::string> known_path(const State& state) {
  if (state.uri) {
    if (is_constant(*state.uri)) return text_of(*state.uri);
    return std::nullopt;
  }
  for (const Atom& atom : state.atoms) {
    if (atom.kind == Atom::Kind::PathExact && !atom.is_negated) return atom.text;
  }
  return std::nullopt;
}

Outcome test_exact(const State& state, std::string_view text) {
  if (const auto path = known_path(state)) return outcome(*path == text);
  const std::string begin = known_begin(state);
  if (!text.starts_with(begin)) return outcome(false);
  if (state.uri) return unknown();
  const bool is_apart = std::ranges::any_of(state.atoms, [text](const Atom& atom) {
    return atom.kind == Atom::Kind::PathRegex && !atom.is_negated &&
           !search(atom.text, atom.ignore_case, text);
  });
  return is_apart ? outcome(false) : depends(Atom::Kind::PathExact, text, false);
}

Outcome test_prefix(const State& state, std::string_view text) {
  if (const auto path = known_path(state)) return outcome(path->starts_with(text));
  const std::string begin = known_begin(state);
  if (begin.starts_with(text)) return outcome(true);
  if (!text.starts_with(begin)) return outcome(false);
  return state.uri ? unknown() : depends(Atom::Kind::PathPrefix, text, false);
}

Outcome test_path_regex(const State& state, std::string_view expression, bool ignore_case) {
  if (const auto path = known_path(state)) {
    auto groups = search(expression, ignore_case, *path);
    Outcome result = outcome(groups.has_value());
    if (groups) result.groups = std::move(*groups);
    return result;
  }
  if (!may_begin_with(expression, ignore_case, known_begin(state))) return outcome(false);
  const auto simple = reduced(expression, ignore_case);
  const bool is_whole = simple && simple->match == "/*";
  if (is_whole && simple->groups.empty()) return outcome(true);
  if (state.uri) return unknown();
  Outcome result = depends(Atom::Kind::PathRegex, expression, ignore_case);
  result.is_certain = is_whole;
  return result;
}

void assume(const Outcome& outcome, State& state) {
  if (outcome.kind == Outcome::Kind::Holds) {
    if (!outcome.groups.empty()) state.groups = {0, outcome.groups, 0};
    return;
  }
  if (outcome.kind != Outcome::Kind::Depends) return;
  Atom atom = outcome.atom;
  atom.number = state.next_atom++;
  const bool is_regex = atom.kind == Atom::Kind::PathRegex || atom.other.regex.has_value();
  if (is_regex && !atom.is_negated) {
    const std::string& expression = atom.is_path() ? atom.text : atom.other.regex->expression.value;
    const std::vector<GroupSpan> groups = groups_of(expression);
    state.groups = {atom.number, {}, groups.size()};
    std::size_t number = 0;
    for (const GroupSpan& group : groups) {
      ++number;
      if (group.name.empty()) continue;
      state.variables[group.name] = {{Source::Group, std::to_string(number), atom.number}};
    }
  }
  state.atoms.push_back(std::move(atom));
}

}  // namespace onward::config::nginx
