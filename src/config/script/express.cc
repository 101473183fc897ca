// SPDX-License-Identifier: MIT
// A script of Node's Express: its applications, and what each handler of a route does with a
// request.
//
//   app.get("/a/:b", (req, res) => res.redirect(301, "/c/" + req.params.b))
//
// What a file exports for others to mount is taken for an application of its own.
#include "config/foreign.h"
#include "config/imported.h"
#include "config/script/routes.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

using Type = Thing::Type;

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

constexpr std::array<std::string_view, 10> kApplications{
    "app", "router", "server", "application", "expressApp", "api", "express", "routes", "web", "r"};

bool is_application(std::string_view name) {
  return std::ranges::find(kApplications, name) != kApplications.end();
}

/// function (app) { app.get(…) }, ({ app, db }) => …: called with an application of its own; false
/// where it takes none.
bool give_application(Machine& machine, const Value& function) {
  if (!is_a(function, Type::Function)) return false;
  std::vector<Value> arguments;
  bool takes = false;
  for (const std::string& name : function.thing->node->names) {
    Value argument = unknown_value("what '" + name + "' is given is not known");
    if (is_application(name)) argument = machine.new_router();
    if (name.starts_with("{} ")) {
      argument = thing_value(std::make_shared<Thing>());
      for (const std::string_view one : kApplications) {
        if (name.find(" " + std::string(one)) == std::string::npos) continue;
        set_member(*argument.thing, one, machine.new_router());
        takes = true;
      }
    }
    takes = takes || is_application(name);
    arguments.push_back(std::move(argument));
  }
  if (takes) machine.call(function, std::move(arguments));
  return takes;
}

/// Whether an application, or a router of it, has this among its handlers.
bool mounts(const Value& application, const std::shared_ptr<Thing>& one) {
  return std::ranges::any_of(application.thing->items, [&one](const Value& entry) {
    return std::ranges::any_of(entry.thing->items, [&one](const Value& item) {
      const bool is_host =
          is_a(item, Type::Native) && item.thing->name == "vhost" && item.thing->items.size() > 1;
      return item.thing == one || (is_host && item.thing->items[1].thing == one);
    });
  });
}

/// The functions of a script: those that it exports, and its own.
std::vector<Value> functions_of(Machine& machine) {
  std::vector<Value> functions;
  const auto add = [&functions](const Value& value) {
    const bool is_there = std::ranges::any_of(
        functions, [&value](const Value& other) { return other.thing == value.thing; });
    const bool is_function = is_a(value, Type::Function) && has_redirect(*value.thing->node);
    if (is_function && !is_there) functions.push_back(value);
  };
  for (const Value& value : machine.exports) {
    add(value);
    if (!is_a(value, Type::Object)) continue;
    for (const auto& [name, member] : value.thing->members) add(member);
  }
  for (const auto& [name, value] : machine.main().names) add(value);
  return functions;
}

/// An application that sees every request, for middleware that another file mounts.
void mount_alone(Machine& machine, const Value& function, const Value& middleware) {
  machine.imported().warning(function.thing->place,
                             "where this middleware is mounted is written elsewhere",
                             "it is taken to see every request");
  machine.call_router(machine.new_router(), "use", {middleware}, function.thing->place);
}

/// Applications: those that no other mounts. What listens in the clear alone comes first.
class Applications {
 public:
  Applications(Machine& machine) : machine_(machine), routes_(machine) {}

  void read() {
    const std::vector<Value> functions = functions_of(machine_);
    for (const Value& function : functions) {
      if (!machine_.was_called(*function.thing->node)) give_application(machine_, function);
    }
    read_new();
    machine_.must_ask = true;
    for (const Value& function : functions) {
      if (machine_.was_called(*function.thing->node)) continue;
      const bool is_exported = std::ranges::any_of(
          machine_.exports, [&](const Value& value) { return value.thing == function.thing; });
      const Value middleware = is_exported ? exported_middleware(machine_, function)
                                           : (is_middleware(function) ? function : Value{});
      if (middleware.thing == nullptr || !has_redirect(*middleware.thing->node)) continue;
      mount_alone(machine_, function, middleware);
      read_new();
    }
    machine_.must_ask = false;
    for (const Value& function : functions) {
      machine_.explain(*function.thing->node, "the route of its handler is written elsewhere");
    }
  }

 private:
  void read_new() {
    std::vector<Value> all(machine_.routers().begin() + static_cast<std::ptrdiff_t>(read_),
                           machine_.routers().end());
    read_ = machine_.routers().size();
    std::ranges::stable_partition(all, [](const Value& one) { return one.thing->name == "http"; });
    for (const Value& one : all) {
      const bool is_mounted = std::ranges::any_of(
          machine_.routers(), [&one](const Value& other) { return mounts(other, one.thing); });
      if (is_mounted) continue;
      Mount mount;
      if (one.thing->name == "http" && machine_.has_tls_server()) mount.scheme = "http";
      routes_.read(*one.thing, mount);
    }
  }

  Machine& machine_;
  Routes routes_;
  std::size_t read_ = 0;
};

}  // namespace

ForeignRules read_express(const ForeignText& text, Includes& includes) {
  Imported imported(text);
  Machine machine(text, imported, includes);
  if (!machine.run()) return imported.take();
  Applications(machine).read();
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
