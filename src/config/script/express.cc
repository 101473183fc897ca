// SPDX-License-Identifier: MIT
// A script of Node's Express: its routes in their order, and what each handler does with a request.
//
//   app.get("/a/:b", (req, res) => res.redirect(301, "/c/" + req.params.b))
//
// Paths are path-to-regexp 0.1's: without regard to case or to a slash at the end. A handler that
// answers otherwise passes; one that calls next() leaves the request to the routes below.
#include "config/foreign.h"
#include "config/hosting/path_pattern.h"
#include "config/imported.h"
#include "config/pattern_text.h"
#include "config/script/machine.h"
#include "config/script/route_path.h"
#include "rules/regex.h"

#include <algorithm>
#include <array>
#include <variant>

namespace onward::config {
namespace {

using Outcome = Machine::Outcome;
using Type = Thing::Type;

bool is_a(const Value& value, Type type) {
  return value.kind == Value::Kind::Thing && value.thing->type == type;
}

bool is_expression(std::string_view text) {
  return std::holds_alternative<rules::CompiledRegex>(rules::CompiledRegex::create(text, {}));
}

/// Where routers are mounted: what stands before their own paths.
struct Mount {
  std::string expression;
  std::vector<std::string> names;
  std::string literal;
  bool is_literal = true;
};

/// Most routes of a script, each counted as often as its router is mounted, and most routers in
/// each other.
constexpr std::size_t kMaxRoutes = 20'000;
constexpr std::size_t kMaxRouters = 16;

/// The routes of an application, one after the other.
class RouteReader {
 public:
  explicit RouteReader(Machine& machine) : machine_(machine) {}

  void read(const Thing& router, const Mount& mount = {}) {
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

 private:
  void route(const Thing& entry, const Value& path, const std::vector<Value>& handlers,
             const Mount& mount) {
    const bool is_use = entry.name == "use";
    Mount here = mount;
    const bool is_regex = is_a(path, Type::Regex);
    std::string regex;
    if (is_regex) {
      regex = expression_of(path.thing->name, path.thing->flags).value_or("");
      if (regex.empty() || !mount.expression.empty() || is_use) return unknown(entry);
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
    }
    const bool has_function = std::ranges::any_of(
        handlers, [](const Value& handler) { return is_a(handler, Type::Function); });
    if (is_use && !has_function) return;
    rules::Rule base = base_rule(entry, here, regex);
    const std::string source =
        is_regex ? regex : "(?i)^" + here.expression + (is_use ? "(?:/.*)?$" : "/?$");
    machine_.explore(base, [&] { return run(handlers, here, source, is_use); });
  }

  void read_mounted(const Thing& router, const Mount& mount, const Thing& entry) {
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

  static void add(Mount& mount, const std::string& text) {
    std::string path = text;
    if (path.ends_with('/')) path.pop_back();
    const RoutePath made = path_expression(path);
    mount.expression += made.expression;
    mount.literal += path;
    mount.is_literal = mount.is_literal && made.is_literal;
    mount.names.insert(mount.names.end(), made.names.begin(), made.names.end());
  }

  /// What redirects there is lost, and what does not changes nothing that is known.
  void unknown(const Thing& entry) {
    machine_.imported().warning(entry.place, "the path of this route is computed",
                                "the route is left out");
  }

  static rules::Rule base_rule(const Thing& entry, const Mount& mount, const std::string& regex) {
    rules::Rule rule;
    rule.place = entry.place;
    rule.when.place = entry.place;
    rule.comparison.keep_escapes = true;
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

  Outcome run(const std::vector<Value>& handlers, const Mount& mount, const std::string& source,
              bool is_use) {
    const Value req = request(mount, source, is_use);
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
      if (!is_a(handler, Type::Function)) {
        is_unknown = is_unknown || !is_a(handler, Type::Router);
        continue;
      }
      // What takes four arguments is for errors.
      if (handler.thing->node->names.size() > 3) continue;
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

  static Outcome answer() {
    Outcome outcome;
    outcome.kind = Outcome::Kind::Answer;
    return outcome;
  }

  static Value request(const Mount& mount, const std::string& source, bool is_use) {
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
    Parts path{part_of(Part::What::Path)};
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

  Machine& machine_;
  std::vector<const Thing*> open_;  ///< the routers that the present one is mounted in, and itself
  std::size_t routes_ = 0;
};

std::shared_ptr<Thing> new_application() {
  auto application = std::make_shared<Thing>();
  application->type = Type::Router;
  return application;
}

/// Whether that is `(req, res, next) => …`.
bool is_middleware(const Value& value) {
  return is_a(value, Type::Function) && value.thing->node->names.size() == 3;
}

/// What an exported function stands for where an application mounts it: module.exports = (req, res,
/// next) => …, or what makes one of its options. Undefined where it is nothing of that.
Value exported_middleware(Machine& machine, const Value& exported) {
  if (is_middleware(exported)) return exported;
  if (!is_a(exported, Type::Function)) return {};
  const std::vector<Value> options(exported.thing->node->names.size(),
                                   unknown_value("what the middleware is made with is not known"));
  const Value made = machine.call(exported, options);
  return is_middleware(made) ? made : Value{};
}

/// module.exports = function (app) { app.get(…) }
bool takes_an_application(const Value& exported) {
  if (!is_a(exported, Type::Function) || exported.thing->node->names.empty()) return false;
  const std::string& name = exported.thing->node->names[0];
  return name == "app" || name == "router" || name == "server";
}

/// Whether an application, or a router of it, has this among its handlers.
bool mounts(const std::shared_ptr<Thing>& application, const std::shared_ptr<Thing>& one) {
  return std::ranges::any_of(application->items, [&one](const Value& entry) {
    return std::ranges::any_of(entry.thing->items,
                               [&one](const Value& item) { return item.thing == one; });
  });
}

/// The applications of a script: those that no other mounts. A middleware that stands alone is
/// mounted by an application elsewhere.
std::vector<std::shared_ptr<Thing>> applications(Machine& machine) {
  std::vector<std::shared_ptr<Thing>> all;
  const auto add = [&all](const Value& value) {
    if (is_a(value, Type::Router) && std::ranges::find(all, value.thing) == all.end()) {
      all.push_back(value.thing);
    }
  };
  for (const auto& [name, value] : machine.globals()->names) add(value);
  for (const Value& value : std::vector<Value>(machine.exports)) {
    add(value);
    if (takes_an_application(value)) {
      all.push_back(new_application());
      machine.call(value, {thing_value(all.back())});
      continue;
    }
    const Value middleware = exported_middleware(machine, value);
    if (middleware.thing == nullptr || !has_redirect(*middleware.thing->node)) continue;
    const bool is_mounted = std::ranges::any_of(
        all, [&](const auto& application) { return mounts(application, middleware.thing); });
    if (is_mounted) continue;
    machine.imported().warning(value.thing->place,
                               "where this middleware is mounted is written elsewhere",
                               "it is taken to see every request");
    all.push_back(new_application());
    machine.call_router(thing_value(all.back()), "use", {middleware}, value.thing->place);
  }
  std::vector<std::shared_ptr<Thing>> mounted;
  for (const auto& application : all) {
    for (const auto& other : all) {
      if (mounts(application, other)) mounted.push_back(other);
    }
  }
  std::erase_if(all, [&mounted](const std::shared_ptr<Thing>& one) {
    return std::ranges::find(mounted, one) != mounted.end();
  });
  return all;
}

}  // namespace

ForeignRules read_express(const ForeignText& text) {
  Imported imported(text);
  const auto program = parse_script(text.text, imported.report());
  if (!program) return imported.take();
  Machine machine(imported);
  machine.run_module(**program);
  RouteReader reader(machine);
  for (const auto& application : applications(machine)) reader.read(*application);
  machine.finish("it is in no handler of a route that is known");
  return imported.take();
}

bool is_express(std::string_view text, std::string_view path) {
  const bool is_script = path.ends_with(".js") || path.ends_with(".mjs") ||
                         path.ends_with(".cjs") || path.ends_with(".ts") || path.ends_with(".jsx");
  const bool redirects = text.find("res.redirect(") != std::string_view::npos ||
                         text.find("res.location(") != std::string_view::npos;
  const bool routes = text.find("app.") != std::string_view::npos ||
                      text.find("router.") != std::string_view::npos ||
                      text.find("express") != std::string_view::npos;
  return redirects && (is_script || routes);
}

}  // namespace onward::config
