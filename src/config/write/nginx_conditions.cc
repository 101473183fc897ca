// SPDX-License-Identifier: MIT
// nginx asks one question an if, and an if holds no other. So a rule's questions stand one behind
// the other: "onward" is set where the expression with the groups is found, and emptied where
// another condition fails. What is nested does the same with variables of its depth:
//
//   set $onward 1;
//   if ($onward_path !~ "^/api/(?<onward_m1>.*)$") { set $onward ""; }
//   if ($request_method !~ "^(?:GET|HEAD)$") { set $onward ""; }
#include "config/write/nginx_conditions.h"

#include "base/ascii.h"
#include "config/pattern_text.h"
#include "config/write/expression.h"
#include "config/write/nginx_text.h"
#include "config/write/plain_rule.h"
#include "onward/http/method.h"

#include <algorithm>

namespace onward::config {
namespace {

using rules::Conditions;
using rules::ValueTest;

constexpr std::size_t kMostGroups = 9;  // $1 to $9

std::string one_of(const std::vector<PlainPattern>& patterns) {
  std::string regex;
  for (const PlainPattern& pattern : patterns) {
    regex += (regex.empty() ? "" : "|") + without_group_names(pattern.regex);
  }
  return regex;
}

class Writer {
 public:
  Writer(const rules::Comparison& comparison, std::string& why)
      : comparison_(comparison), why_(why) {}

  /// Sets the variable where the conditions hold, else empties it.
  bool write(const Conditions& when, const std::string& variable, int depth) {
    set(variable, "1");
    auto plain = plain_conditions(when, comparison_, why_);
    if (!plain) return false;
    if (!plain->scheme.empty()) unless("$scheme != " + plain->scheme, variable);
    const bool takes_host_groups =
        depth == 0 && plain->hosts.size() == 1 && groups_in(plain->hosts[0].regex) > 0;
    if (takes_host_groups) {
      find("$host", plain->hosts[0].regex, false, "onward_h", host_groups, variable);
    } else if (!plain->hosts.empty()) {
      unless("$host !~ " + nginx_quoted(one_of(plain->hosts)), variable);
    }
    if (!methods(when, variable)) return false;
    if (!tests(when.fields, "http", variable) || !tests(when.query, "arg", variable) ||
        !tests(when.cookies, "cookie", variable)) {
      return false;
    }
    if (plain->path) {
      std::vector<std::string> ignored;
      find("$onward_path", without_group_names(plain->path->regex), comparison_.ignore_case,
           "onward_m", depth == 0 ? groups : ignored, variable);
    }
    if (when.regex && !regex(*when.regex, variable, depth)) return false;
    if (!when.clients.empty()) return cannot("the network of a client");
    if (!when.between.empty()) return cannot("a span of time");
    if (when.share) return cannot("a share of the clients");
    return nested(when, variable, depth);
  }

  std::string text;
  std::vector<std::string> groups;
  std::vector<std::string> host_groups;

 private:
  bool cannot(const std::string& what) {
    why_ = what + " cannot be said";
    return false;
  }

  void set(const std::string& variable, const std::string& value) {
    text += "    set $" + variable + " " + (value.empty() ? "\"\"" : value) + ";\n";
  }
  void unless(const std::string& fails, const std::string& variable) {
    text += "    if (" + fails + ") { set $" + variable + " \"\"; }\n";
  }

  /// The variable is kept only where the expression is found. Its groups get names, which nginx
  /// makes variables of: "set $x $1" would escape what is escaped already.
  void find(const std::string& subject, const std::string& regex, bool ignore_case,
            const std::string& prefix, std::vector<std::string>& names,
            const std::string& variable) {
    const std::string named = with_group_names(regex, prefix);
    unless(subject + " !~" + (ignore_case ? "* " : " ") + nginx_quoted(named), variable);
    for (std::size_t i = 1; i <= groups_in(regex); ++i) {
      names.push_back("${" + prefix + std::to_string(i) + "}");
    }
  }

  bool methods(const Conditions& when, const std::string& variable) {
    if (when.methods.empty()) return true;
    std::string names;
    for (const rules::Text& method : when.methods) {
      names += (names.empty() ? "" : "|") + escape_regex(method.value);
      if (method.value == "GET") names += "|HEAD";
    }
    unless("$request_method !~ " + nginx_quoted("^(?:" + names + ")$"), variable);
    return true;
  }

  bool tests(const std::vector<ValueTest>& tests, const std::string& kind,
             const std::string& variable) {
    for (const ValueTest& test : tests) {
      std::string name = test.name.value;
      for (char& c : name) c = kind == "http" && c == '-' ? '_' : base::to_lower(c);
      const bool is_name = std::all_of(name.begin(), name.end(),
                                       [](char c) { return base::is_alnum(c) || c == '_'; });
      if (!is_name) return cannot("a value that is called '" + test.name.value + "'");
      const std::string value = std::string("$").append(kind).append("_").append(name);
      switch (test.kind) {
        case ValueTest::Kind::Present:
          unless(value + " = \"\"", variable);
          break;
        case ValueTest::Kind::Absent:
          unless(value + " != \"\"", variable);
          break;
        case ValueTest::Kind::Equals:
          unless(value + " !~ " + nginx_quoted("^" + escape_regex(test.value.value) + "$"),
                 variable);
          break;
        case ValueTest::Kind::Prefix:
          unless(value + " !~ " + nginx_quoted("^" + escape_regex(test.value.value)), variable);
          break;
        case ValueTest::Kind::Contains:
          unless(value + " !~ " + nginx_quoted(escape_regex(test.value.value)), variable);
          break;
        case ValueTest::Kind::Regex: {
          const std::string plain = without_group_names(test.value.value);
          if (plain.empty()) return cannot("a reference to the name of a group");
          unless(value + " !~ " + nginx_quoted(plain), variable);
        }
      }
    }
    return true;
  }

  bool regex(const rules::Regex& regex, const std::string& variable, int depth) {
    const std::string plain = without_group_names(regex.expression.value);
    if (plain.empty()) return cannot("a reference to the name of a group");
    std::string subject = "$onward_path";
    switch (regex.subject) {
      case rules::Subject::Path:
        break;
      case rules::Subject::DecodedPath:
        subject = "$uri";
        break;
      case rules::Subject::Host:
        subject = "$host";
        break;
      case rules::Subject::Query:
        subject = "$args";
        break;
      case rules::Subject::Url:
        set("onward_subject", "$scheme://$http_host$onward_path$onward_tail");
        subject = "$onward_subject";
        break;
      case rules::Subject::Target:
        set("onward_subject", "$onward_path$onward_tail");
        subject = "$onward_subject";
        break;
    }
    std::vector<std::string> found;
    find(subject, plain, comparison_.ignore_case, "onward_r", found, variable);
    if (depth > 0) return true;
    // The names of a regex: "0", "1", …, then those that groups have, which are numbers as well.
    groups.emplace_back();
    groups.insert(groups.end(), found.begin(), found.end());
    for (const std::size_t number : numbers_of_names(regex.expression.value)) {
      groups.push_back(number <= found.size() ? found[number - 1] : "");
    }
    return true;
  }

  bool nested(const Conditions& when, const std::string& variable, int depth) {
    const std::string inner = "onward_" + std::to_string(depth + 1);
    for (const Conditions& one : when.all) {
      if (!write(one, inner, depth + 1)) return false;
      unless("$" + inner + " = \"\"", variable);
    }
    for (const Conditions& one : when.none) {
      if (!write(one, inner, depth + 1)) return false;
      unless("$" + inner, variable);
    }
    if (when.any.empty()) return true;
    const std::string any = inner + "_any";
    set(any, "");
    for (const Conditions& one : when.any) {
      if (!write(one, inner, depth + 1)) return false;
      text.append("    if ($").append(inner).append(") { set $").append(any).append(" 1; }\n");
    }
    unless("$" + any + " = \"\"", variable);
    return true;
  }

  const rules::Comparison& comparison_;
  std::string& why_;
};

}  // namespace

bool to_nginx_conditions(const rules::Rule& rule, bool may_ask_only, NginxConditions& result,
                         std::string& why) {
  const auto plain = plain_conditions(rule.when, rule.comparison, why);
  if (!plain) return false;
  const bool is_path_alone =
      plain->path && plain->scheme.empty() && plain->hosts.empty() && asks_only_url(rule.when);
  const std::string regex = plain->path ? without_group_names(plain->path->regex) : "";
  if (may_ask_only && is_path_alone && groups_in(regex) <= kMostGroups) {
    result.only = std::string("$onward_path ~") + (rule.comparison.ignore_case ? "* " : " ") +
                  nginx_quoted(regex);
    for (std::size_t i = 1; i <= groups_in(regex); ++i) {
      result.groups.push_back("$" + std::to_string(i));
    }
    return true;
  }
  Writer writer(rule.comparison, why);
  if (!writer.write(rule.when, "onward", 0)) return false;
  result.text = std::move(writer.text);
  result.groups = std::move(writer.groups);
  result.host_groups = std::move(writer.host_groups);
  return true;
}

}  // namespace onward::config
