// SPDX-License-Identifier: MIT
// mod_rewrite walks its rules in order, as Onward does, and most of them are one rule here. What
// makes the difference is kept as conditions: a rule that ends the walk without an answer ([L] with
// "-", [S=N]) is asked again, negated, by those it keeps from being tried. A rewrite inside of the
// server ends the walk: what serves the result is not here, so that the request passes.
#include "config/apache/rewrite.h"

#include "base/ascii.h"
#include "config/apache/emit.h"
#include "config/apache/expression_text.h"
#include "config/apache/path_side.h"
#include "config/apache/resolve.h"
#include "config/apache/target.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace onward::config::apache {
namespace {

using rules::Conditions;
using rules::Rule;

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

class SetWriter {
 public:
  SetWriter(const RewriteSet& set, Environment& environment, const Maps& maps, Account& account)
      : set_(set), environment_(environment), maps_(maps), account_(account) {}

  std::vector<Rule> run() {
    for (index_ = 0; index_ < set_.lines.size() && rules_.size() < kMaxRules; ++index_) {
      line(set_.lines[index_]);
    }
    std::ranges::move(at_end_, std::back_inserter(rules_));
    return std::move(rules_);
  }

 private:
  /// What a line asks, in one of its forms: with [OR] and %N there are several.
  struct Variant {
    std::vector<Conditions> conditions;
    std::vector<Part> groups;
  };
  struct Understood {
    PathSide path;
    std::vector<Variant> variants;
    bool is_never = false;
    bool is_about_files = false;
    std::string fault;
  };

  void lose(const RewriteLine& line, std::string why, std::string hint = "") {
    if (answers(line)) {
      account_.lost(line.place, "this rule is lost: " + std::move(why), std::move(hint));
    } else {
      account_.error(
          line.place,
          "this rule is lost, and may have changed what those below redirect: " + std::move(why),
          std::move(hint));
    }
  }

  void line(const RewriteLine& line) {
    if (answers(line)) account_.redirect(line.place);
    const bool in_chain = chain_.has_value();
    Understood understood = understand(line);
    if (in_chain && chain_->empty()) understood.is_never = true;  // its head never holds
    if (!understood.fault.empty()) {
      lose(line, understood.fault);
      chain_.reset();
      if (line.is_chained) chain_.emplace();
      return;
    }
    if (understood.is_never) return never(line, understood);
    if (in_chain) {
      for (Variant& variant : understood.variants) {
        variant.conditions.insert(variant.conditions.begin(), chain_->begin(), chain_->end());
      }
    }
    chain_.reset();
    if (line.is_chained) begin_chain(line, understood);
    act(line, understood);
  }

  void never(const RewriteLine& line, const Understood& understood) {
    chain_.reset();
    if (line.is_chained) chain_.emplace();  // empty: what is chained to it never is tried
    if (understood.path.is_never) {
      const bool is_root = set_.context.is_folder;
      account_.warning(line.place,
                       "this rule never matches: " +
                           std::string(is_root ? "the pattern begins with a slash, which is not "
                                                 "there in the context of a folder"
                                               : "every path begins with a slash here"),
                       is_root ? "write '^" + without_slash(line.pattern) + "'" : "");
      return;
    }
    if (understood.is_about_files && answers(line)) {
      account_.lost(line.place, "this rule is lost: it redirects only where a file is there",
                    "there are no files here");
      return;
    }
    account_.note(line.place, "this rule is left out: its conditions never hold here");
  }

  static std::string without_slash(std::string_view pattern) {
    if (pattern.starts_with('^')) pattern.remove_prefix(1);
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    return std::string(pattern);
  }

  // --- What is asked ---------------------------------------------------------------------------

  Understood understand(const RewriteLine& line) {
    Understood understood;
    const auto texts = texts_of(line);
    PatternUse use;
    use.place = line.place;
    use.is_negated = line.is_negated;
    use.ignore_case = line.ignore_case;
    bool needs_condition_groups = false;
    for (const Pieces& text : texts) {
      use.needs_groups = use.needs_groups || uses(text, Piece::Kind::Group);
      use.needs_whole = use.needs_whole || uses(text, Piece::Kind::Group, true);
      needs_condition_groups = needs_condition_groups || uses(text, Piece::Kind::ConditionGroup);
    }
    if (uses(texts[0], Piece::Kind::Variable)) use.needs_groups = true;
    const bool keeps_groups = std::ranges::any_of(line.environment, [](const auto& variable) {
      const Pieces text = pieces_of(variable.second);
      return uses(text, Piece::Kind::Group) || uses(text, Piece::Kind::ConditionGroup);
    });
    if (keeps_groups) use.group_prefix = "e" + std::to_string(++names_) + "_";
    understood.path = path_side(line.pattern, set_.context, use);
    understood.fault = understood.path.fault;
    understood.is_never = understood.path.is_never;
    if (!understood.fault.empty() || understood.is_never) return understood;
    conditions(line, needs_condition_groups, understood);
    if (line.ignore_case && understood.fault.empty() && !understood.is_never &&
        !any_expression(understood.variants) && stopped_.empty()) {
      use.folds = true;
      understood.path = path_side(line.pattern, set_.context, use);
    }
    return understood;
  }

  static bool any_expression(const std::vector<Variant>& variants) {
    return std::ranges::any_of(variants, [](const Variant& variant) {
      return std::ranges::any_of(variant.conditions, has_expression);
    });
  }

  Tested test_one(const RewriteCondition& condition, const Understood& understood,
                  const std::string& prefix, const std::vector<Part>* before) {
    if (condition.is_expression) {
      Tested tested;
      tested.why = "the condition is an expression (ap_expr)";
      return tested;
    }
    Known known{environment_, maps_, &understood.path.groups, before};
    std::string fault;
    const auto subjects = resolve(pieces_of(condition.subject), known, fault);
    if (!subjects) {
      Tested tested;
      tested.why = fault;
      if (condition.matcher.kind != Matcher::Kind::File) return tested;
      return test({}, condition.matcher, set_.context, {condition.place, ""});
    }
    return test_first(*subjects, condition.matcher, set_.context, {condition.place, prefix});
  }

  /// The conditions in groups of [OR], and from the last that matches the groups of %N.
  void conditions(const RewriteLine& line, bool needs_groups, Understood& understood) {
    std::vector<std::vector<Tested>> all;
    bool starts = true;
    std::vector<Part> before;
    for (const RewriteCondition& condition : line.conditions) {
      if (starts) all.emplace_back();
      starts = !condition.or_next;
      const std::string prefix =
          needs_groups ? "c" + std::to_string(++names_) + "_" : std::string();
      all.back().push_back(test_one(condition, understood, prefix, &before));
      Tested& tested = all.back().back();
      if (tested.is_about_files) {
        understood.is_about_files = true;
        warn_about_files(line, condition);
      }
      if (tested.has_groups && tested.truth != Tested::Truth::Unknown) before = tested.groups;
    }
    std::vector<std::vector<Tested>> open;
    for (auto& group : all) {
      if (!keep_open(group, line, understood)) return;
      if (!group.empty()) open.push_back(std::move(group));
    }
    if (open.empty() || !needs_groups) {
      Variant variant;
      for (auto& group : open) variant.conditions.push_back(joined(group));
      if (needs_groups) variant.groups = before;
      understood.variants.push_back(std::move(variant));
      return;
    }
    split(std::move(open), understood);
  }

  void warn_about_files(const RewriteLine& line, const RewriteCondition& condition) {
    if (!answers(line) || !condition.matcher.is_negated) return;
    account_.warning_once(condition.place,
                          "conditions on files are taken as if no file were there: what exists "
                          "elsewhere is redirected, too");
  }

  /// Removes what never holds from a group of [OR]; empties it where it always holds. False where
  /// it never holds or is not known.
  static bool keep_open(std::vector<Tested>& group, const RewriteLine& /*line*/,
                        Understood& understood) {
    using Truth = Tested::Truth;
    const auto is = [](Truth truth) {
      return [truth](const Tested& tested) { return tested.truth == truth; };
    };
    const auto always = std::ranges::find_if(group, is(Truth::Always));
    if (always != group.end()) {
      if (!always->has_groups || group.size() > 1) {
        group.clear();
      } else {
        group = {*always};
      }
      return true;
    }
    const auto lost = std::ranges::find_if(group, is(Truth::Unknown));
    if (lost != group.end()) {
      understood.fault = lost->why;
      return false;
    }
    std::erase_if(group, is(Truth::Never));
    understood.is_never = group.empty();
    return !group.empty();
  }

  static Conditions joined(const std::vector<Tested>& group) {
    std::vector<Conditions> any;
    for (const Tested& tested : group) any.push_back(tested.when);
    if (any.size() == 1) return any.front();
    return any_of(std::move(any));
  }

  /// %N is what the last condition that matched took; of a group of [OR] each may be that one.
  void split(std::vector<std::vector<Tested>> open, Understood& understood) {
    std::size_t source = open.size();
    while (source > 0) {
      const auto& group = open[source - 1];
      if (std::ranges::any_of(group, [](const Tested& t) { return t.has_groups; })) break;
      --source;
    }
    Variant common;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (i + 1 != source) common.conditions.push_back(joined(open[i]));
    }
    if (source == 0) {
      understood.variants.push_back(std::move(common));
      return;
    }
    for (const Tested& tested : open[source - 1]) {
      Variant variant = common;
      if (tested.truth == Tested::Truth::Depends) variant.conditions.push_back(tested.when);
      variant.groups = tested.groups;
      understood.variants.push_back(std::move(variant));
    }
  }

  // --- What is done ----------------------------------------------------------------------------

  void begin_chain(const RewriteLine& line, const Understood& understood) {
    if (!line.leaves_url()) {
      account_.warning(line.place, "the rules chained to this one ask the request's own path here");
    }
    chain_ = std::vector<Conditions>{whole(understood)};
    if (is_empty(chain_->front())) chain_ = std::vector<Conditions>{all_paths(line.place)};
  }

  static Conditions all_paths(const rules::Place& place) {
    Conditions all;
    all.place = place;
    all.match = rules::Text{"/*", place};
    return all;
  }

  /// Path and conditions of a line in one.
  static Conditions whole(const Understood& understood) {
    std::vector<Conditions> any;
    for (const Variant& variant : understood.variants) {
      std::vector<Conditions> all{understood.path.when};
      all.insert(all.end(), variant.conditions.begin(), variant.conditions.end());
      any.push_back(all_of(std::move(all)));
    }
    if (std::ranges::any_of(any, is_empty)) return {};
    if (any.size() == 1) return any.front();
    return any_of(std::move(any));
  }

  void act(const RewriteLine& line, const Understood& understood) {
    set_environment(line, understood);
    if (line.skip > 0) {
      Conditions when = whole(understood);
      skips_.push_back({index_ + line.skip, is_empty(when) ? all_paths(line.place) : when});
      return;
    }
    if (!line.bad_status.empty()) {
      return lose(line, "'" + line.bad_status + "' is no status; Apache answers 500");
    }
    if (line.starts_over && !line.is_redirect) {
      return lose(line, "[N] goes through the rules again");
    }
    if (line.status && (*line.status < 300 || *line.status > 399)) return refuse(line, understood);
    if (line.is_proxied) {
      return pass(line, understood, "requests are forwarded: they pass here");
    }
    if (line.leaves_url()) {
      if (line.is_last) stop(line, understood);
      return;
    }
    substitute(line, understood);
  }

  void set_environment(const RewriteLine& line, const Understood& understood) {
    for (const auto& [name, text] : line.environment) {
      // The first variant that holds sets it, and the last setting that applies counts.
      for (auto variant = understood.variants.rbegin(); variant != understood.variants.rend();
           ++variant) {
        set_variable(name, text, understood, *variant);
      }
    }
  }

  void set_variable(const std::string& name, const std::string& text, const Understood& understood,
                    const Variant& variant) {
    Known known{environment_, maps_, &understood.path.groups, &variant.groups};
    std::string fault;
    auto values = resolve(pieces_of(text), known, fault);
    if (!values) {
      environment_.set(name, {{}, {}, "the variable '" + name + "': " + fault});
      return;
    }
    for (auto value = values->rbegin(); value != values->rend(); ++value) {
      std::vector<Conditions> when = guards();
      if (!is_empty(understood.path.when)) when.push_back(understood.path.when);
      when.insert(when.end(), variant.conditions.begin(), variant.conditions.end());
      when.insert(when.end(), value->when.begin(), value->when.end());
      environment_.set(name, {std::move(when), value->parts, ""});
    }
  }

  /// What keeps this line from being tried.
  std::vector<Conditions> guards() const {
    std::vector<Conditions> none = stopped_;
    for (const Skip& skip : skips_) {
      if (index_ <= skip.until) none.push_back(skip.when);
    }
    std::vector<Conditions> guards;
    if (!none.empty()) guards.push_back(none_of(std::move(none)));
    return guards;
  }

  Rule rule_for(const RewriteLine& line, const Understood& understood, const Variant& variant,
                const std::vector<Conditions>& more = {}) const {
    Rule rule;
    rule.place = line.place;
    rule.comparison.merge_slashes = true;
    rule.comparison.ignore_case = understood.path.folds;
    std::vector<Conditions> all{understood.path.when};
    all.insert(all.end(), variant.conditions.begin(), variant.conditions.end());
    all.insert(all.end(), more.begin(), more.end());
    std::ranges::move(guards(), std::back_inserter(all));
    rule.when = all_of(std::move(all));
    rule.when.place = line.place;
    return rule;
  }

  bool emit(const RewriteLine& line, Rule rule) {
    if (depth_of(rule.when) > kMaxDepth) {
      lose(line, "its conditions nest too deep");
      return false;
    }
    rules_.push_back(std::move(rule));
    return true;
  }

  void refuse(const RewriteLine& line, const Understood& understood) {
    const auto status = http::Status::from(*line.status);
    if (!status || !is_refusal(*line.status)) {
      return lose(line, "the status " + std::to_string(*line.status) + " cannot be answered here");
    }
    for (const Variant& variant : understood.variants) {
      Rule rule = rule_for(line, understood, variant);
      rule.action.status = *status;
      rule.action.status_place = line.place;
      if (!emit(line, std::move(rule))) return;
    }
  }

  void pass(const RewriteLine& line, const Understood& understood, const std::string& why) {
    for (const Variant& variant : understood.variants) {
      Rule rule = rule_for(line, understood, variant);
      rule.action.pass = true;
      if (!emit(line, std::move(rule))) return;
    }
    account_.note(line.place, why);
  }

  /// The walk ends here, and the request is as it was: what follows the set still sees it.
  void stop(const RewriteLine& line, const Understood& understood) {
    if (!set_.has_more) return pass(line, understood, "requests end here: they pass");
    Conditions when = whole(understood);
    if (is_empty(when)) when = all_paths(line.place);
    if (!is_everything_below()) stopped_.push_back(std::move(when));
  }
  bool is_everything_below() const { return index_ + 1 >= set_.lines.size(); }

  void substitute(const RewriteLine& line, const Understood& understood) {
    for (const Variant& variant : understood.variants) {
      Known known{environment_, maps_, &understood.path.groups, &variant.groups};
      std::string fault;
      const Pieces pieces = pieces_of(line.substitution);
      const auto values = resolve(pieces, known, fault);
      if (!values) {
        if (look_up_rows(line, understood, variant, pieces)) continue;
        return lose(line, fault);
      }
      for (const Value& value : *values) {
        if (!substitute(line, understood, variant, value)) return;
      }
    }
  }

  TargetOptions target_options(const RewriteLine& line) const {
    TargetOptions options;
    options.place = line.place;
    options.base = set_.context.is_folder ? std::string_view(set_.rewrite_base) : "/";
    options.escapes_path = options.escapes_query = !line.keeps_escapes;
    options.cuts_fragment = line.keeps_escapes;
    options.appends_query = line.appends_query;
    options.discards_query = line.discards_query;
    return options;
  }

  /// False where the line is given up.
  bool substitute(const RewriteLine& line, const Understood& understood, const Variant& variant,
                  const Value& value) {
    BuiltTarget target = build_target(value.parts, target_options(line));
    const bool is_redirect = line.is_redirect || (target.is_url && !is_own(target));
    if (!is_redirect) {
      local(line, understood, variant, value, target);
      return true;
    }
    if (target.glued) return glued(line, understood, variant, value, *target.glued);
    if (!target.fault.empty()) {
      lose(line, target.fault);
      return false;
    }
    return redirect(line, understood, variant, value, target);
  }

  /// mod_rewrite cuts its own scheme and host off a substitution that is not marked [R].
  bool is_own(const BuiltTarget& target) const {
    return !target.host.empty() &&
           std::ranges::find(set_.own_hosts, base::to_lower(std::string_view(target.host))) !=
               set_.own_hosts.end();
  }

  bool redirect(const RewriteLine& line, const Understood& understood, const Variant& variant,
                const Value& value, BuiltTarget& target) {
    Rule rule = rule_for(line, understood, variant, value.when);
    if (target.uses_path) take_whole_path(rule, target.to);
    if (const auto fault = set_redirect(rule, line.status.value_or(302), target)) {
      lose(line, *fault);
      return false;
    }
    say_about(line, target);
    return emit(line, std::move(rule));
  }

  void say_about(const RewriteLine& line, const BuiltTarget& target) {
    if (!target.warning.empty()) account_.warning(line.place, target.warning);
    if (line.escapes_groups && !line.keeps_escapes) {
      account_.warning(line.place, "with [B] and without [NE] Apache escapes twice; here once");
    }
    if (!line.is_last && !line.is_end && index_ + 1 < set_.lines.size() &&
        may_go_on(line, target.to)) {
      account_.warning(line.place,
                       "without [L] Apache goes on with the rules below, which may change the "
                       "target; here the redirect is sent",
                       "add [L]");
    }
    if (set_.context.is_folder && !set_.has_base && !target.is_url && !line.substitution.empty() &&
        pieces_of(line.substitution)[0].kind == Piece::Kind::Literal &&
        !line.substitution.starts_with('/') && !line.substitution.starts_with('?')) {
      account_.warning(line.place,
                       "without RewriteBase Apache sends the folder's path on disk; here the "
                       "target is below " +
                           set_.context.base,
                       "add RewriteBase, or begin the target with a slash");
    }
  }

  /// Whether a rule below may take the target as if it were the path.
  bool may_go_on(const RewriteLine& line, const std::string& to) const {
    const bool is_constant = to.find('{') == std::string::npos;
    for (std::size_t i = index_ + 1; i < set_.lines.size(); ++i) {
      const RewriteLine& other = set_.lines[i];
      if (other.is_negated) return true;
      if (is_constant && to.starts_with("http")) {
        if (found_in(other.pattern, other.ignore_case, to).value_or(true)) return true;
        continue;
      }
      const auto reduced = reduce(other.pattern);
      const bool cannot = (reduced && !reduced->literal.empty()) ||
                          (other.pattern.starts_with('^') && other.pattern.size() > 1 &&
                           (base::is_alnum(other.pattern[1]) || other.pattern[1] == '/') &&
                           parts_of(other.pattern).bars.empty() && other.pattern[1] != 'h');
      if (!cannot) return true;
    }
    return line.is_chained;
  }

  bool glued(const RewriteLine& line, const Understood& understood, const Variant& variant,
             const Value& value, const Part& group) {
    constexpr const char* kWhy = "a part of the path would choose the target's host";
    std::size_t number = 0;
    for (std::size_t i = 1; i < understood.path.groups.size(); ++i) {
      const Parts& parts = understood.path.groups[i];
      if (!parts.empty() && parts.back().text == group.text) number = i;
    }
    bool narrows = false;
    const auto pattern = number == 0 || line.is_negated
                             ? std::nullopt
                             : with_slash_before(line.pattern, number, set_.context, narrows);
    if (!pattern) {
      lose(line, kWhy, "write a slash behind the host");
      return false;
    }
    RewriteLine other = line;
    other.pattern = *pattern;
    Understood moved = understood;
    PatternUse use;
    use.place = line.place;
    use.ignore_case = line.ignore_case;
    use.needs_groups = true;
    moved.path = path_side(other.pattern, set_.context, use);
    Known known{environment_, maps_, &moved.path.groups, &variant.groups};
    std::string fault;
    const auto values = resolve(pieces_of(line.substitution), known, fault);
    if (!values || !moved.path.fault.empty()) {
      lose(line, kWhy);
      return false;
    }
    if (narrows) {
      account_.warning(line.place,
                       "what follows is put right behind the target's host: only what begins with "
                       "a slash is redirected, as all else would lead to another host");
    }
    for (const Value& one : *values) {
      Value with_slash = one;
      with_slash.parts = slash_behind_host(one.parts);
      BuiltTarget target = build_target(with_slash.parts, target_options(line));
      if (target.glued || !target.fault.empty()) {
        lose(line, target.fault.empty() ? kWhy : target.fault);
        return false;
      }
      if (!redirect(line, moved, variant, one, target)) return false;
    }
    (void)value;
    return true;
  }

  /// "https://host" and a group: the slash between them.
  static Parts slash_behind_host(const Parts& parts) {
    Parts result;
    for (const Part& part : parts) {
      const bool is_host_end = part.kind == Part::Kind::Group && result.size() == 1 &&
                               result[0].kind == Part::Kind::Literal &&
                               !result[0].text.ends_with('/');
      if (is_host_end) append_literal(result, "/");
      result.push_back(part);
    }
    return result;
  }

  // --- Rewrites inside of the server -------------------------------------------------------------

  void local(const RewriteLine& line, const Understood& understood, const Variant& variant,
             const Value& value, BuiltTarget& target) {
    const bool is_final = line.is_last || index_ + 1 == set_.lines.size();
    if (is_final && !line.passes_through) {
      if (set_.context.is_folder) warn_of_next_round(line, target);
      Understood one = understood;
      one.variants = {variant};
      for (const Conditions& when : value.when) one.variants[0].conditions.push_back(when);
      if (set_.context.is_folder && set_.has_more) return stop(line, one);
      return pass(line, one, "a rewrite inside of the server: such requests pass here");
    }
    if (!target.fault.empty() || target.glued || target.is_url) {
      return lose(line, target.fault.empty() ? "it rewrites to its own host" : target.fault);
    }
    Rule rule = rule_for(line, understood, variant, value.when);
    if (target.uses_path) take_whole_path(rule, target.to);
    rule.action.rewrite = rules::Text{target.to, line.place};
    rule.action.query = target.query;
    if (line.passes_through) {
      // What is rewritten is no more for this set, and all that follows it sees the new path.
      Understood one = understood;
      one.variants = {variant};
      Conditions when = whole(one);
      at_end_.push_back(std::move(rule));
      stopped_.push_back(is_empty(when) ? all_paths(line.place) : std::move(when));
      return;
    }
    if (set_.context.is_folder) warn_of_next_round(line, target);
    emit(line, std::move(rule));
  }

  /// In a folder an internal rewrite sends the request through all rules once more.
  void warn_of_next_round(const RewriteLine& line, const BuiltTarget& target) {
    std::string path = target.to.substr(0, target.to.find('?'));
    const bool is_constant = path.find('{') == std::string::npos;
    const std::string& base = set_.context.base;
    if (is_constant && !path.starts_with(base)) return;
    if (is_constant) path.erase(0, base.size());
    for (const RewriteLine& other : set_.lines) {
      if (!answers(other)) continue;
      const auto found = is_constant ? found_in(other.pattern, other.ignore_case, path)
                                     : std::optional<bool>(may_meet(other.pattern, path));
      if (found && *found == other.is_negated) continue;
      account_.warning(line.place,
                       "Apache goes through the rules once more with the new path, and the one in "
                       "line " +
                           std::to_string(other.place.line) + " may redirect then; here it passes");
      return;
    }
  }

  /// Whether a pattern may take a path whose begin alone is known.
  bool may_meet(std::string_view pattern, std::string_view path) const {
    const std::string known(path.substr(0, path.find('{')));
    const auto reduced = reduce(pattern);
    if (!reduced || reduced->literal.empty()) return true;
    const std::string literal = set_.context.base + reduced->literal;
    const std::size_t shared = std::min(literal.size(), known.size());
    return literal.substr(0, shared) == known.substr(0, shared);
  }

  // --- Look-ups ----------------------------------------------------------------------------------

  /// "https://new.example/${map:$1|default}": each row of the map is a row of ours.
  bool look_up_rows(const RewriteLine& line, const Understood& understood, const Variant& variant,
                    const Pieces& pieces) {
    const auto lookup = std::ranges::find(pieces, Piece::Kind::Lookup, &Piece::kind);
    if (lookup == pieces.end() || line.is_negated) return false;
    const auto map = maps_.find(lookup->text);
    if (map == maps_.end() || map->second.kind != LookupMap::Kind::Text) return false;
    const auto before = key_begin(*lookup, understood, variant);
    if (!before) return false;
    auto rows = std::make_shared<rules::MapSource>();
    rows->file = map->second.file;
    std::set<std::string_view> keys;
    rules::QueryPolicy query = rules::QueryPolicy::Keep;
    for (const LookupMap::Row& row : map->second.rows) {
      if (!keys.insert(row.key).second) continue;
      const auto target = constant_target(line, pieces, row.value, understood, variant);
      if (!target) return false;
      query = target->query;
      rows->rows.push_back({escape_path(*before + row.key), target->to,
                            static_cast<std::uint16_t>(line.status.value_or(302)), row.place.line});
    }
    Rule rule = rule_for(line, understood, variant);
    rule.when.match.reset();
    rule.when.regex.reset();
    rule.action.map = std::move(rows);
    rule.action.query = query;
    if (!emit(line, std::move(rule))) return true;
    if (!lookup->has_fallback) return true;
    const auto other = constant_target(line, pieces, lookup->fallback, understood, variant);
    if (!other) return false;
    Rule rest = rule_for(line, understood, variant);
    BuiltTarget target = *other;
    target.to = escape_template(target.to);
    if (!set_redirect(rest, line.status.value_or(302), target)) emit(line, std::move(rest));
    return true;
  }

  /// What stands in the path before the key, where all of the rest is the key.
  std::optional<std::string> key_begin(const Piece& lookup, const Understood& understood,
                                       const Variant& variant) const {
    Known known{environment_, maps_, &understood.path.groups, &variant.groups};
    std::string fault;
    const auto keys = resolve(pieces_of(lookup.key), known, fault);
    if (!keys || keys->size() != 1) return std::nullopt;
    Parts parts = keys->front().parts;
    std::string before;
    if (parts.size() == 2 && parts[0].kind == Part::Kind::Literal && parts[0].text == "/") {
      parts.erase(parts.begin());
      return parts[0].rest_of ? std::optional<std::string>("") : std::nullopt;
    }
    if (parts.size() == 1 && parts[0].rest_of) return parts[0].rest_of;
    if (parts.size() == 1 && parts[0].text == "request_uri") return "";
    return std::nullopt;
  }

  std::optional<BuiltTarget> constant_target(const RewriteLine& line, const Pieces& pieces,
                                             const std::string& value, const Understood& understood,
                                             const Variant& variant) const {
    Pieces filled = pieces;
    for (Piece& piece : filled) {
      if (piece.kind == Piece::Kind::Lookup) piece = {Piece::Kind::Literal, value};
    }
    Known known{environment_, maps_, &understood.path.groups, &variant.groups};
    std::string fault;
    const auto values = resolve(filled, known, fault);
    if (!values || values->size() != 1 || !constant_of(values->front().parts)) {
      return std::nullopt;
    }
    BuiltTarget target = build_target(values->front().parts, target_options(line));
    if (!target.fault.empty() || target.glued || target.uses_path) return std::nullopt;
    target.to = without_doubled_braces(target.to);
    return target;
  }

  struct Skip {
    std::size_t until = 0;  ///< the last line that is skipped
    Conditions when;
  };

  const RewriteSet& set_;
  Environment& environment_;
  const Maps& maps_;
  Account& account_;
  std::vector<Rule> rules_;
  std::vector<Rule> at_end_;
  std::vector<Conditions> stopped_;
  std::vector<Skip> skips_;
  std::optional<std::vector<Conditions>> chain_;
  std::size_t index_ = 0;
  std::size_t names_ = 0;
};

}  // namespace

std::vector<Rule> rewrite_rules(const RewriteSet& set, Environment& environment, const Maps& maps,
                                Account& account) {
  return SetWriter(set, environment, maps, account).run();
}

}  // namespace onward::config::apache
