// SPDX-License-Identifier: MIT
//   rule    = and *( "||" and )
//   and     = term *( "&&" term )
//   term    = "!" term / "(" rule ")" / Name "(" argument *( "," argument ) ")"
//
// Parentheses nest kMaxNesting deep.
#include "config/yaml/router_rule.h"

#include "base/ascii.h"
#include "config/lines.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"

#include <algorithm>
#include <vector>

namespace onward::config::yaml {
namespace {

using rules::Conditions;
using rules::Text;
using rules::ValueTest;

constexpr int kMaxNesting = 7;

class Parser {
 public:
  Parser(std::string_view text, const rules::Place& place) : rest_(text), place_(place) {}

  RouterRule run() {
    Conditions when = alternatives(0);
    skip();
    if (why_.empty() && !rest_.empty()) why_ = "'" + std::string(rest_) + "' is not understood";
    if (!why_.empty()) return {{}, why_};
    return {std::move(when), ""};
  }

 private:
  void skip() { rest_ = trimmed(rest_); }
  bool take(std::string_view text) {
    skip();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  Conditions alternatives(int depth) {
    std::vector<Conditions> choices;
    do {
      Conditions all;
      do {
        add(all, term(depth));
      } while (why_.empty() && take("&&"));
      choices.push_back(std::move(all));
    } while (why_.empty() && take("||"));
    return either(std::move(choices));
  }

  Conditions term(int depth) {
    bool is_negated = false;
    while (take("!")) is_negated = !is_negated;
    Conditions when;
    if (take("(")) {
      if (depth == kMaxNesting) {
        why_ = "it nests too deeply";
        return when;
      }
      when = alternatives(depth + 1);
      if (!take(")")) why_ = "a parenthesis is never closed";
    } else {
      when = call();
    }
    return is_negated ? negation(std::move(when)) : when;
  }

  Conditions call() {
    skip();
    const std::size_t open = rest_.find('(');
    const std::string name(trimmed(rest_.substr(0, open)));
    if (open == rest_.npos || name.empty() || !std::ranges::all_of(name, base::is_alnum)) {
      why_ = "'" + std::string(rest_.substr(0, 40)) + "' is not understood";
      return {};
    }
    rest_.remove_prefix(open + 1);
    std::vector<std::string> values;
    do {
      if (!argument(values)) return {};
    } while (take(","));
    if (!take(")")) {
      why_ = "a parenthesis is never closed";
      return {};
    }
    return matcher(name, values);
  }

  bool argument(std::vector<std::string>& values) {
    skip();
    const char quote = rest_.empty() ? ' ' : rest_[0];
    const std::size_t end = rest_.size() > 1 ? rest_.find(quote, 1) : rest_.npos;
    if ((quote != '`' && quote != '"' && quote != '\'') || end == rest_.npos) {
      why_ = "a value without quotes";
      return false;
    }
    values.emplace_back(rest_.substr(1, end - 1));
    if (values.back().find("${") != std::string::npos ||
        values.back().find("{{") != std::string::npos) {
      why_ = "'" + values.back() + "' is filled in elsewhere";
      return false;
    }
    rest_.remove_prefix(end + 1);
    return true;
  }

  Conditions matcher(const std::string& name, const std::vector<std::string>& values) {
    if (name == "Headers" || name == "Header" || name == "HeadersRegexp" ||
        name == "HeaderRegexp") {
      return field(name.ends_with("Regexp"), values);
    }
    if (name == "Query" || name == "QueryRegexp") return query(name == "QueryRegexp", values);
    std::vector<Conditions> choices;
    choices.reserve(values.size());
    for (const std::string& value : values) choices.push_back(one(name, value));
    return either(std::move(choices));
  }

  Conditions regex(const std::string& expression, rules::Subject subject) const {
    Conditions when;
    when.regex = rules::Regex{{expression, place_}, engine_for(expression), subject};
    return when;
  }

  Conditions one(const std::string& name, const std::string& value) {
    Conditions when;
    if (name == "Host" || name == "HostHeader") {
      when.hosts = {{escape_pattern(base::to_lower(value)), place_}};
    } else if (name == "HostRegexp") {
      if (value.find('{') != std::string::npos && value.find(':') != std::string::npos) {
        why_ = "'" + value + "' is of Traefik 2";
      }
      when = regex("(?i)" + value, rules::Subject::Host);
    } else if (name == "Path" || name == "PathPrefix") {
      if (value.find('{') != std::string::npos) why_ = "'" + value + "' is of Traefik 2";
      if (!value.starts_with('/')) return never();
      when.match = Text{escape_pattern(value) + (name == "Path" ? "" : "*"), place_};
    } else if (name == "PathRegexp") {
      when = regex(value, rules::Subject::DecodedPath);
    } else if (name == "Method") {
      when = exact_methods({{value, place_}});
    } else if (name == "ClientIP") {
      when.clients = {{value, place_}};
    } else {
      why_ = "'" + name + "' is nothing that a rule can ask for";
    }
    return when;
  }

  Conditions field(bool is_regex, const std::vector<std::string>& values) {
    Conditions when;
    if (values.size() != 2) {
      why_ = "a field has a name and a value";
      return when;
    }
    when.fields.push_back({{values[0], place_},
                           is_regex ? ValueTest::Kind::Regex : ValueTest::Kind::Equals,
                           {values[1], place_}});
    return when;
  }

  Conditions query(bool is_regex, const std::vector<std::string>& values) {
    Conditions when;
    std::vector<std::pair<std::string, std::string>> pairs;
    const bool is_pair = values.size() == 2 && values[0].find('=') == std::string::npos;
    if (is_pair) {
      pairs.emplace_back(values[0], values[1]);
    } else {
      for (const std::string& value : values) {
        const std::size_t equals = std::min(value.find('='), value.size());
        pairs.emplace_back(value.substr(0, equals),
                           value.substr(std::min(equals + 1, value.size())));
      }
    }
    for (const auto& [name, value] : pairs) {
      when.query.push_back({{name, place_},
                            is_regex        ? ValueTest::Kind::Regex
                            : value.empty() ? ValueTest::Kind::Present
                                            : ValueTest::Kind::Equals,
                            {value, place_}});
    }
    return when;
  }

  std::string_view rest_;
  rules::Place place_;
  std::string why_;
};

}  // namespace

RouterRule read_router_rule(std::string_view text, const rules::Place& place) {
  return Parser(text, place).run();
}

}  // namespace onward::config::yaml
