// SPDX-License-Identifier: MIT
// Routes of Express, one after the other: paths are path-to-regexp 0.1's, without regard to case or
// to a slash at the end. A handler that answers otherwise passes; one that calls next() leaves the
// request to the routes below.
#include "config/script/routes.h"

#include "config/hosting/path_pattern.h"
#include "config/imported.h"
#include "config/pattern_text.h"
#include "config/script/route_path.h"
#include "rules/regex.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace onward::config {
namespace {

using Outcome = Machine::Outcome;
using Type = Thing::Type;

bool is_expression(std::string_view text) {
  return std::holds_alternative<rules::CompiledRegex>(rules::CompiledRegex::create(text, {}));
}

/// Most routes of a script, each counted as often as its router is mounted, and most routers in
/// each other.
constexpr std::size_t kMaxRoutes = 20'000;
constexpr std::size_t kMaxRouters = 16;

bool is_plugin(const Value& handler) {
  return is_a(handler, Type::Native) && handler.thing->name == "express-redirect" &&
         member_of(*handler.thing, "target") != nullptr;
}

bool is_host(const Value& handler) {
  return is_a(handler, Type::Native) && handler.thing->name == "vhost" &&
         handler.thing->items.size() > 1;
}

/// "*.example.com": each asterisk is one label, or more of them behind each other.
std::string host_expression(const Value& pattern) {
  std::string expression = "(?i)^";
  for (const char c : literal(to_text(pattern)).value_or("")) {
    expression += c == '*' ? "([^.]+)" : escape_regex(std::string_view(&c, 1));
  }
  return expression + "$";
}

/// Behind a mount an expression is asked about what follows it.
std::optional<std::string> mounted_regex(const Mount& mount, const std::string& source) {
  if (mount.expression.empty()) return source;
  if (!source.starts_with('^') || !mount.names.empty()) return {};
  if (source.find('|') != std::string::npos) return {};
  return "^" + mount.expression + source.substr(1);
}

void add(Mount& mount, const std::string& text) {
  std::string path = text;
  if (path.ends_with('/')) path.pop_back();
  const RoutePath made = path_expression(path);
  mount.expression += made.expression;
  mount.literal += path;
  mount.is_literal = mount.is_literal && made.is_literal;
  mount.names.insert(mount.names.end(), made.names.begin(), made.names.end());
}

rules::Rule base_rule(const Thing& entry, const Mount& mount, const std::string& regex) {
  rules::Rule rule;
  rule.place = entry.place;
  rule.when.place = entry.place;
  rule.comparison.keep_escapes = rule.comparison.keep_dots = true;
  if (!mount.scheme.empty()) rule.when.scheme = {mount.scheme, entry.place};
  if (!mount.host.empty()) {
    rules::Conditions of_host;
    of_host.place = entry.place;
    of_host.regex = regex_of(mount.host, entry.place, rules::Subject::Host);
    rule.when.all.push_back(std::move(of_host));
  }
  const bool is_use = entry.name == "use";
  if (!is_use && entry.name != "all") {
    std::string method = entry.name == "del" ? "delete" : entry.name;
    std::ranges::transform(method, method.begin(),
                           [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    rule.when.methods = {{method, entry.place}};
  }
  if (!regex.empty()) {
    rule.when.regex = regex_of(regex, entry.place);
  } else if (is_use && mount.expression.empty()) {
    return rule;
  } else if (mount.is_literal && !is_use) {
    rule.when.match = {mount.literal.empty() ? "/" : escape_pattern(mount.literal), entry.place};
    rule.comparison.ignore_case = true;
    rule.comparison.ignore_trailing_slash = !mount.literal.empty();
  } else {
    rule.when.regex =
        regex_of("(?i)^" + mount.expression + (is_use ? "(?:/.*)?$" : "/?$"), entry.place);
  }
  return rule;
}

Outcome answer() {
  Outcome outcome;
  outcome.kind = Outcome::Kind::Answer;
  return outcome;
}

Value request(const Mount& mount, const std::string& source, bool is_use) {
  auto req = std::make_shared<Thing>();
  req->type = Type::Req;
  auto params =
      std::make_shared<Thing>();  // which Express decodes; the path that it matches it does not
  std::size_t number = 0;
  for (const std::string& name : mount.names) {
    if (const auto part = group_of(source, ++number, rules::Subject::DecodedPath)) {
      set_member(*params, name, text_value({*part}));
    }
  }
  if (mount.names.empty()) {
    for (number = 1; number < 10; ++number) {
      const auto part = group_of(source, number, rules::Subject::DecodedPath);
      if (part) set_member(*params, std::to_string(number - 1), text_value({*part}));
    }
  }
  set_member(*req, "params", thing_value(std::move(params)));
  auto hosts = std::make_shared<Thing>();
  for (number = 1; !mount.host.empty() && number < 10; ++number) {
    const auto part = group_of(mount.host, number, rules::Subject::Host);
    if (part) set_member(*hosts, std::to_string(number - 1), text_value({*part}));
  }
  if (!mount.host.empty()) set_member(*req, "vhost", thing_value(std::move(hosts)));
  Parts path{part_of(Part::What::Path)};
  Part base = part_of(Part::What::Group);
  base.before = "(?i)^";
  base.inner = mount.expression;
  base.after = "(?:/.*)?$";
  set_member(*req, "baseUrl",
             mount.expression.empty() || !mount.names.empty() || !is_use ? literal_value("")
                                                                         : text_value({base}));
  if (is_use && !mount.expression.empty()) {
    Part rest = part_of(Part::What::Group);
    rest.before = "(?i)^" + mount.expression + "/?";
    rest.inner = ".*";
    rest.after = "$";
    path = {literal_part("/"), rest};
  }
  set_member(*req, "path", text_value(path));
  path.push_back(search_with_mark());
  set_member(*req, "url", text_value(path));
  return thing_value(std::move(req));
}

}  // namespace

void Routes::read(const Thing& router, const Mount& mount) {
  open_.push_back(&router);
  for (const Value& entry : router.items) {
    if (routes_ > kMaxRoutes) break;
    const std::vector<Value>& items = entry.thing->items;
    std::vector<Value> paths;
    if (is_a(items[0], Type::Array)) {
      paths = items[0].thing->items;
    } else {
      paths = {items[0]};
    }
    std::vector<Value> handlers;
    for (std::size_t i = 1; i < items.size(); ++i) {
      if (is_a(items[i], Type::Array)) {
        const auto& list = items[i].thing->items;
        handlers.insert(handlers.end(), list.begin(), list.end());
      } else {
        handlers.push_back(items[i]);
      }
    }
    for (const Value& path : paths) {
      if (++routes_ <= kMaxRoutes) {
        route(*entry.thing, path, handlers, mount);
      } else if (routes_ == kMaxRoutes + 1) {
        machine_.imported().report().error_at(entry.thing->place, "there are too many routes",
                                              "those behind the first 20,000 are lost");
      }
    }
  }
  open_.pop_back();
}

void Routes::route(const Thing& entry, const Value& path, const std::vector<Value>& handlers,
                   const Mount& mount) {
  const bool is_use = entry.name == "use";
  Mount here = mount;
  const bool is_regex = is_a(path, Type::Regex);
  std::string regex;
  if (is_regex) {
    const auto source = mounted_regex(mount, path.thing->name);
    regex = source ? expression_of(*source, path.thing->flags).value_or("") : "";
    if (regex.empty() || is_use) return unknown(entry);
  } else {
    const auto text = literal(to_text(path));
    if (!text) return unknown(entry);
    if (!text->empty() && !text->starts_with('/') && !text->starts_with('*')) {
      return machine_.imported().warning(entry.place, "no path is '" + *text + "'",
                                         "begin it with a slash; the route is left out");
    }
    add(here, *text);
    if (!is_expression(here.expression)) return unknown(entry);
  }
  for (const Value& handler : handlers) {
    if (is_a(handler, Type::Router)) read_mounted(*handler.thing, here, entry);
    if (!is_host(handler)) continue;
    Mount of_host = here;
    of_host.host = host_expression(handler.thing->items[0]);
    const Value& served = handler.thing->items[1];
    if (is_a(served, Type::Router)) read_mounted(*served.thing, of_host, entry);
    if (is_a(served, Type::Function)) route(entry, path, {served}, of_host);
  }
  const bool has_function = std::ranges::any_of(handlers, [](const Value& handler) {
    return is_a(handler, Type::Function) || is_plugin(handler);
  });
  if (is_use && !has_function) return;
  rules::Rule base = base_rule(entry, here, regex);
  const std::string source =
      is_regex ? regex : "(?i)^" + here.expression + (is_use ? "(?:/.*)?$" : "/?$");
  machine_.explore(base, [&] { return run(handlers, request(here, source, is_use), is_use); });
}

void Routes::read_mounted(const Thing& router, const Mount& mount, const Thing& entry) {
  if (std::ranges::find(open_, &router) != open_.end()) {
    machine_.imported().warning(entry.place, "this router is mounted in itself",
                                "the inner one is left out");
  } else if (open_.size() >= kMaxRouters) {
    machine_.imported().warning(entry.place, "routers are mounted in each other too deep",
                                "this one is left out");
  } else {
    read(router, mount);
  }
}

/// What redirects there is lost, and what does not changes nothing that is known.
void Routes::unknown(const Thing& entry) {
  machine_.imported().warning(entry.place, "the path of this route is computed",
                              "the route is left out");
}

Machine::Outcome Routes::run(const std::vector<Value>& handlers, const Value& req, bool is_use) {
  auto res = std::make_shared<Thing>();
  res->type = Type::Res;
  set_member(*req.thing, "res", thing_value(res));
  auto next = std::make_shared<Thing>();
  next->type = Type::Next;
  bool is_unknown = false;
  for (const Value& handler : handlers) {
    machine_.outcome = {};
    machine_.is_over = false;
    machine_.went_on = false;
    if (is_plugin(handler)) return Machine::plugin_outcome(*handler.thing, *req.thing);
    if (!is_a(handler, Type::Function)) {
      is_unknown = is_unknown || !is_a(handler, Type::Router);
      continue;
    }
    // What takes four arguments is for errors.
    const std::size_t bound = handler.thing->items.size();
    if (handler.thing->node->names.size() > 3 + bound) continue;
    machine_.call(handler, {req, thing_value(res), thing_value(next)});
    const bool went_on = machine_.went_on;
    machine_.is_over = false;
    if (machine_.outcome.kind == Outcome::Kind::Redirect && is_unknown) {
      machine_.imported().warning(machine_.outcome.place,
                                  "a handler before this one is not known; it is taken to go on");
    }
    if (machine_.outcome.kind != Outcome::Kind::Nothing) return machine_.outcome;
    if (!went_on) return answer();
  }
  const bool may_answer = !is_use && !handlers.empty() && !is_a(handlers.back(), Type::Function);
  return may_answer ? answer() : Outcome{};
}

}  // namespace onward::config
