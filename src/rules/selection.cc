// SPDX-License-Identifier: MIT
// The first rule that matches. A handful of rules is asked one by one; of many, only those that the
// index names, in file order: its lists are ascending, and the least number at their heads is next.
#include "rules/selection.h"

#include "rules/table_state.h"

#include <algorithm>

namespace onward::rules {
namespace {

/// Up to so many rules asking each is cheaper than the index (docs/decisions/0011).
constexpr std::size_t kFewRules = 8;

constexpr std::uint32_t kNoRule = 0xFFFF'FFFF;

Selected selected(const CompiledRule& rule, std::size_t number, std::optional<FoundRow> row,
                  Asked& asked) {
  capture(rule.when, asked);
  const bool keeps = rule.when.comparison.keep_escapes;
  return {number, asked.buffer().path, asked.buffer().host, row,
          asked.path({.keep_escapes = keeps})};
}

std::optional<Selected> ask(const TableState& state, std::size_t number, Asked& asked) {
  const CompiledRule& rule = state.compiled[number];
  ++asked.buffer().rules_asked;
  if (!holds(rule.when, asked)) return std::nullopt;
  if (!rule.map) return selected(rule, number, std::nullopt, asked);
  const auto row = rule.map->find(asked);
  return row ? std::optional(selected(rule, number, row, asked)) : std::nullopt;
}

// The least number at the heads of the lists, which is taken off all of them.
std::uint32_t next_candidate(std::vector<std::span<const std::uint32_t>>& lists) {
  std::uint32_t least = kNoRule;
  for (const auto& list : lists) {
    if (!list.empty()) least = std::min(least, list.front());
  }
  for (auto& list : lists) {
    if (!list.empty() && list.front() == least) list = list.subspan(1);
  }
  return least;
}

}  // namespace

std::optional<Selected> select(const Table& table, const Question& question, std::size_t from,
                               SelectionBuffer& buffer) {
  const TableState& state = table.state();
  Asked asked(question, buffer);
  if (state.compiled.size() <= kFewRules) {
    for (std::size_t i = from; i < state.compiled.size(); ++i) {
      if (auto found = ask(state, i, asked)) return found;
    }
    return std::nullopt;
  }
  state.index.find(asked);
  for (auto& list : buffer.candidates) {
    const auto first = std::lower_bound(list.begin(), list.end(), from);
    list = list.subspan(static_cast<std::size_t>(first - list.begin()));
  }
  for (;;) {
    const std::uint32_t rule = next_candidate(buffer.candidates);
    if (rule == kNoRule) return std::nullopt;
    if (auto found = ask(state, rule, asked)) return found;
  }
}

std::optional<Selected> try_rule(const Table& table, const Question& question, std::size_t rule,
                                 SelectionBuffer& buffer, std::string& why) {
  const TableState& state = table.state();
  Asked asked(question, buffer);
  why = why_not(state.compiled[rule].when, asked);
  if (!why.empty()) return std::nullopt;
  auto found = ask(state, rule, asked);
  if (!found) why = kNotInMap;
  return found;
}

}  // namespace onward::rules
