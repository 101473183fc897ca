// SPDX-License-Identifier: MIT
// One rule of IIS' URL Rewrite:
//
//   <match url>      an expression, wildcard or text, searched in the path without its first slash
//   <conditions>     expressions over server variables; all of them, or any
//   <action>         Redirect (Permanent is 301 and the default), Rewrite, CustomResponse,
//                    AbortRequest, None
//
// Letters' case does not count unless a rule says so. The query is appended unless it says so.
#include "base/ascii.h"
#include "config/hosting/iis.h"
#include "config/hosting/path_pattern.h"
#include "config/pattern_text.h"
#include "config/source_url.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

using Kind = rules::ValueTest::Kind;

/// A wildcard or a plain text as an expression.
std::string by_syntax(std::string_view text, std::string_view syntax) {
  if (syntax == "ExactMatch") return "^" + escape_regex(text) + "$";
  if (syntax != "Wildcard") return std::string(text);
  std::string expression = "^";
  for (const char c : text) {
    expression += c == '*' ? "(.*)" : escape_regex(std::string_view(&c, 1));
  }
  return expression + "$";
}

/// The alternatives outside of brackets.
std::vector<std::string_view> alternatives(std::string_view expression) {
  std::vector<std::string_view> found;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\') {
      ++i;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      --depth;
    } else if (c == '|' && depth == 0) {
      found.push_back(expression.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  found.push_back(expression.substr(begin));
  return found;
}

/// What is searched in "a/b" as what is searched in "/a/b".
std::string behind_slash(std::string_view expression) {
  const auto parts = alternatives(expression);
  const auto anchored =
      std::ranges::count_if(parts, [](std::string_view part) { return part.starts_with('^'); });
  std::string inner;
  for (std::string_view part : parts) {
    const bool is_anchored = part.starts_with('^');
    if (is_anchored) part.remove_prefix(1);
    if (!inner.empty()) inner += '|';
    inner += is_anchored || anchored == 0 ? std::string(part) : ".*?(?:" + std::string(part) + ")";
  }
  return (anchored == 0 ? "^/.*?" : "^/") + with_group_names(inner, "r");
}

/// A scheme out of a pattern that HTTPS or a port is held against; "" where it says none.
std::string scheme_of(const IisCondition& condition) {
  std::string word = base::to_lower(condition.pattern);
  std::erase_if(word, [](char c) { return c == '^' || c == '$' || c == '(' || c == ')'; });
  if (condition.input == "{HTTPS}") {
    if (word == "on") return "https";
    if (word == "off") return "http";
  }
  if (condition.input == "{SERVER_PORT}") {
    if (word == "443") return "https";
    if (word == "80") return "http";
  }
  return "";
}

std::optional<rules::Subject> subject_of(std::string_view input) {
  if (input == "{HTTP_HOST}" || input == "{SERVER_NAME}") return rules::Subject::Host;
  if (input == "{REQUEST_URI}" || input == "{UNENCODED_URL}") return rules::Subject::Target;
  if (input == "{URL}" || input == "{PATH_INFO}") return rules::Subject::Path;
  if (input == "{QUERY_STRING}") return rules::Subject::Query;
  if (input == "{CACHE_URL}") return rules::Subject::Url;
  return {};
}

/// "{HTTP_USER_AGENT}" is "USER-AGENT"; "" where it is no field.
std::string field_of(std::string_view input) {
  constexpr std::string_view kHttp = "{HTTP_";
  if (!input.starts_with(kHttp) || !input.ends_with('}')) return "";
  std::string name(input.substr(kHttp.size(), input.size() - kHttp.size() - 1));
  std::ranges::replace(name, '_', '-');
  return name;
}

/// "^(GET|POST)$" as methods; none where it is no such list.
std::vector<rules::Text> methods_of(const IisCondition& condition) {
  std::string list = condition.pattern;
  std::erase_if(list, [](char c) { return c == '^' || c == '$' || c == '(' || c == ')'; });
  std::vector<rules::Text> methods;
  for (const std::string_view word : alternatives(list)) {
    if (word.empty() || !std::ranges::all_of(word, base::is_alpha)) return {};
    std::string method(word);
    std::ranges::transform(method, method.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    methods.push_back({method, condition.place});
  }
  return methods;
}

/// What a condition asks, without its negation. False where it cannot be asked.
bool take_condition(const IisCondition& condition, const IisRule& rule, rules::Conditions& when) {
  when.place = condition.place;
  if (condition.input == "{HTTPS}" || condition.input == "{SERVER_PORT}") {
    const std::string scheme = scheme_of(condition);
    if (!scheme.empty()) when.scheme = {scheme, condition.place};
    return !scheme.empty();
  }
  if (condition.input == "{REQUEST_METHOD}") {
    when.methods = methods_of(condition);
    return !when.methods.empty();
  }
  const std::string pattern = by_syntax(condition.pattern, rule.syntax);
  const std::string flags = condition.ignore_case ? "(?i)" : "";
  if (const auto subject = subject_of(condition.input)) {
    when.regex = regex_of(flags + with_group_names(pattern, "c"), condition.place, *subject);
    return true;
  }
  const std::string field = field_of(condition.input);
  if (field.empty()) return false;
  const bool is_any = pattern == "(.+)" || pattern == ".+" || pattern == ".";
  when.fields.push_back({{field, condition.place},
                         is_any ? Kind::Present : Kind::Regex,
                         {is_any ? "" : flags + pattern, condition.place}});
  return true;
}

/// What stands in braces of a target, as a template; nullopt where a template has no words for it.
std::optional<std::string> filling(std::string_view name, const IisRule& rule) {
  if (name.size() == 3 && base::is_digit(name[2])) {
    if (name.starts_with("R:")) return "{r" + std::string(1, name[2]) + "}";
    if (name.starts_with("C:")) return "{c" + std::string(1, name[2]) + "}";
  }
  if (name == "HTTP_HOST" || name == "SERVER_NAME") return "{request.host}";
  if (name == "REQUEST_URI") return rule.append_query ? "{request.path}" : "{request.target}";
  if (name == "URL" || name == "PATH_INFO") return "{request.path}";
  if (name == "QUERY_STRING") return "{request.query}";
  return {};
}

/// The target as a template; what stands in braces and has no words is said.
std::optional<std::string> to_template(const IisRule& rule, Imported& imported) {
  std::string made;
  const bool is_relative = !rule.to.starts_with('/') && !rule.to.starts_with('{') &&
                           rule.to.find("://") == std::string::npos;
  if (is_relative) made = "/";
  for (std::size_t at = 0; at < rule.to.size();) {
    const std::size_t end = rule.to[at] == '{' ? rule.to.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      made += escape_template(rule.to.substr(at++, 1));
      continue;
    }
    const auto filled = filling(std::string_view(rule.to).substr(at + 1, end - at - 1), rule);
    if (!filled) {
      imported.lost(rule.place, "the target '" + rule.to + "' computes what a template cannot");
      return {};
    }
    // A target that begins with what was found of the path is one from the root.
    if (made.empty() && filled->starts_with("{r")) made = "/";
    made += *filled;
    at = end + 1;
  }
  return made;
}

bool fills_host(std::string_view target) {
  const std::size_t slashes = target.find("://");
  if (slashes == std::string_view::npos) return false;
  const std::string_view host =
      target.substr(slashes + 3, target.find_first_of("/?#", slashes + 3) - slashes - 3);
  return host.find('{') != std::string_view::npos;
}

void take_redirect(const IisRule& rule, Imported& imported) {
  rules::Rule made = redirect_rule(rule.place, iis_status(rule.redirect_type));
  if (iis_status(rule.redirect_type) == 0) {
    imported.lost(rule.place, "the redirectType '" + rule.redirect_type + "' is none");
    return;
  }
  const auto target = to_template(rule, imported);
  if (!target || !set_iis_conditions(rule, nullptr, made, imported)) return;
  made.action.to = {*target, rule.place};
  if (!rule.append_query) made.action.query = rules::QueryPolicy::Drop;
  if (fills_host(*target)) made.action.to_hosts.push_back({"*", rule.place});
  imported.add(std::move(made));
}

/// What takes requests away from the rules below it.
void take_other(const IisRule& rule, Imported& imported) {
  const bool is_rewrite = rule.action == "Rewrite";
  const bool ends = rule.stops || !(is_rewrite || rule.action == "None");
  if (!ends && !is_rewrite) return;
  rules::Rule made = pass_rule(rule.place);
  Imported unsaid({"", rule.place.file});
  if (!set_iis_conditions(rule, nullptr, made, unsaid)) {
    imported.warning(rule.place, "a rule that redirects nothing asks what cannot be asked",
                     "it is left out; redirects below it may take its requests");
    return;
  }
  if (is_rewrite && !rule.stops) {
    imported.warning(rule.place, "the path is rewritten for the rules below",
                     "they see the path as it was requested here");
    return;
  }
  imported.note(rule.place, "a rule of the kind " + rule.action + " redirects nothing",
                "redirects below it do not take its requests");
  imported.add(std::move(made));
}

}  // namespace

int iis_status(std::string_view redirect_type) {
  if (redirect_type.empty() || redirect_type == "Permanent" || redirect_type == "301") return 301;
  if (redirect_type == "Found" || redirect_type == "302") return 302;
  if (redirect_type == "SeeOther" || redirect_type == "303") return 303;
  if (redirect_type == "Temporary" || redirect_type == "307") return 307;
  if (redirect_type == "PermRedirect" || redirect_type == "308") return 308;
  return 0;
}

bool set_iis_conditions(const IisRule& rule, const IisCondition* left_out, rules::Rule& into,
                        Imported& imported) {
  const std::string flags = rule.ignore_case ? "(?i)" : "";
  const std::string url = by_syntax(rule.url, rule.syntax);
  const bool is_all =
      url.empty() || url == ".*" || url == "^(.*)$" || url == "(.*)" || url == "^.*$";
  if (rule.negate) {
    rules::Conditions none;
    none.place = rule.place;
    none.regex = regex_of(flags + behind_slash(url), rule.place);
    into.when.none.push_back(std::move(none));
  } else if (!is_all || rule.to.find("{R:") != std::string::npos) {
    into.when.regex = regex_of(flags + behind_slash(url), rule.place);
  }
  for (const IisCondition& condition : rule.conditions) {
    if (&condition == left_out) continue;
    if (condition.kind != "Pattern") {
      // There are no files here: whether one exists is always answered with no.
      if (condition.negate) continue;
      imported.lost(condition.place, "the rule is for files and folders that exist");
      return false;
    }
    rules::Conditions one;
    if (!take_condition(condition, rule, one)) {
      imported.lost(condition.place, "'" + condition.input + "' cannot be compared with '" +
                                         condition.pattern + "'");
      return false;
    }
    if (condition.negate && rule.any) {
      rules::Conditions wrapped;
      wrapped.place = one.place;
      wrapped.none.push_back(std::move(one));
      into.when.any.push_back(std::move(wrapped));
    } else if (condition.negate) {
      into.when.none.push_back(std::move(one));
    } else {
      (rule.any ? into.when.any : into.when.all).push_back(std::move(one));
    }
  }
  return true;
}

void take_iis_rule(const IisRule& rule, IisMaps& maps, Imported& imported) {
  if (rule.action != "Redirect") return take_other(rule, imported);
  imported.redirect();
  if (!take_iis_map_rule(rule, maps, imported)) take_redirect(rule, imported);
}

}  // namespace onward::config
