// SPDX-License-Identifier: MIT
// Tests of values as conditions of rules. What nginx knows of a request and a rule can ask it for
// is asked; all else (files, TLS certificates, modules) is not known.
#include "base/ascii.h"
#include "config/nginx/expression.h"
#include "config/nginx/state.h"
#include "config/pattern_text.h"
#include "onward/http/syntax.h"

#include <algorithm>
#include <array>

namespace onward::config::nginx {
namespace {

using rules::Conditions;
using rules::Subject;
using rules::ValueTest;

/// A value that is neither empty nor "0".
constexpr std::string_view kTrue = "^(?:[^0]|0.)";

Outcome constant(bool holds) {
  Outcome result;
  result.kind = holds ? Outcome::Kind::Holds : Outcome::Kind::Fails;
  return result;
}

Outcome unknown(std::string why) {
  Outcome result;
  result.why = std::move(why);
  return result;
}

Outcome depends(Conditions conditions, bool is_negated = false) {
  Outcome result;
  result.kind = Outcome::Kind::Depends;
  result.atom.other = std::move(conditions);
  result.atom.is_negated = is_negated;
  return result;
}

Outcome not_an_expression(const Test& asked) {
  return unknown("'" + asked.text + "' is no regular expression that is understood here");
}

std::string exactly(std::string_view text) { return "^" + escape_regex(text) + "$"; }

Outcome by_regex(std::string_view expression, bool ignore_case, Subject subject,
                 const Test& asked) {
  std::string flagged(expression);
  if (ignore_case) flagged.insert(0, "(?i)");
  auto regex = compilable(flagged, false);
  if (!regex) return not_an_expression(asked);
  Conditions conditions;
  conditions.regex =
      rules::Regex{{std::move(regex->expression), asked.place}, regex->engine, subject};
  return depends(std::move(conditions));
}

Outcome test_text(std::string_view text, const Test& asked) {
  switch (asked.kind) {
    case Test::Kind::True:
      return constant(is_true(text));
    case Test::Kind::Equals:
      return constant(text == asked.text);
    case Test::Kind::Regex:
      break;
  }
  auto groups = search(asked.text, asked.ignore_case, text);
  if (!groups && !compilable(asked.text, asked.ignore_case)) return not_an_expression(asked);
  Outcome result = constant(groups.has_value());
  if (groups) result.groups = std::move(*groups);
  return result;
}

Outcome test_subject(Subject subject, const Test& asked) {
  switch (asked.kind) {
    case Test::Kind::True:
      return by_regex(kTrue, false, subject, asked);
    case Test::Kind::Equals:
      return by_regex(exactly(asked.text), false, subject, asked);
    case Test::Kind::Regex:
      break;
  }
  return by_regex(asked.text, asked.ignore_case, subject, asked);
}

Outcome test_host(const Test& asked) {
  if (asked.kind == Test::Kind::True) return constant(true);
  if (asked.kind == Test::Kind::Regex) return test_subject(Subject::Host, asked);
  std::string host = base::to_lower(asked.text);
  host.resize(std::min(host.find(':'), host.size()));
  if (host.empty()) return constant(false);
  Conditions conditions;
  conditions.hosts.push_back({escape_pattern(host), asked.place});
  return depends(std::move(conditions));
}

Outcome test_scheme(const Test& asked) {
  const bool http = test_text("http", asked).kind == Outcome::Kind::Holds;
  const bool https = test_text("https", asked).kind == Outcome::Kind::Holds;
  if (http == https) return constant(http);
  Conditions conditions;
  conditions.scheme = {http ? "http" : "https", asked.place};
  return depends(std::move(conditions));
}

/// The methods that fit, one by one: a rule has no expressions over them.
Outcome test_method(const Test& asked) {
  constexpr std::array<std::string_view, 13> kMethods{
      "GET",      "HEAD",      "POST",  "PUT",  "DELETE", "PATCH", "OPTIONS",
      "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE",   "PURGE"};
  Conditions conditions;
  const auto add = [&](std::string_view method) {
    conditions.methods.push_back({std::string(method), asked.place});
  };
  bool get = false;
  bool head = false;
  for (const std::string_view method : kMethods) {
    if (test_text(method, asked).kind != Outcome::Kind::Holds) continue;
    get = get || method == "GET";
    head = head || method == "HEAD";
    if (method != "HEAD" || !get) add(method);
  }
  const bool is_other = asked.kind == Test::Kind::Equals && conditions.methods.empty();
  if (is_other) add(asked.text);
  if (conditions.methods.empty()) return constant(false);
  if (conditions.methods.size() >= kMethods.size() - 1) return constant(true);
  if (get && !head) {  // "GET" of a rule is HEAD, too
    Conditions just_head;
    just_head.methods.push_back({"HEAD", asked.place});
    conditions.none.push_back(std::move(just_head));
  }
  return depends(std::move(conditions));
}

/// A field, a cookie, a parameter. What is absent is empty to nginx.
Outcome test_named(const Piece& piece, const Test& asked) {
  const bool is_empty = asked.kind == Test::Kind::Equals && asked.text.empty();
  ValueTest value;
  value.name = {piece.text, asked.place};
  value.kind = ValueTest::Kind::Regex;
  value.value.place = asked.place;
  bool holds_of_nothing = is_empty;
  if (is_empty) {
    value.value.value = ".";
  } else if (asked.kind == Test::Kind::Equals) {
    value.kind = ValueTest::Kind::Equals;
    value.value.value = asked.text;
  } else if (asked.kind == Test::Kind::True) {
    value.value.value = kTrue;
  } else {
    auto regex = compilable((asked.ignore_case ? "(?i)" : "") + asked.text, false);
    if (!regex || regex->engine != rules::Engine::Re2) return not_an_expression(asked);
    value.value.value = std::move(regex->expression);
    holds_of_nothing = search(asked.text, asked.ignore_case, "").has_value();
  }
  if (!http::is_token(value.name.value) && piece.source != Source::Argument) {
    return unknown("'" + piece.text + "' is no name of a field or cookie");
  }
  Conditions conditions;
  auto& tests = piece.source == Source::Field    ? conditions.fields
                : piece.source == Source::Cookie ? conditions.cookies
                                                 : conditions.query;
  tests.push_back(value);
  if (is_empty) return depends(std::move(conditions), true);
  if (!holds_of_nothing) return depends(std::move(conditions));
  Conditions absent;
  ValueTest missing = value;
  missing.kind = ValueTest::Kind::Absent;
  missing.value.value.clear();
  (piece.source == Source::Field    ? absent.fields
   : piece.source == Source::Cookie ? absent.cookies
                                    : absent.query)
      .push_back(std::move(missing));
  Conditions either;
  either.any = {std::move(conditions), std::move(absent)};
  return depends(std::move(either));
}

Outcome test_path(const State& state, const Test& asked) {
  switch (asked.kind) {
    case Test::Kind::True:
      return constant(true);
    case Test::Kind::Equals:
      return test_exact(state, asked.text);
    case Test::Kind::Regex:
      break;
  }
  return test_path_regex(state, asked.text, asked.ignore_case);
}

Outcome test_piece(const State& state, const Piece& piece, const Test& asked) {
  switch (piece.source) {
    case Source::Text:
      return test_text(piece.text, asked);
    case Source::Uri:
      return test_path(state, asked);
    case Source::RequestUri:
      return asked.kind == Test::Kind::True ? constant(true) : test_subject(Subject::Target, asked);
    case Source::Args:
      return test_subject(Subject::Query, asked);
    case Source::IsArgs: {
      Test any = asked;
      any.kind = Test::Kind::Regex;
      any.text = asked.kind == Test::Kind::Equals && asked.text.empty() ? "^$" : ".";
      return test_subject(Subject::Query, any);
    }
    case Source::Host:
    case Source::HttpHost:
      return test_host(asked);
    case Source::Scheme:
      return test_scheme(asked);
    case Source::Method:
      return test_method(asked);
    case Source::Client: {
      if (asked.kind != Test::Kind::Equals) break;
      Conditions conditions;
      conditions.clients.push_back({asked.text, asked.place});
      return depends(std::move(conditions));
    }
    case Source::Argument:
    case Source::Field:
    case Source::Cookie:
      return test_named(piece, asked);
    case Source::Row:
      return asked.kind == Test::Kind::True ? constant(true) : unknown("a row of a map");
    case Source::Group:
      return unknown("a group of a regular expression is asked for");
    case Source::Map:
    case Source::Flag:
      return unknown("a map within a map");
    case Source::Unknown:
      return unknown("nothing is known of $" + piece.text + " here");
  }
  return unknown("such a test of this variable is not understood here");
}

bool is_form(const Value& value, std::initializer_list<Source> form) {
  return std::ranges::equal(value, form, {}, &Piece::source);
}

/// "$host$uri", "$scheme://$host$request_uri".
std::optional<Outcome> test_url(const Value& value, const Test& asked) {
  const bool has_scheme = value.size() == 4 && value[0].source == Source::Scheme &&
                          value[1].source == Source::Text && value[1].text == "://";
  const Value rest(value.begin() + (has_scheme ? 2 : 0), value.end());
  const bool with_query = is_form(rest, {Source::Host, Source::RequestUri}) ||
                          is_form(rest, {Source::HttpHost, Source::RequestUri});
  const bool without =
      is_form(rest, {Source::Host, Source::Uri}) || is_form(rest, {Source::HttpHost, Source::Uri});
  if (!with_query && !without) return std::nullopt;
  std::string expression = asked.text;
  if (asked.kind == Test::Kind::Equals) expression = exactly(asked.text);
  if (asked.kind == Test::Kind::True) return constant(true);
  const bool is_end = expression.ends_with('$') && !expression.ends_with("\\$");
  if (without && is_end) expression.replace(expression.size() - 1, 1, "(?:\\?.*)?$");
  if (!has_scheme) {
    if (expression.find('|') != std::string::npos) expression = "(?:" + expression + ")";
    if (expression.starts_with('^')) {
      expression.replace(0, 1, "^https?://");
    } else {
      expression.insert(0, without ? "^https?://[^?]*?" : "^https?://.*?");
    }
  }
  return by_regex(expression, asked.ignore_case, Subject::Url, asked);
}

Outcome negated(Outcome outcome) {
  using Kind = Outcome::Kind;
  if (outcome.kind == Kind::Holds) return constant(false);
  if (outcome.kind == Kind::Fails) return constant(true);
  outcome.atom.is_negated = !outcome.atom.is_negated;
  return outcome;
}

Outcome test_affirmative(const State& state, Value value, Test asked) {
  if (is_constant(value)) return test_text(text_of(value), asked);
  if (value.size() == 1) return test_piece(state, value[0], asked);
  if (auto url = test_url(value, asked)) return std::move(*url);
  if (asked.kind == Test::Kind::True) {
    // A text that is true whatever stands beside it.
    for (const Piece& piece : value) {
      if (piece.source == Source::Text && (piece.text.size() > 1 || is_true(piece.text))) {
        return constant(true);
      }
    }
  }
  if (asked.kind == Test::Kind::Equals) {
    // "x-$http_a" = "x-1": the texts at its ends are known.
    if (value.front().source == Source::Text) {
      if (!asked.text.starts_with(value.front().text)) return constant(false);
      asked.text.erase(0, value.front().text.size());
      value.erase(value.begin());
      return test_affirmative(state, std::move(value), std::move(asked));
    }
    if (value.back().source == Source::Text) {
      if (!asked.text.ends_with(value.back().text)) return constant(false);
      asked.text.resize(asked.text.size() - value.back().text.size());
      value.pop_back();
      return test_affirmative(state, std::move(value), std::move(asked));
    }
  }
  for (const Piece& piece : value) {
    if (piece.source == Source::Unknown) return test_piece(state, piece, asked);
  }
  return unknown("several variables are tested as one text");
}

}  // namespace

Outcome test(const State& state, const Value& value, const Test& asked) {
  Outcome outcome = test_affirmative(state, value, asked);
  outcome.atom.place = asked.place;
  return asked.is_negated ? negated(std::move(outcome)) : outcome;
}

}  // namespace onward::config::nginx
