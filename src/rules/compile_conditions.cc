// SPDX-License-Identifier: MIT
// From Conditions, plain data, to CompiledConditions. Everything that is wrong is reported, each
// thing at its place, and nothing stops the rest from being looked at.
#include "rules/compile_conditions.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"
#include "rules/compile_match.h"
#include "rules/findings.h"
#include "rules/hash.h"

#include <algorithm>
#include <string>
#include <utility>

namespace onward::rules {
namespace {

using Further = FurtherConditions;

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = base::to_upper(c);
  return result;
}

class Compiler {
 public:
  Compiler(const Comparison& comparison, Diagnostics& diagnostics)
      : comparison_(comparison), diagnostics_(diagnostics), findings_(diagnostics) {}

  CompiledConditions compile(const Conditions& given, std::size_t depth) {
    CompiledConditions result;
    result.comparison.keep_escapes = comparison_.keep_escapes;
    result.comparison.keep_dots = comparison_.keep_dots;
    if (given.match) compile_match(*given.match, comparison_, result, diagnostics_);
    methods(given, result);
    if (given.scheme) scheme(*given.scheme, result);
    if (!given.hosts.empty()) hosts(given.hosts, result);
    if (!given.clients.empty()) clients(given.clients, result);
    if (!given.between.empty()) between(given.between, result);
    tests(given.fields, Further::kFields, result);
    tests(given.query, Further::kQuery, result);
    tests(given.cookies, Further::kCookies, result);
    if (given.share) share(*given.share, result);
    if (given.regex) regex(*given.regex, result);
    nested(given, depth, result);
    return result;
  }

 private:
  static Further& mark(CompiledConditions& result, Further::Kind kind) {
    Further& further = further_of(result);
    further.present |= 1U << kind;
    return further;
  }

  void methods(const Conditions& given, CompiledConditions& result) {
    if (given.methods.empty()) return;
    result.methods = 0;
    for (const Text& method : given.methods) {
      if (!is_method(method)) continue;
      const http::KnownMethod known = http::known_method(method.value);
      result.methods |= method_bit(known);
      // RFC 9110 §9.3.2: HEAD is what GET would answer.
      if (known == http::KnownMethod::Get) result.methods |= method_bit(http::KnownMethod::Head);
      if (known != http::KnownMethod::Other) continue;
      mark(result, Further::kOtherMethods).other_methods.push_back(method.value);
    }
  }

  bool is_method(const Text& method) {
    const std::string name = upper(method.value);
    if (!http::Method::parse(method.value)) {
      findings_.error(method.place, "'" + shown(method.value) + "' is no method",
                      "a method is a word like GET or POST");
      return false;
    }
    // RFC 9110 §9.1: methods are case-sensitive, and no client sends "get".
    if (name == method.value || http::known_method(name) == http::KnownMethod::Other) return true;
    findings_.error(method.place, "no client sends the method \"" + shown(method.value) + "\"",
                    "did you mean \"" + name + "\"?");
    return false;
  }

  void scheme(const Text& given, CompiledConditions& result) {
    if (given.value != "http" && given.value != "https") {
      findings_.error(given.place, "no request has the scheme '" + shown(given.value) + "'",
                      "requests have http or https");
    }
    mark(result, Further::kRuleScheme).wants_https = given.value == "https";
  }

  void hosts(const std::vector<Text>& given, CompiledConditions& result) {
    HostMatcher hosts;
    for (const Text& text : given) {
      if (auto matcher = compile_host(text, diagnostics_)) hosts.add(std::move(*matcher));
    }
    mark(result, Further::kHost).host = std::make_unique<const HostMatcher>(std::move(hosts));
  }

  void clients(const std::vector<Text>& given, CompiledConditions& result) {
    Further& further = mark(result, Further::kClients);
    for (const Text& text : given) {
      const auto network = parse_network(text.value);
      if (!network) {
        findings_.error(
            text.place, "'" + shown(text.value) + "' is no network",
            "a network is \"10.0.0.0/8\" or \"2001:db8::/32\", an address \"192.0.2.1\"");
        continue;
      }
      if (!is_base_of_itself(*network)) {
        findings_.warning(
            text.place, "'" + shown(text.value) + "' has bits behind its length, which are ignored",
            "did you mean '" + to_string(*network) + "'?");
      }
      further.clients.push_back(*network);
    }
  }

  void between(const std::vector<Between>& given, CompiledConditions& result) {
    for (const Between& span : given) {
      if (!span.from && !span.until) {
        findings_.error(span.place, "a time without a beginning and without an end",
                        "give from, until or both");
      } else if (span.from && span.until && *span.from >= *span.until) {
        findings_.error(span.place, "the time ends before it begins, so that it never holds",
                        "until is the first instant that is too late");
      }
    }
    mark(result, Further::kBetween).between = given;
  }

  void tests(const std::vector<ValueTest>& given, Further::Kind kind, CompiledConditions& result) {
    if (given.empty()) return;
    Further& further = mark(result, kind);
    auto& tests = kind == Further::kFields  ? further.fields
                  : kind == Further::kQuery ? further.query
                                            : further.cookies;
    for (const ValueTest& test : given) tests.push_back(value_test(test, kind));
  }

  CompiledTest value_test(const ValueTest& test, Further::Kind kind) {
    check_name(test.name, kind);
    CompiledTest compiled{as_sent(test.name.value, kind), test.kind, "", nullptr};
    if (test.kind == ValueTest::Kind::Regex) {
      compiled.regex = expression(test.value, Engine::Re2, false);
      return compiled;
    }
    compiled.value = as_sent(test.value.value, kind);
    const bool needs_text =
        test.kind == ValueTest::Kind::Prefix || test.kind == ValueTest::Kind::Contains;
    if (needs_text && test.value.value.empty()) {
      findings_.error(test.value.place, "every value has the empty text",
                      "to ask whether it is there at all: present = true");
    }
    return compiled;
  }

  // A query is compared as it was sent: what cannot be sent raw is what browsers make of it.
  static std::string as_sent(std::string_view text, Further::Kind kind) {
    if (kind != Further::kQuery) return std::string(text);
    return url::percent_encode(text, url::PercentEncodeSet::SpecialQuery);
  }

  void check_name(const Text& name, Further::Kind kind) {
    if (kind == Further::kQuery) {
      if (name.value.empty() || name.value.find_first_of("&=#") != std::string::npos) {
        findings_.error(name.place, "'" + shown(name.value) + "' is no name of a query parameter",
                        "a name has no '&', '=' or '#' but escaped");
      }
    } else if (!http::is_token(name.value)) {
      const std::string what = kind == Further::kFields ? "field" : "cookie";
      findings_.error(name.place, "'" + shown(name.value) + "' is no name of a " + what,
                      "letters, digits and hyphens");
    }
  }

  void share(const Share& given, CompiledConditions& result) {
    if (!(given.percent >= 0 && given.percent <= 100)) {
      findings_.error(given.place, "a share is from 0 to 100 percent");
    }
    CompiledShare share;
    share.percent = given.percent;
    share.key = given.key;
    share.seed = hash_of(given.seed, 0);
    share.name = given.name.value;
    switch (given.key) {
      case Share::Key::Client:
      case Share::Key::Path:
        break;
      case Share::Key::Cookie:
        check_name(named(given), Further::kCookies);
        break;
      case Share::Key::Field:
        check_name(named(given), Further::kFields);
        break;
      case Share::Key::Query:
        check_name(named(given), Further::kQuery);
        share.name = as_sent(given.name.value, Further::kQuery);
        break;
    }
    mark(result, Further::kShare).share = std::make_unique<const CompiledShare>(std::move(share));
  }

  // The name, with the share's place where it has none of its own.
  static Text named(const Share& given) {
    return {given.name.value, given.name.place.line != 0 ? given.name.place : given.place};
  }

  void regex(const Regex& given, CompiledConditions& result) {
    auto compiled = expression(given.expression, given.engine, comparison_.ignore_case);
    if (!compiled) return;
    Further& further = mark(result, Further::kRegex);
    further.regex = std::move(compiled);
    further.subject = given.subject;
    further.merge_slashes = comparison_.merge_slashes;
    further.keep_escapes = comparison_.keep_escapes;
    further.keep_dots = comparison_.keep_dots;
  }

  std::unique_ptr<const CompiledRegex> expression(const Text& text, Engine engine,
                                                  bool ignore_case) {
    if (text.value.empty()) {
      findings_.error(text.place, "the regular expression is empty", "it would match everything");
      return nullptr;
    }
    auto result = CompiledRegex::create(text.value, {engine, ignore_case});
    if (auto* regex = std::get_if<CompiledRegex>(&result)) {
      return std::make_unique<const CompiledRegex>(std::move(*regex));
    }
    const auto& fault = std::get<RegexFault>(result);
    findings_.error(behind(text.place, fault.offset),
                    "in the regular expression '" + shown(text.value) + "': " + fault.message,
                    engine == Engine::Re2 ? for_re2(text, ignore_case) : "");
    return nullptr;
  }

  // What would make an expression one for RE2, or who else takes it.
  static std::string for_re2(const Text& text, bool ignore_case) {
    const std::string renamed = with_names_of_re2(text.value);
    if (renamed != text.value && std::holds_alternative<CompiledRegex>(
                                     CompiledRegex::create(renamed, {Engine::Re2, ignore_case}))) {
      return "RE2 names groups with (?P<name>…): did you mean '" + shown(renamed) + "'?";
    }
    return other_engine(text, ignore_case);
  }

  // "(?<name>…)" as "(?P<name>…)"; "(?<=" and "(?<!" look behind and name nothing.
  static std::string with_names_of_re2(std::string_view expression) {
    constexpr std::string_view kTheirs = "(?<";
    std::string renamed;
    for (std::size_t i = 0; i < expression.size(); ++i) {
      const std::string_view rest = expression.substr(i);
      if (rest.starts_with("\\") && rest.size() > 1) {
        renamed += rest.substr(0, 2);
        ++i;
      } else if (rest.starts_with(kTheirs) && rest.size() > 3 && rest[3] != '=' && rest[3] != '!') {
        renamed += "(?P<";
        i += kTheirs.size() - 1;
      } else {
        renamed += expression[i];
      }
    }
    return renamed;
  }

  // Whether the expression is one for PCRE2: look-around, references back, possessive repetition.
  static std::string other_engine(const Text& text, bool ignore_case) {
    const auto other = CompiledRegex::create(text.value, {Engine::Pcre2, ignore_case});
    if (!std::holds_alternative<CompiledRegex>(other)) return "";
    return "engine = \"pcre2\" has it, under a match limit";
  }

  void nested(const Conditions& given, std::size_t depth, CompiledConditions& result) {
    if (given.all.empty() && given.any.empty() && given.none.empty()) return;
    if (depth == kMaxConditionDepth) {
      findings_.error(given.place, "conditions nest deeper than " +
                                       std::to_string(kMaxConditionDepth) + " levels");
      return;
    }
    inner(given.all, Further::kAll, depth, result);
    inner(given.any, Further::kAny, depth, result);
    inner(given.none, Further::kNone, depth, result);
  }

  void inner(const std::vector<Conditions>& given, Further::Kind kind, std::size_t depth,
             CompiledConditions& result) {
    if (given.empty()) return;
    Further& further = mark(result, kind);
    auto& list = kind == Further::kAll   ? further.all
                 : kind == Further::kAny ? further.any
                                         : further.none;
    for (const Conditions& conditions : given) list.push_back(compile(conditions, depth + 1));
  }

  const Comparison& comparison_;
  Diagnostics& diagnostics_;
  Findings findings_;
};

}  // namespace

CompiledConditions compile_conditions(const Conditions& conditions, const Comparison& comparison,
                                      Diagnostics& diagnostics) {
  return Compiler(comparison, diagnostics).compile(conditions, 1);
}

}  // namespace onward::rules
