// SPDX-License-Identifier: MIT
// `if (…) { set $flag 1; }` is put off: the requests are divided where the flag is asked for, and
// not where it is set. So 40 flags that are asked for one after the other are 40 divisions, and not
// two to the 40th.
#include "config/nginx/expression.h"
#include "config/nginx/machine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config::nginx {
namespace {

/// Whether it does nothing but set variables.
bool only_sets(const Block& block) {
  return std::ranges::none_of(block, [](const Directive& directive) {
    const std::string& name = directive.is();
    return name == "return" || name == "rewrite" || name == "break" || directive.has_block ||
           directive.is_template();
  });
}

/// Whether a value is known in full as soon as the request is.
bool is_of_request(const Value& value) {
  constexpr std::array kOthers{Source::Map, Source::Flag, Source::Row, Source::Group,
                               Source::Unknown};
  return std::ranges::none_of(kOthers, [&](Source source) { return has(value, source); });
}

/// Whether it gives groups that may be asked for behind it.
bool has_groups(const Atom& atom) {
  if (atom.kind == Atom::Kind::PathRegex) return !groups_of(atom.text).empty();
  return atom.other.regex && !groups_of(atom.other.regex->expression.value).empty();
}

}  // namespace

bool Machine::put_off(State& state, const Directive& directive, const Value& value,
                      const Test& asked) {
  if (!only_sets(directive.block) || !is_of_request(value)) return false;
  if (state.groups.from != 0 || !state.groups.texts.empty()) return false;
  const Outcome outcome = test(state, value, asked);
  if (outcome.kind != Outcome::Kind::Depends || outcome.is_certain) return false;
  if (has_groups(outcome.atom)) return false;
  State holds = state;
  for (const Directive& inner : directive.block) {
    if (inner.is() == "set") do_set(holds, inner);
  }
  Flag flag{outcome};
  for (const Directive& inner : directive.block) {
    if (inner.is() != "set" || inner.word(0).size() < 2) continue;
    const std::string name = inner.word(0).substr(1);
    const auto set = holds.variables.find(name);
    if (!model_.relevant.contains(name) || set == holds.variables.end()) continue;
    flag.set.emplace(name, set->second);
    if (!flag.unset.contains(name)) flag.unset.emplace(name, variable(state, name));
  }
  for (const auto& [name, known] : flag.set) {
    state.variables[name] = {{Source::Flag, name, flags_.size()}};
  }
  flags_.push_back(std::move(flag));
  return true;
}

bool Machine::over_flags(const State& state, const Value& value, const rules::Place& place,
                         const Then& then) {
  const auto found = std::ranges::find(value, Source::Flag, &Piece::source);
  if (found == value.end()) return false;
  const std::size_t number = found->from;
  for (const bool holds : {true, false}) {
    if (is_spent(state, place)) break;
    const auto& known = holds ? flags_[number].set : flags_[number].unset;
    const auto resolved = [&](const Value& old) {
      Value whole;
      for (const Piece& piece : old) {
        const bool is_asked = piece.source == Source::Flag && piece.from == number;
        append(is_asked ? known.at(piece.text) : Value{piece}, whole);
      }
      return whole;
    };
    State part = state;
    if (holds) assume(flags_[number].outcome, part);
    for (auto& [name, one] : part.variables) {
      if (has(one, Source::Flag)) one = resolved(one);
    }
    if (part.uri) part.uri = resolved(*part.uri);
    if (part.args) part.args = resolved(*part.args);
    then(std::move(part), resolved(value));
  }
  return true;
}

}  // namespace onward::config::nginx
