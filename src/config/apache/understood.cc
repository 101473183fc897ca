// SPDX-License-Identifier: MIT
// Conditions joined by [OR] are a group of which one must hold; the groups must hold together. %N
// is what the last condition that matched took, so that in a group of [OR] each may be the source:
// the rule is written once for each, in their order.
#include "config/apache/understood.h"

#include "base/ascii.h"
#include "config/apache/expression.h"
#include "config/apache/resolve.h"

#include <algorithm>
#include <utility>

namespace onward::config::apache {
namespace {

using rules::Conditions;
using Truth = Tested::Truth;

bool uses(const Pieces& pieces, Piece::Kind kind, bool whole_only = false) {
  return std::ranges::any_of(pieces, [&](const Piece& piece) {
    const bool in_key = piece.kind == Piece::Kind::Lookup && uses(pieces_of(piece.key), kind);
    return in_key || (piece.kind == kind && (!whole_only || piece.number == 0));
  });
}

/// All texts of a line that are filled in.
std::vector<Pieces> texts_of(const RewriteLine& line) {
  std::vector<Pieces> texts{pieces_of(line.substitution)};
  for (const auto& variable : line.environment) texts.push_back(pieces_of(variable.second));
  for (const RewriteCondition& condition : line.conditions) {
    texts.push_back(pieces_of(condition.subject));
  }
  return texts;
}

class Understanding {
 public:
  Understanding(const RewriteLine& line, const Asked& asked, std::size_t& names, Account& account)
      : line_(line), asked_(asked), names_(names), account_(account) {}

  Understood run() {
    PatternUse use = pattern_use();
    result_.path = path_side(std::string_view(line_.pattern), asked_.context, use);
    result_.fault = result_.path.fault;
    result_.is_never = result_.path.is_never;
    if (!result_.fault.empty() || result_.is_never) return std::move(result_);
    conditions();
    if (line_.ignore_case && asked_.may_fold && !has_environment_ && result_.fault.empty() &&
        !result_.is_never && !has_expressions()) {
      use.folds = true;
      result_.path = path_side(std::string_view(line_.pattern), asked_.context, use);
    }
    return std::move(result_);
  }

 private:
  PatternUse pattern_use() {
    const auto texts = texts_of(line_);
    PatternUse use;
    use.place = line_.place;
    use.is_negated = line_.is_negated;
    use.ignore_case = line_.ignore_case;
    for (const Pieces& text : texts) {
      use.needs_groups = use.needs_groups || uses(text, Piece::Kind::Group);
      use.needs_whole = use.needs_whole || uses(text, Piece::Kind::Group, true);
      needs_groups_ = needs_groups_ || uses(text, Piece::Kind::ConditionGroup);
    }
    if (uses(texts[0], Piece::Kind::Variable)) use.needs_groups = true;
    has_environment_ = std::ranges::any_of(texts[0], [](const Piece& piece) {
      return piece.kind == Piece::Kind::Variable && base::to_lower(piece.text).starts_with("env:");
    });
    const bool keeps_groups = std::ranges::any_of(line_.environment, [](const auto& variable) {
      const Pieces text = pieces_of(variable.second);
      return uses(text, Piece::Kind::Group) || uses(text, Piece::Kind::ConditionGroup);
    });
    // They are asked for by other rules, which have groups of their own.
    if (keeps_groups) use.group_prefix = "e" + std::to_string(++names_) + "_";
    return use;
  }

  bool has_expressions() const {
    return std::ranges::any_of(result_.variants, [](const Variant& variant) {
      return std::ranges::any_of(variant.conditions, has_expression);
    });
  }

  Tested test_one(const RewriteCondition& condition, const std::vector<Part>& before) {
    if (condition.is_expression) {
      return test_expression(condition.matcher.text, asked_.context, condition.place);
    }
    const std::string prefix = needs_groups_ ? "c" + std::to_string(++names_) + "_" : "";
    const Known known{asked_.environment, asked_.maps, &result_.path.groups, &before};
    std::string fault;
    const auto subjects = resolve(pieces_of(condition.subject), known, fault);
    if (subjects) {
      return test_first(*subjects, condition.matcher, asked_.context, {condition.place, prefix});
    }
    if (condition.matcher.kind == Matcher::Kind::File) {
      return test({}, condition.matcher, asked_.context, {condition.place, ""});
    }
    Tested tested;
    tested.why = fault;
    return tested;
  }

  void conditions() {
    std::vector<std::vector<Tested>> all;
    bool begins = true;
    std::vector<Part> before;
    for (const RewriteCondition& condition : line_.conditions) {
      if (begins) all.emplace_back();
      begins = !condition.or_next;
      all.back().push_back(test_one(condition, before));
      const Tested& tested = all.back().back();
      if (tested.is_about_files) about_files(condition);
      if (tested.has_groups && tested.truth != Truth::Unknown) before = tested.groups;
    }
    // An [OR] behind which nothing stands: a condition that fails there is passed over.
    if (!begins) all.pop_back();
    std::vector<std::vector<Tested>> open;
    for (auto& group : all) {
      if (!keep_open(group)) return;
      if (!group.empty()) open.push_back(std::move(group));
    }
    if (!open.empty() && needs_groups_) return split(open);
    Variant variant;
    for (const auto& group : open) variant.conditions.push_back(joined(group));
    if (needs_groups_) variant.groups = before;
    result_.variants.push_back(std::move(variant));
  }

  void about_files(const RewriteCondition& condition) {
    result_.is_about_files = true;
    if (!answers(line_) || !condition.matcher.is_negated) return;
    account_.warning_once(condition.place,
                          "conditions on files are taken as if no file were there: what exists "
                          "elsewhere is redirected, too");
  }

  /// Removes what never holds from a group of [OR]; empties it where it always holds. False where
  /// it never holds or is not known.
  bool keep_open(std::vector<Tested>& group) {
    const auto always = std::ranges::find(group, Truth::Always, &Tested::truth);
    if (always != group.end()) {
      if (always->has_groups && group.size() == 1) return true;  // what it takes is known
      group.clear();
      return true;
    }
    const auto lost = std::ranges::find(group, Truth::Unknown, &Tested::truth);
    if (lost != group.end()) {
      result_.fault = lost->why;
      return false;
    }
    std::erase_if(group, [](const Tested& tested) { return tested.truth == Truth::Never; });
    result_.is_never = group.empty();
    return !group.empty();
  }

  static Conditions joined(const std::vector<Tested>& group) {
    std::vector<Conditions> any;
    any.reserve(group.size());
    for (const Tested& tested : group) any.push_back(tested.when);
    return any_of(std::move(any));
  }

  void split(const std::vector<std::vector<Tested>>& open) {
    std::size_t source = open.size();
    while (source > 0 && std::ranges::none_of(open[source - 1], &Tested::has_groups)) --source;
    Variant common;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (i + 1 != source) common.conditions.push_back(joined(open[i]));
    }
    if (source == 0) return result_.variants.push_back(std::move(common));
    for (const Tested& tested : open[source - 1]) {
      Variant variant = common;
      if (tested.truth == Truth::Depends) variant.conditions.push_back(tested.when);
      variant.groups = tested.groups;
      result_.variants.push_back(std::move(variant));
    }
  }

  const RewriteLine& line_;
  const Asked& asked_;
  std::size_t& names_;
  Account& account_;
  bool needs_groups_ = false;  // %N
  bool has_environment_ =
      false;  // %{ENV:…} in the substitution, whose conditions are not seen here
  Understood result_;
};

}  // namespace

Understood understand(const RewriteLine& line, const Asked& asked, std::size_t& names,
                      Account& account) {
  return Understanding(line, asked, names, account).run();
}

Conditions whole(const Understood& understood) {
  std::vector<Conditions> any;
  for (const Variant& variant : understood.variants) {
    std::vector<Conditions> all{understood.path.when};
    all.insert(all.end(), variant.conditions.begin(), variant.conditions.end());
    any.push_back(all_of(std::move(all)));
  }
  if (std::ranges::any_of(any, is_empty)) return {};
  return any_of(std::move(any));
}

}  // namespace onward::config::apache
