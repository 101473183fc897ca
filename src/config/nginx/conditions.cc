// SPDX-License-Identifier: MIT
// What divides the requests: `if`, and the values of maps. Files are not looked at: here, there are
// none, and what follows from that for redirects is said.
#include "config/nginx/machine.h"
#include "config/nginx/map_choices.h"

#include <algorithm>
#include <utility>

namespace onward::config::nginx {
namespace {

using rules::Severity;

constexpr std::string_view kNoFiles =
    "nginx looks for a file first; taken over as if there were none";

/// Whether following the block makes a difference.
bool does_something(const Block& block, const std::set<std::string>& relevant) {
  return std::ranges::any_of(block, [&](const Directive& directive) {
    const std::string& name = directive.is();
    return name == "return" || name == "rewrite" || name == "break" ||
           (name == "set" && directive.word(0).size() > 1 &&
            relevant.contains(directive.word(0).substr(1)));
  });
}

/// The words between the parentheses.
std::vector<std::string> words_of(const Directive& directive) {
  std::vector<std::string> words;
  words.reserve(directive.words.size());
  for (const Word& word : directive.words) words.push_back(word.text);
  if (words.empty()) return words;
  if (words.front().starts_with('(')) words.front().erase(0, 1);
  if (words.back().ends_with(')')) words.back().pop_back();
  if (words.front().empty()) words.erase(words.begin());
  if (!words.empty() && words.back().empty() && !directive.words.back().is_quoted) words.pop_back();
  return words;
}

std::optional<Test> test_of(const std::vector<std::string>& words, const rules::Place& place) {
  Test asked;
  asked.place = place;
  if (words.size() == 1) return asked;
  if (words.size() != 3) return std::nullopt;
  std::string_view sign = words[1];
  if (sign.starts_with('!')) {
    asked.is_negated = true;
    sign.remove_prefix(1);
  }
  asked.kind = sign == "=" ? Test::Kind::Equals : Test::Kind::Regex;
  if (sign != "=" && sign != "~" && sign != "~*") return std::nullopt;
  asked.ignore_case = sign == "~*";
  asked.text = words[2];
  return asked;
}

}  // namespace

bool Machine::do_if(State& state, Position& position, const Directive& directive) {
  if (!directive.has_block || !does_something(directive.block, model_.relevant)) return false;
  if (const auto holds = file_test(state, directive)) {
    if (*holds) position.frames.push_back({&directive.block, 0});
    return false;
  }
  const std::vector<std::string> words = words_of(directive);
  const auto asked = test_of(words, directive.name.place);
  if (!asked || directive.is_template()) {
    lose_all(directive.block, directive.is_template()
                                  ? "a template fills in a part of the condition"
                                  : "the condition is not understood");
    return false;
  }
  const Value value = value_of(state, words[0]);
  if (put_off(state, directive, value, *asked)) return false;
  return divide(state, position, value, *asked, directive);
}

bool Machine::divide(State& state, const Position& position, const Value& value, const Test& asked,
                     const Directive& directive) {
  const Position here = position;
  const auto go_on = [&](State part, const Value& known) {
    if (!divide(part, here, known, asked, directive)) follow(std::move(part), here);
  };
  if (over_flags(state, value, directive.name.place, go_on) ||
      over_maps(state, value, directive.name.place, go_on)) {
    return true;
  }
  const Outcome outcome = test(state, value, asked);
  if (outcome.kind == Outcome::Kind::Fails) return false;
  if (outcome.kind == Outcome::Kind::Unknown) {
    if (has(value, Source::Row)) rows_failed_ = true;
    lose_all(directive.block, outcome.why);
    return false;
  }
  State part = state;
  assume(outcome, part);
  Position inside = position;
  inside.frames.push_back({&directive.block, 0});
  follow(std::move(part), std::move(inside));
  return outcome.kind == Outcome::Kind::Holds || outcome.is_certain;
}

/// "-f $request_filename", "!-e …".
std::optional<bool> Machine::file_test(State& state, const Directive& directive) {
  const std::vector<std::string> words = words_of(directive);
  if (words.size() != 2) return std::nullopt;
  const bool is_negated = words[0].starts_with("!-");
  if (!is_negated && !words[0].starts_with('-')) return std::nullopt;
  if (is_negated) state.assumption = kNoFiles;
  if (!is_negated) {
    for (const Directive& inner : directive.block) {
      if (!is_redirect(inner)) continue;
      ledger_.lose(inner.name.place, "the redirect is lost: it depends on whether a file is there");
    }
  }
  return is_negated;
}

void Machine::lose_all(const Block& block, const std::string& why) {
  for (const Directive& directive : block) {
    if (is_redirect(directive)) {
      ledger_.lose(directive.name.place, "the redirect is lost: " + why);
    } else if (directive.is() == "return" || directive.is() == "rewrite") {
      ledger_.say(Severity::Warning, directive.name.place,
                  "taken over as if the condition before it never held: " + why);
    }
  }
}

bool Machine::over_maps(const State& state, const Value& value, const rules::Place& place,
                        const Then& then) {
  const auto found = std::ranges::find(value, Source::Map, &Piece::source);
  if (found == value.end()) return false;
  const std::string& name = found->text;
  const MapVariable& map = model_.maps.at(name);
  const auto with = [&](const Value& known) {
    Value whole(value.begin(), found);
    append(known, whole);
    append(Value(found + 1, value.end()), whole);
    return whole;
  };
  State unbound = state;
  unbound.variables[name] = {{Source::Unknown, name, 0}};  // a map that asks for itself
  const Value source = value_of(unbound, map.source);
  const auto again = [&](const State& part, const Value& /*known*/) {
    over_maps(part, value, place, then);
  };
  if (over_flags(unbound, source, place, again) || over_maps(unbound, source, place, again)) {
    return true;
  }
  for (const bool by_rows : {true, false}) {
    const Ledger::Mark mark = ledger_.mark();
    const bool failed_before = std::exchange(rows_failed_, false);
    const MapChoices choices = choices_of(map, source, state, by_rows);
    if (!choices.why.empty()) {
      then(state, with({{Source::Unknown, name, 0}}));
      rows_failed_ = failed_before;
      return true;
    }
    for (const MapChoice& choice : choices.choices) {
      if (is_spent(state, place)) break;
      State part = state;
      assume(choice.condition, part);
      Value known = value_of(part, choice.value);
      if (choice.rows) {
        part.rows = choice.rows;
        part.row_comparison = choice.comparison;
        known = {{Source::Row, name, 0}};
      }
      part.groups = state.groups;
      part.variables[name] = known;
      const std::size_t before = ledger_.taken.size();
      then(std::move(part), with(known));
      if (ledger_.taken.size() > before) {
        if (choice.rows) {
          for (const rules::MapRow& row : *choice.rows) {
            ledger_.taken.push_back({choice.place.file, row.line, 0});
          }
        } else {
          ledger_.taken.push_back(choice.place);
        }
      }
      if (choice.condition.kind == Outcome::Kind::Holds && !choice.rows) break;
    }
    const bool failed = std::exchange(rows_failed_, failed_before);
    if (!failed || !by_rows) return true;
    ledger_.take_back(mark);
  }
  return true;
}

}  // namespace onward::config::nginx
