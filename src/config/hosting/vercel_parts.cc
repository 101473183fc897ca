// SPDX-License-Identifier: MIT
// What an entry of vercel.json asks beside its path, where it leads, and `routes`, the older form
// with regular expressions.
#include "base/ascii.h"
#include "config/hosting/path_pattern.h"
#include "config/hosting/vercel.h"
#include "config/pattern_text.h"
#include "config/source_url.h"

#include <algorithm>

namespace onward::config {
namespace {

using Kind = JsonValue::Kind;

bool is_name_char(char c) { return base::is_alnum(c) || c == '_'; }

/// The value of a condition as an expression: `value` may be a string or {"eq": …}, {"re": …}.
/// False where it is something else.
bool value_of(const JsonValue& condition, std::optional<std::string>& expression) {
  const JsonValue* value = condition.find("value");
  if (value == nullptr) return true;
  if (value->is(Kind::String)) {
    expression = value->string;
    return true;
  }
  if (const JsonValue* text = value->string_of("re"); text != nullptr) {
    expression = text->string;
    return value->members.size() == 1;
  }
  if (const JsonValue* text = value->string_of("eq"); text != nullptr) {
    expression = escape_regex(text->string);
    return value->members.size() == 1;
  }
  return false;
}

/// "(?<name>.*)": the whole value under a name.
std::optional<std::string> whole_value_name(std::string_view expression) {
  if (!expression.starts_with("(?<") || !expression.ends_with(")")) return {};
  const std::size_t end = expression.find('>');
  if (end == std::string_view::npos) return {};
  const std::string_view rest = expression.substr(end + 1);
  if (rest != ".*)" && rest != ".+)") return {};
  return std::string(expression.substr(3, end - 3));
}

/// One member of `has` or `missing`, on its way into conditions.
class ConditionReader {
 public:
  ConditionReader(const JsonValue& condition, std::vector<VercelCapture>& captures,
                  Imported& imported)
      : condition_(condition), captures_(captures), imported_(imported) {}

  bool take(rules::Conditions& when) {
    const JsonValue* type = condition_.string_of("type");
    if (type == nullptr || !value_of(condition_, expression_)) {
      return refuse("a condition of 'has' or 'missing' has a form that cannot be asked");
    }
    if (type->string == "host") return take_host(when);
    const JsonValue* key = condition_.string_of("key");
    if (key == nullptr) return refuse("a condition has no key");
    if (type->string == "header") return take_value(when.fields, key->string);
    if (type->string == "cookie") return take_value(when.cookies, key->string);
    if (type->string == "query") return take_query(when, key->string);
    return refuse("a condition asks for '" + type->string + "', which a rule cannot");
  }

 private:
  bool refuse(std::string message) {
    imported_.lost(condition_.place, std::move(message));
    return false;
  }

  bool take_host(rules::Conditions& when) {
    captures_.push_back({"host", "request.host"});
    const std::string expression = expression_.value_or(".*");
    for (const std::string& name : groups_of(expression)) {
      if (!name.empty()) captures_.push_back({name, name});
    }
    when.regex = regex_of("^(?:" + expression + ")$", condition_.place, rules::Subject::Host);
    return true;
  }

  bool take_value(std::vector<rules::ValueTest>& tests, const std::string& key) {
    if (expression_) {
      for (const std::string& name : groups_of(*expression_)) {
        if (!name.empty()) taken_.push_back(name);
      }
    } else {
      taken_.push_back(key);
    }
    const std::string spelled = expression_ ? with_named_groups(*expression_) : "";
    tests.push_back(value_test(condition_.place, key, expression_ ? &spelled : nullptr));
    // What a destination takes out of a field or cookie has no words in a template.
    for (const std::string& name : taken_) captures_.push_back({name, ""});
    return true;
  }

  bool take_query(rules::Conditions& when, const std::string& key) {
    if (!expression_) {
      captures_.push_back({key, "query." + key});
    } else if (const auto name = whole_value_name(*expression_)) {
      captures_.push_back({*name, "query." + key});
    } else {
      return take_value(when.query, key);
    }
    const bool needs_more = expression_ && expression_->ends_with(".+)");
    const std::string more = ".+";
    when.query.push_back(value_test(condition_.place, key, needs_more ? &more : nullptr));
    return true;
  }

  const JsonValue& condition_;
  std::vector<VercelCapture>& captures_;
  Imported& imported_;
  std::optional<std::string> expression_;
  std::vector<std::string> taken_;
};

std::size_t authority_end(std::string_view target) {
  const std::size_t slashes = target.find("//");
  if (slashes == std::string_view::npos || target.starts_with('/')) return 0;
  return std::min(target.find_first_of("/?#", slashes + 2), target.size());
}

}  // namespace

bool take_vercel_conditions(const JsonValue& entry, rules::Rule& rule,
                            std::vector<VercelCapture>& captures, Imported& imported) {
  for (const std::string_view key : {"has", "missing"}) {
    const JsonValue* list = entry.find(key);
    if (list == nullptr) continue;
    for (const JsonValue& condition : list->items) {
      rules::Conditions one;
      one.place = condition.place;
      if (!ConditionReader(condition, captures, imported).take(one)) return false;
      (key == "has" ? rule.when.all : rule.when.none).push_back(std::move(one));
    }
  }
  return true;
}

bool set_vercel_destination(const JsonValue& destination, bool has_colons,
                            const std::vector<VercelCapture>& captures, rules::Rule& rule,
                            Imported& imported) {
  const std::string& to = destination.string;
  const std::size_t path = authority_end(to);
  std::string made;
  for (std::size_t at = 0; at < to.size();) {
    const bool is_mark = to[at] == '$' || (has_colons && to[at] == ':');
    std::size_t end = at + 1;
    while (is_mark && end < to.size() && is_name_char(to[end])) ++end;
    const std::string name = to.substr(at + 1, end - at - 1);
    const auto capture = std::ranges::find(captures, name, &VercelCapture::name);
    if (!is_mark || name.empty() || capture == captures.end()) {
      if (has_colons && to[at] == '\\' && at + 1 < to.size() && !captures.empty()) ++at;
      made += escape_template(to.substr(at++, 1));
      continue;
    }
    if (capture->in_template.empty()) {
      imported.lost(destination.place, "'" + name + "' is taken out of a field or a cookie",
                    "a target can be filled from the path, the host and the query");
      return false;
    }
    if (at < path) {
      imported.lost(destination.place, "a part of the request stands in the host of the target",
                    "write the rule in onward.toml, with the hosts allowed in to_hosts",
                    rules::About::HostOfClient);
      return false;
    }
    made += "{" + capture->in_template + "}";
    const bool has_modifier = to[at] == ':' && end < to.size() &&
                              std::string_view("*+?").find(to[end]) != std::string_view::npos;
    at = end + (has_modifier ? 1 : 0);
  }
  rule.action.to = {made, destination.place};
  return true;
}

namespace {

/// `methods` of a route.
void take_methods(const JsonValue& route, rules::Rule& rule) {
  const JsonValue* methods = route.find("methods");
  if (methods == nullptr) return;
  for (const JsonValue& method : methods->items) {
    if (method.is(Kind::String)) rule.when.methods.push_back({method.string, method.place});
  }
}

const JsonValue* location_of(const JsonValue& route) {
  const JsonValue* headers = route.find("headers");
  if (headers == nullptr) return nullptr;
  for (const JsonMember& header : headers->members) {
    if (base::equals_ignore_case(header.key, "location") && header.value.is(Kind::String)) {
      return &header.value;
    }
  }
  return nullptr;
}

bool is_true(const JsonValue& route, std::string_view key) {
  const JsonValue* value = route.find(key);
  return value != nullptr && value->is(Kind::Boolean) && value->boolean;
}

/// One member of `routes` that has a `src`.
void read_route(const JsonValue& route, const JsonValue& source, Imported& imported) {
  const JsonValue* status = route.find("status");
  const int code =
      status != nullptr && status->is(Kind::Number) && status->number > 0 && status->number < 1000
          ? static_cast<int>(status->number)
          : 0;
  const JsonValue* location = location_of(route);
  const bool redirects = location != nullptr && is_redirect_status(code);
  if (!redirects && is_true(route, "continue")) return;
  if (redirects) imported.redirect();
  rules::Rule rule = redirects ? redirect_rule(route.place, code) : pass_rule(route.place);
  rule.comparison.keep_escapes = true;
  if (redirects) rule.action.query = rules::QueryPolicy::KeepNonempty;
  std::string expression = source.string;
  if (!expression.starts_with('^')) expression.insert(0, "^");
  if (!expression.ends_with('$')) expression += '$';
  const std::string flags = is_true(route, "caseSensitive") ? "" : "(?i)";
  rule.when.regex = regex_of(flags + expression, source.place);
  take_methods(route, rule);
  std::vector<VercelCapture> captures;
  std::size_t number = 0;
  captures.push_back({"0", "0"});
  for (const std::string& name : groups_of(expression)) {
    captures.push_back({std::to_string(++number), std::to_string(number)});
    if (!name.empty()) captures.push_back({name, name});
  }
  if (!redirects) {
    const bool is_same = route.find("dest") == nullptr && code == 0;
    if (is_same) return;
    if (route.find("has") != nullptr || route.find("missing") != nullptr) {
      imported.warning(route.place, "a route that redirects nothing has conditions",
                       "it is left out; redirects below it may take its requests");
      return;
    }
    imported.add(std::move(rule));
    return;
  }
  if (!take_vercel_conditions(route, rule, captures, imported)) return;
  if (!set_vercel_destination(*location, false, captures, rule, imported)) return;
  imported.add(std::move(rule));
}

}  // namespace

void read_vercel_routes(const JsonValue& routes, Imported& imported) {
  for (const JsonValue& route : routes.items) {
    if (const JsonValue* handle = route.string_of("handle")) {
      imported.note(handle->place,
                    "routes behind { \"handle\": … } are asked when files are not found",
                    "there are no files here: what stands behind it is not taken over");
      return;
    }
    const JsonValue* source = route.string_of("src");
    if (source == nullptr) source = route.string_of("source");
    if (source != nullptr) read_route(route, *source, imported);
  }
}

}  // namespace onward::config
