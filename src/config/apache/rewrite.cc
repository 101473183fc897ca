// SPDX-License-Identifier: MIT
// mod_rewrite walks its rules in order, as Onward does, and most of them are one rule here. What
// makes the difference is kept as conditions: a rule that ends the walk without an answer ([L] with
// "-", [S=N]) is asked again, negated, by those it keeps from being tried. A rewrite inside of the
// server ends the walk: what serves the result is not here, so that the request passes.
// Long: the walk over the lines is one story, and its state is shared by all of it.
#include "config/apache/rewrite.h"

#include "base/ascii.h"
#include "config/apache/emit.h"
#include "config/apache/expression_text.h"
#include "config/apache/path_side.h"
#include "config/apache/resolve.h"
#include "config/apache/rows.h"
#include "config/apache/target.h"
#include "config/apache/understood.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace onward::config::apache {
namespace {

using rules::Conditions;
using rules::Rule;

constexpr const char* kChoosesHost = "a part of the path would choose the target's host";

class SetWriter {
 public:
  SetWriter(const RewriteSet& set, Environment& environment, const Maps& maps, Account& account)
      : set_(set), environment_(environment), maps_(maps), account_(account) {}

  std::vector<Rule> run() {
    for (index_ = 0; index_ < set_.lines.size(); ++index_) {
      line(set_.lines[index_]);
    }
    std::ranges::move(at_end_, std::back_inserter(rules_));
    return std::move(rules_);
  }

 private:
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
    if (account_.is_spent()) return lose(line, kTooMany);
    const bool in_chain = chain_.has_value();
    Understood understood =
        understand(line, {set_.context, environment_, maps_, stopped_.empty() && skips_.empty()},
                   names_, account_);
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

  // --- What is done ----------------------------------------------------------------------------

  void begin_chain(const RewriteLine& line, const Understood& understood) {
    if (!line.leaves_url()) {
      account_.warning(line.place, "the rules chained to this one ask the request's own path here");
    }
    chain_ = std::vector<Conditions>{whole(understood)};
    if (depth_of(chain_->front()) > kMaxDepth) {
      lose(line, "its conditions nest too deep");
      chain_->clear();
      return;
    }
    if (is_empty(chain_->front())) chain_ = std::vector<Conditions>{all_paths(line.place)};
  }

  static Conditions all_paths(const rules::Place& place) {
    Conditions all;
    all.place = place;
    all.match = rules::Text{"/*", place};
    return all;
  }

  void act(const RewriteLine& line, const Understood& understood) {
    set_environment(line, understood);
    if (line.skip > 0 && !answers(line)) {
      Conditions when = whole(understood);
      skips_.push_back({index_ + line.skip, is_empty(when) ? all_paths(line.place) : when});
    }
    if (!line.bad_status.empty()) {
      return lose_and_pass(line, understood,
                           "'" + line.bad_status + "' is no status; Apache answers 500");
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
      environment_.set(
          name, {{}, {}, std::string("the variable '").append(name).append("': ").append(fault)});
      return;
    }
    for (auto value = values->rbegin(); value != values->rend(); ++value) {
      std::vector<Conditions> when = guards();
      if (!is_empty(understood.path.when)) when.push_back(understood.path.when);
      when.insert(when.end(), variant.conditions.begin(), variant.conditions.end());
      when.insert(when.end(), value->when.begin(), value->when.end());
      Environment::Setting setting{std::move(when), value->parts, ""};
      std::size_t count = 1;
      std::size_t depth = 0;
      for (const Conditions& one : setting.when) {
        count += count_of(one);
        depth = std::max(depth, depth_of(one));
      }
      if (depth > kMaxDepth) setting.fault = "its conditions nest too deep";
      if (!account_.spend(count)) setting.fault = kTooMany;
      if (!setting.fault.empty()) setting.when.clear();
      environment_.set(name, std::move(setting));
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
    if (!account_.spend(count_of(rule.when))) {
      lose(line, kTooMany);
      return false;
    }
    rules_.push_back(std::move(rule));
    return true;
  }

  void refuse(const RewriteLine& line, const Understood& understood) {
    const int code = line.status.value_or(0);
    const auto status = http::Status::from(code);
    if (!status || !is_refusal(code)) {
      return lose_and_pass(line, understood,
                           "the status " + std::to_string(code) + " cannot be answered here");
    }
    for (const Variant& variant : understood.variants) {
      Rule rule = rule_for(line, understood, variant);
      rule.action.status = *status;
      rule.action.status_place = line.place;
      if (!emit(line, std::move(rule))) return;
    }
  }

  /// What a lost rule would take must not come to those below it.
  void lose_and_pass(const RewriteLine& line, const Understood& understood, std::string why,
                     std::string hint = "") {
    lose(line, std::move(why), std::move(hint));
    for (const Variant& variant : understood.variants) {
      Rule rule = rule_for(line, understood, variant);
      rule.action.pass = true;
      if (depth_of(rule.when) <= kMaxDepth && account_.spend(count_of(rule.when)))
        rules_.push_back(std::move(rule));
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
        if (look_up(line, understood, variant, pieces)) continue;
        return lose_and_pass(line, understood, fault);
      }
      for (const Value& value : *values) {
        if (!substitute(line, understood, variant, value)) return;
      }
    }
  }

  /// Whether the line is one of look-ups that a map of ours does.
  bool look_up(const RewriteLine& line, const Understood& understood, const Variant& variant,
               const Pieces& pieces) {
    const Known known{environment_, maps_, &understood.path.groups, &variant.groups};
    const int status = line.status.value_or(302);
    const TargetOptions options = target_options(line);
    const auto found = line.is_negated ? std::nullopt : lookup_rows(pieces, known, options, status);
    if (!found) return false;
    Rule rule = rule_for(line, understood, variant);
    rule.when.match.reset();  // the rows say it
    rule.when.regex.reset();
    rule.action.map = found->rows;
    rule.action.query = found->query;
    if (!emit(line, std::move(rule)) || !found->fallback) return true;
    Rule rest = rule_for(line, understood, variant);
    if (const auto fault = set_redirect(rest, status, *found->fallback)) {
      lose(line, *fault);
    } else {
      emit(line, std::move(rest));
    }
    return true;
  }

  TargetOptions target_options(const RewriteLine& line) const {
    TargetOptions options;
    options.place = line.place;
    options.base = set_.context.is_folder ? std::string_view(set_.rewrite_base) : "";
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
    if (target.glued && !is_redirect && !target.is_url) target.fault = "it rewrites to a group";
    if (!is_redirect) {
      local(line, understood, variant, value, target);
      return true;
    }
    if (target.glued) return glued(line, understood, variant, value, *target.glued);
    if (!target.fault.empty()) {
      lose_and_pass(line, understood, target.fault);
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
    for (Rule& one : with_query_behind_fragment(std::move(rule), target)) {
      if (!emit(line, std::move(one))) return false;
    }
    return true;
  }

  void say_about(const RewriteLine& line, const BuiltTarget& target) {
    if (!target.warning.empty()) account_.warning(line.place, target.warning);
    if (target.to.find('?') != std::string::npos &&
        line.substitution.find('?') == std::string::npos) {
      account_.warning(
          line.place,
          "the '?' of the target comes from a variable: Apache since 2.4.60 answers 403",
          "add [UnsafeAllow3F] there");
    }
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
    const Pieces pieces = pieces_of(line.substitution);
    const bool is_relative = !target.is_url && !target.to.starts_with("{request.scheme}") &&
                             !pieces.empty() && pieces[0].kind != Piece::Kind::Variable &&
                             !pieces[0].text.starts_with('/') && !pieces[0].text.starts_with('?');
    if (set_.context.is_folder && !set_.has_base && is_relative) {
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

  /// A group stands where it must not: its slash is moved out of it.
  bool glued(const RewriteLine& line, const Understood& understood, const Variant& variant,
             const Value& value, const Part& group) {
    std::size_t number = 0;
    for (std::size_t i = 1; i < understood.path.groups.size(); ++i) {
      const Parts& parts = understood.path.groups[i];
      if (!parts.empty() && parts.back().text == group.text) number = i;
    }
    bool narrows = false;
    std::vector<Slashed> forms;
    if (!line.is_negated) forms = with_slash_before(line.pattern, number, set_.context, narrows);
    const bool is_first = value.parts.front().text == group.text;
    if (forms.empty() && is_first && !group.is_whole_path) {
      // "^/old/(.*)$" to "$1": a path without a slash at its front.
      Value with_slash = value;
      with_slash.parts = slash_before(value.parts, group.text);
      return substitute(line, understood, variant, with_slash);
    }
    if (forms.empty()) {
      lose_and_pass(line, understood, kChoosesHost, "write a slash behind the host");
      return false;
    }
    if (narrows) {
      account_.warning(line.place,
                       "what follows is put right behind the target's host: only what begins with "
                       "a slash is redirected, as all else would lead to another host");
    }
    return std::ranges::all_of(forms, [&](const Slashed& form) {
      return substitute_form(line, understood, variant, form, number);
    });
  }

  bool substitute_form(const RewriteLine& line, const Understood& understood,
                       const Variant& variant, const Slashed& form, std::size_t number) {
    PatternUse use;
    use.place = line.place;
    use.ignore_case = line.ignore_case;
    use.needs_groups = true;
    Understood moved = understood;
    moved.path = path_side(form, set_.context, use);
    const Known known{environment_, maps_, &moved.path.groups, &variant.groups};
    std::string fault = moved.path.fault;
    const auto values = resolve(pieces_of(line.substitution), known, fault);
    if (!values || !fault.empty()) {
      lose(line, fault);
      return false;
    }
    if (moved.path.is_never) return true;
    for (Value value : *values) {
      if (form.dropped == 0 && number < moved.path.groups.size()) {
        value.parts = slash_before(value.parts, moved.path.groups[number].back().text);
      }
      const BuiltTarget target = build_target(value.parts, target_options(line));
      if (target.glued || !target.fault.empty()) {
        lose_and_pass(line, moved, target.glued ? kChoosesHost : target.fault);
        return false;
      }
      if (!substitute(line, moved, variant, value)) return false;
    }
    return true;
  }

  // --- Rewrites inside of the server -------------------------------------------------------------

  void local(const RewriteLine& line, const Understood& understood, const Variant& variant,
             const Value& value, BuiltTarget& target) {
    // Of a folder it is asked at a time when mod_alias still sees the path that was asked for.
    const bool passes_through = line.passes_through && !set_.context.is_folder;
    const bool is_final = line.is_last || index_ + 1 == set_.lines.size();
    if (is_final && !passes_through) {
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
    if (passes_through) {
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
