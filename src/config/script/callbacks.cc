// SPDX-License-Identifier: MIT
// Functions that are handed to what is not known: handlers in a wrapper, what is done when a
// session is gone or a promise kept. Those that redirect or go on are called, as if all went well.
#include "base/ascii.h"
#include "config/script/machine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config {
namespace {

using Kind = Node::Kind;

/// Methods that call what they get any number of times, or where something fails.
constexpr std::array<std::string_view, 16> kNotOnce{
    "on",   "once", "addListener", "forEach", "map",  "filter",    "some",      "every",
    "find", "each", "catch",       "reduce",  "sort", "subscribe", "findIndex", "setInterval"};

constexpr std::array<std::string_view, 8> kErrors{"err", "error", "_err", "_error",
                                                  "er",  "e",     "_e",   "_"};

/// What registers something for requests: applications and routers of every name do.
constexpr std::array<std::string_view, 8> kRouting{"get",    "post", "put", "patch",
                                                   "delete", "all",  "use", "head"};

bool calls(const Node& node, std::string_view name) {
  const bool is_call = node.kind == Kind::Call && node.children[0]->kind == Kind::Name &&
                       node.children[0]->text == name;
  return is_call || std::ranges::any_of(node.children, [name](const NodePtr& child) {
           return child != nullptr && calls(*child, name);
         });
}

/// "app.use(…)": whether routes are made there.
bool registers(const Node& node) {
  const bool is_call = node.kind == Kind::Call && node.children[0]->kind == Kind::Member &&
                       node.children[0]->children[0]->kind == Kind::Name &&
                       std::ranges::find(kRouting, node.children[0]->text) != kRouting.end();
  return is_call || std::ranges::any_of(node.children, [](const NodePtr& child) {
           return child != nullptr && registers(*child);
         });
}

/// (req, res), (req, res, next)
bool is_handler(const Node& function) {
  const auto& names = function.names;
  return names.size() >= 2 && names.size() <= 3 &&
         std::ranges::find(kErrors, names[0]) == kErrors.end();
}

}  // namespace

std::string spelled(const Node& callee) {
  if (callee.kind == Kind::Name || callee.kind == Kind::Literal) return callee.text;
  if (callee.kind == Kind::Member) return spelled(*callee.children[0]) + "." + callee.text;
  if (callee.kind == Kind::Call) return spelled(*callee.children[0]) + "()";
  return "…";
}

/// What `name(…, functions…)` gives, which is not known: `result`.
Value Machine::call_back(const std::string& name, const std::vector<Value>& functions, Value result,
                         const rules::Place& place) {
  if (functions.empty()) return result;
  const std::string method = name.substr(name.rfind('.') + 1);
  Value function = method == "then" ? functions.front() : functions.back();
  const Node& node = *function.thing->node;
  if (paths_ == nullptr) {
    if (!has_redirect(node) && !registers(node)) {
      forget_assigned(node, *function.thing->scope);
      return result;
    }
    if (functions.size() == 1 && is_handler(node)) {
      // asyncHandler((req, res) => …)
      const std::string small = base::to_lower(name);
      const bool is_plain = small.find("async") != std::string::npos ||
                            small.find("wrap") != std::string::npos ||
                            small.find("catch") != std::string::npos;
      if (!is_plain) {
        imported_.warning(place, "'" + name + "()' is taken to call the function that it is given");
      }
      return function;
    }
  } else if (!has_redirect(node) && !calls(node, "next")) {
    return result;
  }
  const bool takes_error =
      !node.names.empty() && std::ranges::find(kErrors, node.names[0]) != kErrors.end();
  const bool is_not_once = std::ranges::find(kNotOnce, method) != kNotOnce.end();
  if (is_not_once && (!takes_error || method == "catch" || method == "on")) {
    explain(node, "it is in what '" + name + "()' calls");
    return result;
  }
  std::vector<Value> arguments;
  for (const std::string& parameter : node.names) {
    const bool is_error = arguments.empty() && method != "then" &&
                          std::ranges::find(kErrors, parameter) != kErrors.end();
    Value argument = unknown_value("what '" + name + "()' finds is not known");
    if (is_error) argument = {};
    arguments.push_back(std::move(argument));
  }
  if (paths_ != nullptr && beside_.empty()) beside_ = name;
  call(function, std::move(arguments));
  return result;
}

/// httpApp.get("/a", handler): what is called so, and known from nowhere, is an application.
bool Machine::becomes_router(const Node& callee, const std::vector<Value>& arguments,
                             Scope& scope) {
  const Node& object = *callee.children[0];
  if (paths_ != nullptr || object.kind != Kind::Name || arguments.empty()) return false;
  if (std::ranges::find(kRouting, callee.text) == kRouting.end()) return false;
  const Value& last = arguments.back();
  const bool is_handled = is_a(last, Thing::Type::Function) && !last.thing->node->names.empty() &&
                          has_redirect(*last.thing->node);
  const bool is_path = arguments.size() > 1 && (arguments[0].kind == Value::Kind::Text ||
                                                arguments[0].kind == Value::Kind::Thing);
  if (!is_handled || (callee.text != "use" && !is_path)) return false;
  Scope* at = &scope;
  while (at->parent != nullptr && !at->names.contains(object.text)) at = at->parent.get();
  at->names[object.text] = new_router();
  return true;
}

}  // namespace onward::config
