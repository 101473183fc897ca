// SPDX-License-Identifier: MIT
// Of several tests of the path one becomes the rule's own: the one whose groups are asked for, else
// the most particular. Tests that it implies are left out; the others go under `all`, where groups
// that are asked for get names.
#include "config/nginx/assembly.h"

#include "config/nginx/expression.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <utility>

namespace onward::config::nginx {
namespace {

using rules::Conditions;
using rules::Regex;
using rules::Subject;

std::string begin_of(const Atom& atom) {
  if (atom.kind != Atom::Kind::PathRegex) return atom.text;
  return literal_begin(atom.text, atom.ignore_case);
}

std::string flagged(const Atom& atom) { return atom.ignore_case ? "(?i)" + atom.text : atom.text; }

class Assembler {
 public:
  Assembler(const State& state, const std::set<std::size_t>& used, bool needs_uri)
      : state_(state), used_(used), needs_uri_(needs_uri) {}

  Assembled run() {
    rules::Rule& rule = result_.made.rule;
    rule.comparison.merge_slashes = state_.server->merges_slashes;
    const Atom* own = own_path();
    if (own != nullptr) set_path(*own);
    set_uri();
    for (const Atom& atom : state_.atoms) {
      if (&atom == own || is_implied(atom, own)) continue;
      if (atom.is_negated) {
        rule.when.none.push_back(as_conditions(atom, false));
      } else if (atom.is_path()) {
        rule.when.all.push_back(as_conditions(atom, used_.contains(atom.number)));
      } else {
        add_other(atom);
      }
    }
    result_.hosts = rule.when.hosts;
    return std::move(result_);
  }

 private:
  Conditions& when() { return result_.made.rule.when; }

  const Atom* own_path() const {
    const Atom* own = nullptr;
    const auto weight = [this](const Atom& atom) {
      const bool is_used = used_.contains(atom.number);
      const bool is_exact = atom.kind == Atom::Kind::PathExact;
      const bool is_regex = atom.kind == Atom::Kind::PathRegex;
      return (is_used ? 1'000'000U : 0U) +
             (is_exact   ? 500'000U
              : is_regex ? 100'000U
                         : 0U) +
             static_cast<unsigned>(std::min<std::size_t>(atom.text.size(), 50'000));
    };
    for (const Atom& atom : state_.atoms) {
      if (!atom.is_path() || atom.is_negated || is_implied(atom, nullptr)) continue;
      if (own == nullptr || weight(atom) >= weight(*own)) own = &atom;
    }
    return own;
  }

  bool is_implied(const Atom& atom, const Atom* own) const {
    if (!atom.is_path() || atom.is_negated || used_.contains(atom.number)) return false;
    if (atom.kind == Atom::Kind::PathRegex) {
      const auto simple = reduced(atom.text, atom.ignore_case);
      return simple && simple->match == "/*";
    }
    if (atom.kind != Atom::Kind::PathPrefix || own == nullptr) return false;
    return result_.made.begin.starts_with(atom.text);
  }

  void set_path(const Atom& atom) {
    Made& made = result_.made;
    made.begin = begin_of(atom);
    made.is_exact = atom.kind == Atom::Kind::PathExact;
    if (atom.kind == Atom::Kind::PathRegex) return set_regex(atom);
    if (!is_plain_path(atom.text)) {
      const std::string expression = "^" + escape_regex(atom.text) + (made.is_exact ? "$" : "");
      when().regex = Regex{{expression, atom.place}, rules::Engine::Re2, Subject::DecodedPath};
      uri_ = made.is_exact ? escape_template(encoded_path(atom.text)) : "";
      return;
    }
    if (made.is_exact) {
      when().match = {escape_pattern(atom.text), atom.place};
      uri_ = atom.text;
      made.is_plain_exact = true;
      return;
    }
    uri_ = atom.text + "{0}";
    if (atom.text == "/" && !needs_uri_) return;
    when().match = {escape_pattern(atom.text) + "*", atom.place};
  }

  void set_regex(const Atom& atom) {
    const auto simple = reduced(atom.text, atom.ignore_case);
    const bool has_others = std::ranges::any_of(state_.atoms, [&](const Atom& other) {
      return other.is_path() && &other != &atom && !is_implied(other, &atom);
    });
    if (simple && !(simple->ignore_case && has_others)) {
      result_.groups[atom.number] = simple->groups;
      result_.made.begin = simple->ignore_case ? "" : simple->text;
      result_.made.is_exact = simple->is_exact && !simple->ignore_case;
      if (simple->match == "/*") {
        uri_ = "/{0}";
        if (needs_uri_ || used_.contains(atom.number)) when().match = {"/*", atom.place};
        return;
      }
      result_.made.rule.comparison.ignore_case = simple->ignore_case;
      when().match = {simple->match, atom.place};
      return;
    }
    when().regex = expression(atom, false);
    number_groups(atom, atom.text);
  }

  /// The groups of the rule's own expression.
  void number_groups(const Atom& atom, std::string_view expression) {
    std::size_t number = 0;
    for (const GroupSpan& group : groups_of(expression)) {
      ++number;
      result_.groups[atom.number].push_back(
          "{" + (group.name.empty() ? std::to_string(number) : group.name) + "}");
    }
  }

  void set_uri() {
    if (uri_.empty() && needs_uri_ && !when().match && !when().regex) {
      when().match = {"/*", state_.server->place};
      uri_ = "/{0}";
    }
    if (uri_.empty() && needs_uri_) {
      // Slashes are merged in a group, and not in {request.path}.
      Conditions whole;
      whole.match = {"/:whole(.*)", state_.server->place};
      when().all.push_back(std::move(whole));
      uri_ = "/{whole}";
    }
    result_.uri = uri_;
  }

  /// The expression of an atom, for the engine that takes it.
  Regex expression(const Atom& atom, bool is_named) {
    std::string text = flagged(atom);
    if (is_named) text = with_named_groups(text, "g" + std::to_string(atom.number) + "_");
    auto regex = compilable(text, false);
    if (!regex) {
      result_.why = "the regular expression '" + atom.text + "' is not understood here";
      return {};
    }
    return {{std::move(regex->expression), atom.place}, regex->engine, Subject::DecodedPath};
  }

  void name_groups(const Atom& atom, std::string_view expression) {
    auto& groups = result_.groups[atom.number];
    for (std::size_t i = 1; i <= groups_of(expression).size(); ++i) {
      groups.push_back("{g" + std::to_string(atom.number) + "_" + std::to_string(i) + "}");
    }
  }

  Conditions as_conditions(const Atom& atom, bool is_used) {
    if (!atom.is_path()) {
      Conditions conditions = atom.other;
      if (is_used && conditions.regex) {
        std::string& text = conditions.regex->expression.value;
        name_groups(atom, text);
        text = with_named_groups(text, "g" + std::to_string(atom.number) + "_");
      }
      return conditions;
    }
    Conditions conditions;
    if (atom.kind == Atom::Kind::PathRegex) {
      const auto simple = reduced(atom.text, atom.ignore_case);
      if (simple && !simple->ignore_case && !is_used) {
        conditions.match = {simple->match, atom.place};
      } else {
        conditions.regex = expression(atom, is_used);
        if (is_used) name_groups(atom, atom.text);
      }
      return conditions;
    }
    const bool is_exact = atom.kind == Atom::Kind::PathExact;
    if (is_plain_path(atom.text)) {
      conditions.match = {escape_pattern(atom.text) + (is_exact ? "" : "*"), atom.place};
    } else {
      const std::string expression = "^" + escape_regex(atom.text) + (is_exact ? "$" : "");
      conditions.regex = Regex{{expression, atom.place}, rules::Engine::Re2, Subject::DecodedPath};
    }
    return conditions;
  }

  /// Into the rule's own conditions where there is room, else under `all`.
  void add_other(const Atom& atom) {
    const Conditions& other = atom.other;
    Conditions& own = when();
    const bool is_simple = other.all.empty() && other.any.empty() && !other.match && !other.share;
    const bool has_room = is_simple && (other.hosts.empty() || own.hosts.empty()) &&
                          (other.methods.empty() || own.methods.empty()) &&
                          (other.clients.empty() || own.clients.empty()) &&
                          (!other.scheme || !own.scheme) && (!other.regex || !own.regex);
    if (!has_room) {
      own.all.push_back(as_conditions(atom, used_.contains(atom.number)));
      return;
    }
    const auto add = [](const auto& from, auto& to) {
      to.insert(to.end(), from.begin(), from.end());
    };
    add(other.hosts, own.hosts);
    add(other.methods, own.methods);
    add(other.clients, own.clients);
    add(other.fields, own.fields);
    add(other.query, own.query);
    add(other.cookies, own.cookies);
    add(other.none, own.none);
    if (other.scheme) own.scheme = other.scheme;
    if (!other.regex) return;
    own.regex = other.regex;
    number_groups(atom, other.regex->expression.value);
  }

  const State& state_;
  const std::set<std::size_t>& used_;
  bool needs_uri_;
  std::string uri_;
  Assembled result_;
};

}  // namespace

Assembled assemble(const State& state, const std::set<std::size_t>& used, bool needs_uri) {
  return Assembler(state, used, needs_uri).run();
}

}  // namespace onward::config::nginx
