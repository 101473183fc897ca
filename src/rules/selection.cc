// SPDX-License-Identifier: MIT
// The first rule that matches. A handful of rules is asked one by one; of many, only those that the
// index names, in file order.
#include "rules/selection.h"

#include "rules/image/find.h"
#include "rules/table_state.h"

#include <algorithm>

namespace onward::rules {
namespace {

/// Up to so many rules asking each is cheaper than the index (docs/decisions/0011).
constexpr std::size_t kFewRules = 8;

constexpr std::uint32_t kNoRule = 0xFFFF'FFFF;

/// Whether the rule matches, and then what is known of it. `found` is as it was made.
bool ask(const Table& table, std::size_t number, Asked& asked, Selected& found) {
  const CompiledRule& rule = table.state().compiled[number];
  ++asked.buffer().rules_asked;
  if (!rule.has_map()) {
    if (!holds_and_captures(rule.when, asked)) return false;
  } else {
    if (!holds(rule.when, asked)) return false;
    found.row = rule.map ? rule.map->find(asked) : find(*table.images()[rule.image].image, asked);
    if (!found.row) return false;
    capture(rule.when, asked);
  }
  found.rule = number;
  found.path = asked.buffer().path;
  found.host = asked.buffer().host;
  Comparison unmerged = rule.when.comparison;
  unmerged.merge_slashes = false;
  found.request_path = asked.path(unmerged);
  return true;
}

using Lists = std::vector<std::span<const std::uint32_t>>;

// The numbers of ascending lists, in order, each once. Few lists are looked at one by one; many are
// a heap, so that a request which finds very many does not cost their square.
class Ascending {
 public:
  /// Without those before `from`.
  Ascending(Lists& lists, std::size_t from) : lists_(lists) {
    for (auto& list : lists_) {
      const auto first = std::lower_bound(list.begin(), list.end(), from);
      list = list.subspan(static_cast<std::size_t>(first - list.begin()));
    }
    std::erase_if(lists_, [](const auto& list) { return list.empty(); });
    is_heap_ = lists_.size() > kFewLists;
    if (is_heap_) std::make_heap(lists_.begin(), lists_.end(), kLater);
  }

  std::uint32_t next() {
    if (lists_.empty()) return kNoRule;
    return is_heap_ ? next_of_many() : next_of_few();
  }

 private:
  static constexpr std::size_t kFewLists = 16;
  static constexpr auto kLater = [](const auto& a, const auto& b) { return a.front() > b.front(); };

  std::uint32_t next_of_few() {
    std::uint32_t least = kNoRule;
    for (const auto& list : lists_) {
      if (!list.empty()) least = std::min(least, list.front());
    }
    for (auto& list : lists_) {
      if (!list.empty() && list.front() == least) list = list.subspan(1);
    }
    return least;
  }

  std::uint32_t next_of_many() {
    const std::uint32_t least = lists_.front().front();
    while (!lists_.empty() && lists_.front().front() == least) {
      std::pop_heap(lists_.begin(), lists_.end(), kLater);
      lists_.back() = lists_.back().subspan(1);
      if (lists_.back().empty()) {
        lists_.pop_back();
      } else {
        std::push_heap(lists_.begin(), lists_.end(), kLater);
      }
    }
    return least;
  }

  Lists& lists_;
  bool is_heap_ = false;
};

}  // namespace

std::optional<Selected> select(const Table& table, const Question& question, std::size_t from,
                               SelectionBuffer& buffer) {
  const TableState& state = table.state();
  Asked asked(question, buffer);
  std::optional<Selected> found(std::in_place);  // the one that is returned: it is not copied
  if (state.compiled.size() <= kFewRules) {
    for (std::size_t i = from; i < state.compiled.size(); ++i) {
      if (ask(table, i, asked, *found)) return found;
    }
    found.reset();
    return found;
  }
  state.index.find(asked);
  Ascending candidates(buffer.candidates, from);
  for (;;) {
    const std::uint32_t rule = candidates.next();
    if (rule == kNoRule) {
      found.reset();
      return found;
    }
    if (ask(table, rule, asked, *found)) return found;
  }
}

std::optional<Selected> try_rule(const Table& table, const Question& question, std::size_t rule,
                                 SelectionBuffer& buffer, std::string& why) {
  const TableState& state = table.state();
  Asked asked(question, buffer);
  why = why_not(state.compiled[rule].when, asked);
  if (!why.empty()) return std::nullopt;
  Selected found;
  if (ask(table, rule, asked, found)) return found;
  why = kNotInMap;
  return std::nullopt;
}

}  // namespace onward::rules
