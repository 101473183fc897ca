// SPDX-License-Identifier: MIT
// Conditions in disjunctive normal form: "not" is carried inwards to the single questions (De
// Morgan), and "all" over "any" is multiplied out, as far as that stays small.
#include "config/write/questions.h"

#include "config/pattern_text.h"
#include "config/write/expression.h"
#include "config/write/plain_rule.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace onward::config {
namespace {

using rules::Conditions;
using rules::ValueTest;
using Of = Question::Of;
using Test = Question::Test;
using Term = std::vector<Question>;
using Terms = std::vector<Term>;  // one must hold

/// Beyond it nobody would read what is written.
constexpr std::size_t kMostCases = 64;

class CaseReader {
 public:
  CaseReader(const rules::Rule& rule, std::string& why) : rule_(rule), why_(why) {}

  std::optional<std::vector<Case>> run() {
    Terms terms = holding(rule_.when, /*captures=*/true);
    if (!why_.empty()) return {};
    std::vector<Case> cases;
    for (Term& term : terms) cases.push_back(case_of(std::move(term)));
    return cases;
  }

 private:
  void refuse(const std::string& why) {
    if (why_.empty()) why_ = why;
  }

  Case case_of(Term term) const {
    Case made;
    made.path_groups.resize(next_group_);
    for (std::size_t i = 0; i < term.size(); ++i) {
      const Question& question = term[i];
      for (std::size_t k = 0; k < question.groups.size(); ++k) {
        made.path_groups[question.first_group + k] = GroupPlace{i, question.groups[k]};
      }
      if (!question.has_host_groups) continue;
      for (std::size_t k = 1; k <= groups_in(question.regex); ++k) {
        made.host_groups.emplace_back(GroupPlace{i, k});
      }
    }
    made.questions = std::move(term);
    return made;
  }

  Terms both(const Terms& a, const Terms& b) {
    if (a.size() * b.size() > kMostCases) {
      refuse("so many conditions beside each other cannot be said");
      return {};
    }
    Terms product;
    for (const Term& one : a) {
      for (const Term& other : b) {
        Term joined = one;
        for (const Question& question : other) {
          if (std::ranges::find(joined, question) == joined.end()) joined.push_back(question);
        }
        product.push_back(std::move(joined));
      }
    }
    return product;
  }

  static Terms negated(const Term& term) {
    Terms terms;
    for (const Question& question : term) {
      terms.push_back({question});
      Question& one = terms.back()[0];
      one.is_negated = !one.is_negated;
      one.groups.clear();
      one.has_host_groups = false;
    }
    return terms;
  }

  Terms holding(const Conditions& when, bool captures) {
    Terms terms{own(when, captures)};
    if (!when.between.empty()) {
      Terms spans;
      for (const rules::Between& span : when.between) spans.push_back(questions_of(span));
      terms = both(terms, spans);
    }
    for (const Conditions& one : when.all) terms = both(terms, holding(one, captures));
    if (!when.any.empty()) {
      Terms choices;
      for (const Conditions& one : when.any) {
        std::ranges::move(holding(one, false), std::back_inserter(choices));
      }
      terms = both(terms, choices);
    }
    for (const Conditions& one : when.none) terms = both(terms, failing(one));
    return terms;
  }

  Terms failing(const Conditions& when) {
    Terms terms = negated(own(when, false));
    if (!when.between.empty()) {
      Terms outside{{}};
      for (const rules::Between& span : when.between) {
        outside = both(outside, negated(questions_of(span)));
      }
      std::ranges::move(outside, std::back_inserter(terms));
    }
    for (const Conditions& one : when.all) {
      std::ranges::move(failing(one), std::back_inserter(terms));
    }
    if (!when.any.empty()) {
      Terms none{{}};
      for (const Conditions& one : when.any) none = both(none, failing(one));
      std::ranges::move(none, std::back_inserter(terms));
    }
    for (const Conditions& one : when.none) {
      std::ranges::move(holding(one, false), std::back_inserter(terms));
    }
    return terms;
  }

  /// What the conditions ask themselves, without what is nested. The path comes last: it has the
  /// groups, and Apache keeps those of the last expression.
  Term own(const Conditions& when, bool captures) {
    Term term;
    const auto plain = plain_conditions(when, rule_.comparison, why_);
    if (!plain) {
      refuse("the pattern cannot be said");
      return {};
    }
    if (when.share) refuse("a share of the clients cannot be said");
    if (!plain->scheme.empty()) term.push_back({.of = Of::Scheme, .values = {plain->scheme}});
    if (!when.methods.empty()) term.push_back(methods(when));
    if (!plain->hosts.empty()) term.push_back(hosts(plain->hosts, captures));
    for (const ValueTest& test : when.fields) term.push_back(of_value(Of::Field, test));
    for (const ValueTest& test : when.query) term.push_back(of_value(Of::Parameter, test));
    for (const ValueTest& test : when.cookies) term.push_back(of_value(Of::Cookie, test));
    if (!when.clients.empty()) {
      Question clients{.of = Of::Clients};
      for (const rules::Text& network : when.clients) clients.values.push_back(network.value);
      term.push_back(std::move(clients));
    }
    if (plain->path) term.push_back(path(*plain->path, captures));
    if (when.regex) term.push_back(regex(*when.regex, captures));
    return term;
  }

  static Question methods(const Conditions& when) {
    Question question{.of = Of::Methods};
    for (const rules::Text& method : when.methods) {
      question.values.push_back(method.value);
      if (method.value == "GET") question.values.emplace_back("HEAD");
    }
    return question;
  }

  static Question hosts(const std::vector<PlainPattern>& patterns, bool captures) {
    Question question{.of = Of::Host, .ignores_case = true};
    for (const PlainPattern& pattern : patterns) {
      if (pattern.kind != PlainPattern::Kind::Text) question.test = Test::Matches;
      question.values.push_back(pattern.text);
      question.regex += (question.regex.empty() ? "" : "|") + without_group_names(pattern.regex);
    }
    question.has_host_groups = captures && patterns.size() == 1 && groups_in(question.regex) > 0;
    return question;
  }

  Question path(const PlainPattern& pattern, bool captures) {
    Question question{.of = Of::Path, .ignores_case = rule_.comparison.ignore_case};
    question.regex = without_group_names(pattern.regex);
    question.test = pattern.kind == PlainPattern::Kind::Text    ? Test::Equals
                    : pattern.kind == PlainPattern::Kind::Below ? Test::Begins
                                                                : Test::Matches;
    if (rule_.comparison.ignore_trailing_slash) question.test = Test::Matches;
    question.values = {pattern.text};
    const std::size_t count = groups_in(question.regex);
    if (!captures) return question;
    question.first_group = next_group_;
    for (std::size_t i = 1; i <= count; ++i) question.groups.push_back(i);
    next_group_ += count;
    return question;
  }

  Question regex(const rules::Regex& regex, bool captures) {
    Question question{.test = Test::Matches, .ignores_case = rule_.comparison.ignore_case};
    constexpr Of kSubjects[] = {Of::Path,  Of::DecodedPath, Of::Url,
                                Of::Query, Of::Host,        Of::Target};
    question.of = kSubjects[static_cast<std::size_t>(regex.subject)];
    question.is_pcre = regex.engine == rules::Engine::Pcre2;
    question.regex = without_group_names(regex.expression.value);
    if (question.of == Of::Host) question.ignores_case = true;
    if (question.regex.empty()) refuse("a reference to the name of a group cannot be said");
    if (!captures) return question;
    // The names of a regex: "0", "1", …, then those that groups have, which are numbers as well.
    question.first_group = next_group_;
    for (std::size_t i = 0; i <= groups_in(question.regex); ++i) question.groups.push_back(i);
    std::ranges::copy(numbers_of_names(regex.expression.value),
                      std::back_inserter(question.groups));
    next_group_ += question.groups.size();
    return question;
  }

  Question of_value(Of of, const ValueTest& test) {
    Question question{.of = of, .name = test.name.value, .values = {test.value.value}};
    const std::string literal = escape_regex(test.value.value);
    switch (test.kind) {
      case ValueTest::Kind::Present:
      case ValueTest::Kind::Absent:
        question.test = Test::Present;
        question.is_negated = test.kind == ValueTest::Kind::Absent;
        question.values.clear();
        break;
      case ValueTest::Kind::Equals:
        question.regex = "^" + literal + "$";
        break;
      case ValueTest::Kind::Prefix:
        question.test = Test::Begins;
        question.regex = "^" + literal;
        break;
      case ValueTest::Kind::Contains:
        question.test = Test::Contains;
        question.regex = literal;
        break;
      case ValueTest::Kind::Regex:
        question.test = Test::Matches;
        question.regex = without_group_names(test.value.value);
        if (question.regex.empty()) refuse("a reference to the name of a group cannot be said");
    }
    return question;
  }

  static Term questions_of(const rules::Between& span) {
    Term term;
    if (span.from) {
      term.push_back({.of = Of::Since, .time = span.from->time_since_epoch().count()});
    }
    if (span.until) {
      term.push_back(
          {.of = Of::Since, .is_negated = true, .time = span.until->time_since_epoch().count()});
    }
    return term;
  }

  const rules::Rule& rule_;
  std::string& why_;
  std::size_t next_group_ = 0;
};

}  // namespace

std::optional<std::vector<Case>> cases_of(const rules::Rule& rule, std::string& why) {
  why.clear();
  return CaseReader(rule, why).run();
}

std::optional<std::string> regex_of_pair(const Question& question) {
  const bool is_cookie = question.of == Of::Cookie;
  const std::string_view separators = is_cookie ? ";" : "&";
  const std::string value = question.values.empty() ? "" : question.values[0];
  if (question.test == Test::Matches || value.find_first_of(separators) != std::string::npos) {
    return {};
  }
  const std::string literal = escape_regex(value);
  const std::string name = escape_regex(question.name);
  const std::string begin = is_cookie ? "(?:^|;)[ \\t]*" + name + "[ \\t]*=[ \\t]*"
                                      : "(?:^|&)" + name + (value.empty() ? "" : "=");
  const std::string other = is_cookie ? "[^;]*" : "[^&]*";
  if (question.test == Test::Equals) {
    if (is_cookie) return begin + literal + "[ \\t]*(?:;|$)";
    return begin + (value.empty() ? "=?" : literal) + "(?:&|$)";
  }
  if (value.empty()) return is_cookie ? begin : begin + "(?:[=&]|$)";
  return begin + (question.test == Test::Contains ? other : "") + literal;
}

}  // namespace onward::config
