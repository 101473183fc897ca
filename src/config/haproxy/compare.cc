// SPDX-License-Identifier: MIT
// Texts of the request become a `match` where they are a path that the index can find, and else a
// regular expression over the part that is compared. A host is compared without its port.
#include "config/haproxy/compare.h"

#include "base/ascii.h"
#include "config/haproxy/maps.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config::haproxy {
namespace {

using rules::Conditions;
using rules::Subject;
using rules::ValueTest;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// What HAProxy asks of a text, as an expression that is searched in it.
std::string expression_of(How how, const std::string& value) {
  std::string text = escape_regex(value);
  switch (how) {
    case How::String:
    case How::Found:
    case How::Bool:
      return "^" + text + "$";
    case How::Begin:
      return "^" + text;
    case How::End:
      return text + "$";
    case How::Sub:
      return text;
    case How::Dir:
      return "(?:^|[/?])" + text + "(?:[/?]|$)";
    case How::Dom:
      return "(?:^|[/?.:])" + text + "(?:[/?.:]|$)";
    case How::Regex:
      return value;
  }
  return text;
}

class Comparison {
 public:
  explicit Comparison(const Comparing& comparing)
      : comparing_(comparing), known_(know(comparing.sample)) {}

  Test run() {
    if (known_.part == Part::Other) {
      return {{}, "'" + spelled(comparing_.sample) + "' is nothing that a rule can ask for"};
    }
    if (known_.converters.size() == 1 && comparing_.how == How::Found &&
        is_map(known_.converters[0])) {
      Test test;
      test.found = comparing_.sample;
      return test;
    }
    if (!known_.converters.empty()) {
      return {{},
              "what '" + known_.converters[0].name + "' makes of '" + comparing_.sample.fetch.name +
                  "' cannot be asked for"};
    }
    switch (known_.part) {
      case Part::Constant:
        return {known_.name == "true" ? Conditions() : never(), ""};
      case Part::IsTls:
        return scheme((comparing_.values.empty() || comparing_.values[0].text != "0") !=
                      known_.is_negated);
      case Part::FieldCount:
        return field_count();
      case Part::Port:
        return port();
      case Part::Method:
        return {exact_methods(texts()), ""};
      case Part::Client:
        return clients();
      default:
        break;
    }
    if (comparing_.how == How::Found) return found();
    if (comparing_.how == How::Bool) return {{}, "'-m bool' compares numbers"};
    std::vector<Conditions> choices;
    for (const Word& value : comparing_.values) choices.push_back(one(value));
    if (!why_.empty()) return {{}, why_};
    Conditions when = either(std::move(choices));
    // Who asks for a host by TLS asks for it in the request.
    if (known_.is_sni) add(when, scheme(true).when);
    return {std::move(when), ""};
  }

 private:
  std::vector<rules::Text> texts() const {
    std::vector<rules::Text> texts;
    for (const Word& value : comparing_.values) texts.push_back({value.text, value.place});
    return texts;
  }

  Test scheme(bool is_tls) const {
    Conditions when;
    when.scheme = rules::Text{is_tls ? "https" : "http", comparing_.place};
    return {std::move(when), ""};
  }

  /// A listener's port is known by its scheme.
  Test port() {
    Words values = comparing_.values;
    if (!values.empty() && values[0].text == "eq") values.erase(values.begin());
    if (values.size() == 1 && values[0].text == "443") return scheme(true);
    if (values.size() == 1 && values[0].text == "80") return scheme(false);
    if (values.size() != 1 || !std::ranges::all_of(values[0].text, base::is_digit)) {
      return {{}, "a range of ports is nothing that a rule can ask for"};
    }
    Conditions when;
    when.regex = rules::Regex{{"^[a-z]+://[^/]*:" + values[0].text + "/", values[0].place},
                              rules::Engine::Re2,
                              Subject::Url};
    return {std::move(when), ""};
  }

  /// Whether there is one: "eq 0", "gt 0" and their like.
  Test field_count() const {
    std::string text;
    for (const Word& value : comparing_.values)
      text.append(text.empty() ? "" : " ").append(value.text);
    const bool is_absent = is_one_of(text, {"0", "eq 0", "lt 1", "le 0"});
    if (!is_absent && !is_one_of(text, {"gt 0", "ge 1"})) {
      return {{}, "how often a field stands in a request is nothing that a rule can ask for"};
    }
    Conditions when;
    when.fields.push_back({{known_.name, comparing_.place},
                           is_absent ? ValueTest::Kind::Absent : ValueTest::Kind::Present,
                           {}});
    return {std::move(when), ""};
  }

  Test clients() const {
    Conditions when;
    when.clients = texts();
    return {std::move(when), ""};
  }

  Test found() {
    Conditions when;
    const rules::Text name{known_.name, comparing_.place};
    const ValueTest test{name, ValueTest::Kind::Present, {}};
    if (known_.part == Part::Field) when.fields.push_back(test);
    if (known_.part == Part::Parameter) when.query.push_back(test);
    if (known_.part == Part::Cookie) when.cookies.push_back(test);
    if (known_.part == Part::Query) {
      when.regex = rules::Regex{{".", comparing_.place}, rules::Engine::Re2, Subject::Query};
    }
    return {std::move(when), ""};
  }

  bool ignores_case() const { return comparing_.ignores_case || known_.is_lower; }

  std::string with_case(const std::string& expression) const {
    return ignores_case() ? "(?i)" + expression : expression;
  }

  Conditions regex(std::string expression, Subject subject, const rules::Place& place) {
    Conditions when;
    const rules::Engine engine = engine_for(expression);
    when.regex = rules::Regex{{std::move(expression), place}, engine, subject};
    return when;
  }

  Conditions one(const Word& value) {
    switch (known_.part) {
      case Part::Path:
        return path(value);
      case Part::Target:
        if (comparing_.how == How::Begin && value.text.find('?') == std::string::npos) {
          return path(value);
        }
        return regex(with_case(expression_of(comparing_.how, value.text)), Subject::Target,
                     value.place);
      case Part::DecodedPath:
        return regex(with_case(expression_of(comparing_.how, value.text)), Subject::DecodedPath,
                     value.place);
      case Part::Query:
        return regex(with_case(expression_of(comparing_.how, value.text)), Subject::Query,
                     value.place);
      case Part::Host:
        return host(value);
      case Part::Base:
        return base(value);
      default:
        return named_value(value);
    }
  }

  Conditions path(const Word& value) {
    Conditions when;
    const bool is_indexed =
        !ignores_case() && (comparing_.how == How::String || comparing_.how == How::Begin);
    if (!is_indexed) {
      return regex(with_case(expression_of(comparing_.how, value.text)), Subject::Path,
                   value.place);
    }
    if (!value.text.starts_with('/')) {
      return comparing_.how == How::Begin && value.text.empty() ? when : never();
    }
    when.match = rules::Text{escape_pattern(value.text) + (comparing_.how == How::Begin ? "*" : ""),
                             value.place};
    return when;
  }

  /// The value of a Host may have a port, and then it counts.
  Conditions host(const Word& value) {
    const std::string lower = base::to_lower(value.text);
    // A path, in a map that has both, is no host.
    if (comparing_.how == How::String && lower.find('/') != std::string::npos) return never();
    const std::size_t colon = lower.rfind(':');
    if (comparing_.how != How::Regex && colon != std::string::npos && colon + 1 < lower.size()) {
      const std::string begin =
          comparing_.how == How::String || comparing_.how == How::Begin ? "^[a-z]+://" : "";
      return regex(begin + escape_regex(lower) + "/", Subject::Url, value.place);
    }
    if (comparing_.how == How::String) {
      Conditions when;
      when.hosts = {{escape_pattern(lower), value.place}};
      return when;
    }
    if (comparing_.how == How::Regex) {
      return regex("(?i)" + value.text, Subject::Host, value.place);
    }
    return regex(expression_of(comparing_.how, lower), Subject::Host, value.place);
  }

  Conditions base(const Word& value) {
    if (comparing_.how == How::Regex || comparing_.how == How::Dir || comparing_.how == How::Dom) {
      why_ = "an expression over host and path together cannot be asked for";
      return {};
    }
    const std::string text = escape_regex(value.text);
    std::string expression;
    if (comparing_.how == How::String) expression = "^[a-z]+://" + text + "(?:\\?|$)";
    if (comparing_.how == How::Begin) expression = "^[a-z]+://" + text;
    if (comparing_.how == How::End) expression = "^[^?]*" + text + "(?:\\?|$)";
    if (comparing_.how == How::Sub) expression = "^[a-z]+://[^?]*" + text;
    return regex(with_case(expression), Subject::Url, value.place);
  }

  /// Fields are lists, and each member is compared.
  Conditions named_value(const Word& value) {
    Conditions when;
    const bool is_list = known_.part == Part::Field && comparing_.sample.fetch.name != "req.fhdr";
    std::string expression = expression_of(comparing_.how, value.text);
    if (is_list && comparing_.how == How::String) {
      expression = "(?:^|,)\\s*" + escape_regex(value.text) + "\\s*(?:,|$)";
    } else if (is_list && comparing_.how == How::Begin) {
      expression = "(?:^|,)\\s*" + escape_regex(value.text);
    } else if (is_list && comparing_.how == How::End) {
      expression = escape_regex(value.text) + "\\s*(?:,|$)";
    }
    ValueTest test{{known_.name, comparing_.place},
                   ValueTest::Kind::Regex,
                   {with_case(expression), value.place}};
    if (!is_list && comparing_.how == How::String && !ignores_case()) {
      test.kind = ValueTest::Kind::Equals;
      test.value.value = value.text;
    }
    auto& tests = known_.part == Part::Field       ? when.fields
                  : known_.part == Part::Parameter ? when.query
                                                   : when.cookies;
    tests.push_back(std::move(test));
    return when;
  }

  const Comparing& comparing_;
  Known known_;
  std::string why_;
};

/// ":80" taken off the end by an expression.
bool takes_port(const Call& call) {
  if (call.name == "host_only") return true;
  if (call.name == "field") return call.arg(0) == "1" && call.arg(1) == ":";
  return call.name == "regsub" && call.arg(1).empty() &&
         is_one_of(call.arg(0),
                   {":\\d+$", ":[0-9]+$", ":.*$", ":.*", ":[0-9]*$", ":\\d*$", ":[0-9]+"});
}

Part part_of(const Call& fetch, std::string& name) {
  std::string what = fetch.name;
  if (what.starts_with("req.")) what.erase(0, 4);
  name = std::string(fetch.arg(0));
  if (what == "path") return Part::Path;
  if (is_one_of(what, {"url", "uri", "pathq"}) || fetch.name == "capture.req.uri") {
    return Part::Target;
  }
  if (what == "query") return Part::Query;
  if (what == "base") return Part::Base;
  if (is_one_of(what, {"hdr", "fhdr"})) {
    return base::equals_ignore_case(name, "host") ? Part::Host : Part::Field;
  }
  if (is_one_of(what, {"urlp", "url_param"})) return Part::Parameter;
  if (is_one_of(what, {"cook", "cookie"})) return Part::Cookie;
  if (is_one_of(what, {"method"}) || fetch.name == "capture.req.method") return Part::Method;
  if (what == "src") return Part::Client;
  if (what == "ssl_fc") return Part::IsTls;
  if (what == "ssl_fc_sni") return Part::Host;
  if (is_one_of(what, {"hdr_cnt", "fhdr_cnt"}) && !name.empty()) return Part::FieldCount;
  if (what == "dst_port") return Part::Port;
  if (is_one_of(what, {"always_true", "always_false"})) {
    name = what.substr(7);
    return Part::Constant;
  }
  return Part::Other;
}

}  // namespace

Known know(const Sample& sample) {
  Known known;
  known.part = part_of(sample.fetch, known.name);
  known.is_sni = sample.fetch.name == "ssl_fc_sni";
  for (const Call& call : sample.converters) {
    const bool is_open = known.converters.empty();
    if (is_open && call.name == "lower") {
      known.is_lower = true;
    } else if (is_open && known.part == Part::IsTls && call.name == "not") {
      known.is_negated = !known.is_negated;
    } else if (is_open && known.part == Part::Host && takes_port(call)) {
      continue;
    } else if (is_open && known.part == Part::Path && call.name == "url_dec") {
      known.part = Part::DecodedPath;
    } else if (is_open && known.part == Part::Target && call.name == "field" &&
               call.arg(0) == "1" && call.arg(1) == "?") {
      known.part = Part::Path;
    } else {
      known.converters.push_back(call);
    }
  }
  return known;
}

bool are_same(const Sample& a, const Sample& b) {
  if (a == b) return true;
  const Known x = know(a);
  const Known y = know(b);
  return x.part == y.part && x.part != Part::Other && x.is_lower == y.is_lower &&
         base::equals_ignore_case(x.name, y.name) && x.converters == y.converters;
}

Test compare(const Comparing& comparing) { return Comparison(comparing).run(); }

}  // namespace onward::config::haproxy
