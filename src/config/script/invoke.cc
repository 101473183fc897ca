// SPDX-License-Identifier: MIT
// Calls as they are written, and classes (ECMA-262, "Function Calls", "Class Definitions"): their
// methods and fields see the object as `this`. What a class extends is not known.
#include "config/script/machine.h"

#include <utility>

namespace onward::config {
namespace {

using Kind = Node::Kind;
using ValueKind = Value::Kind;
using Type = Thing::Type;

std::vector<Value> functions_of(const std::vector<Value>& arguments) {
  std::vector<Value> functions;
  for (const Value& one : arguments) {
    if (is_a(one, Type::Function)) functions.push_back(one);
  }
  return functions;
}

}  // namespace

Value Machine::evaluate_call(const Node& node, const std::shared_ptr<Scope>& scope) {
  const Node& callee = *node.children[0];
  if (node.kind == Kind::New) {
    const Value type = callee.kind == Kind::Name ? evaluate_name(callee, scope) : Value{};
    if (is_a(type, Type::Class)) {
      return instance_of(type, arguments_of(node, scope));
    }
    return construct(callee.text, arguments_of(node, scope), node.place);
  }
  if (callee.kind == Kind::Member) {
    Value object = evaluate(*callee.children[0], scope);
    std::vector<Value> arguments = arguments_of(node, scope);
    if (object.kind == ValueKind::Unknown && becomes_router(callee, arguments, *scope)) {
      object = evaluate(*callee.children[0], scope);
    }
    const std::vector<Value> functions = functions_of(arguments);
    Value result = call_method(object, callee.text, std::move(arguments), node.place);
    if (result.kind != ValueKind::Unknown || functions.empty()) return result;
    return call_back(spelled(callee), functions, std::move(result), node.place);
  }
  const Value function = evaluate(callee, scope);
  std::vector<Value> arguments = arguments_of(node, scope);
  if (function.kind != ValueKind::Thing) {
    const std::string name = spelled(callee);
    Value result = unknown_value("'" + name + "()' is called, which is not known");
    return call_back(name, functions_of(arguments), std::move(result), node.place);
  }
  if (function.thing->type == Type::Native) {
    if (function.thing->name == "require") {
      const auto name = arguments.empty() ? std::nullopt : literal(to_text(arguments[0]));
      return name ? require(function.thing->flags, *name, node.place)
                  : unknown_value("a module is computed");
    }
    const std::vector<Value> functions = functions_of(arguments);
    Value result = call_native(function.thing->name, std::move(arguments), node.place);
    if (result.kind != ValueKind::Unknown) return result;
    return call_back(spelled(callee), functions, std::move(result), node.place);
  }
  if (function.thing->type == Type::Next) {
    went_on = true;
    is_over = true;
    return {};
  }
  return call(function, std::move(arguments));
}

Value Machine::evaluate_class(const Node& node, const std::shared_ptr<Scope>& scope) {
  auto type = std::make_shared<Thing>();
  type->type = Type::Class;
  type->place = node.place;
  type->node = std::shared_ptr<const Node>(std::shared_ptr<const Node>(), &node);
  type->scope = scope;
  for (const NodePtr& member : node.children) {
    if (member->flags != "static" || member->children.empty()) continue;
    set_member(*type, member->text, evaluate(*member->children[0], scope));
  }
  return thing_value(std::move(type));
}

Value Machine::instance_of(const Value& type, std::vector<Value> arguments) {
  auto object = std::make_shared<Thing>();
  keep(object);
  auto scope = scope_below(type.thing->scope);
  scope->names["this"] = thing_value(object);
  const Value* constructor = nullptr;
  for (const NodePtr& member : type.thing->node->children) {
    if (member->flags == "static" || member->children.empty()) continue;
    set_member(*object, member->text, evaluate(*member->children[0], scope));
  }
  constructor = member_of(*object, "constructor");
  if (constructor != nullptr) call(Value(*constructor), std::move(arguments));
  return thing_value(std::move(object));
}

}  // namespace onward::config
