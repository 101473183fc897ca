// SPDX-License-Identifier: MIT
// Expressions (ECMA-262, "ECMAScript Language: Expressions"): what of them is known without a
// request, and texts with parts of one. Where a branch depends on a request a way is taken.
#include "config/script/machine.h"

#include <utility>

namespace onward::config {
namespace {

using Kind = Node::Kind;
using ValueKind = Value::Kind;

bool is_nullish(const Value& value) {
  return value.kind == ValueKind::Undefined || value.kind == ValueKind::Null;
}

/// Whether a value may be absent: what is read out of a request.
bool may_be_absent(const Value& value) {
  if (value.kind != ValueKind::Text || value.text.size() != 1) return false;
  const Part::What what = value.text[0].what;
  return what == Part::What::Field || what == Part::What::QueryValue ||
         what == Part::What::Cookie || what == Part::What::Group;
}

}  // namespace

Value Machine::evaluate(const Node& node, const std::shared_ptr<Scope>& scope) {
  ++steps_;
  if (is_too_long()) return unknown_value("the script is too long");
  switch (node.kind) {
    case Kind::Name:
      return evaluate_name(node, scope);
    case Kind::String:
      return literal_value(node.text);
    case Kind::Number:
      return number_value(node.number);
    case Kind::Literal:
    case Kind::Regex:
    case Kind::Template:
    case Kind::Array:
    case Kind::Function:
      return evaluate_operand(node, scope);
    case Kind::Object:
      return evaluate_object(node, scope);
    case Kind::Class:
      return evaluate_class(node, scope);
    case Kind::Member:
      return get(evaluate(*node.children[0], scope), node.text, node.place);
    case Kind::Index:
      return get_index(evaluate(*node.children[0], scope), evaluate(*node.children[1], scope),
                       node.place);
    case Kind::Call:
    case Kind::New:
      return evaluate_call(node, scope);
    case Kind::Unary:
      return evaluate_unary(node, scope);
    case Kind::Binary:
      return evaluate_binary(node, scope);
    case Kind::Assign:
      return assign(node, scope);
    case Kind::Conditional: {
      Value test = evaluate(*node.children[0], scope);
      if (paths_ == nullptr && test.kind == ValueKind::Unknown) return test;
      return evaluate(*node.children[truth(test, node.place) ? 1 : 2], scope);
    }
    default:
      return unknown_value("this is not understood");
  }
}

/// What a text of the script stands for by itself.
Value Machine::evaluate_operand(const Node& node, const std::shared_ptr<Scope>& scope) {
  switch (node.kind) {
    case Kind::Literal: {
      Value value;
      if (node.text == "true" || node.text == "false") return boolean_value(node.text == "true");
      if (node.text == "null") value.kind = ValueKind::Null;
      return node.text == "this" ? evaluate_name(node, scope) : value;
    }
    case Kind::Regex: {
      auto regex = std::make_shared<Thing>();
      regex->type = Thing::Type::Regex;
      regex->name = node.text;
      regex->flags = node.flags;
      return thing_value(std::move(regex));
    }
    case Kind::Template: {
      Parts text;
      for (const NodePtr& child : node.children) {
        for (Part& part : to_text(evaluate(*child, scope))) text.push_back(std::move(part));
      }
      return text_value(std::move(text));
    }
    case Kind::Array: {
      auto list = std::make_shared<Thing>();
      list->type = Thing::Type::Array;
      list->items = arguments_of(node, scope);
      return thing_value(std::move(list));
    }
    case Kind::Function: {
      auto function = std::make_shared<Thing>();
      function->type = Thing::Type::Function;
      function->node = std::shared_ptr<const Node>(std::shared_ptr<const Node>(), &node);
      function->scope = scope;
      function->place = node.place;
      return thing_value(std::move(function));
    }
    default:
      return {};
  }
}

Value Machine::evaluate_unary(const Node& node, const std::shared_ptr<Scope>& scope) {
  Value value = evaluate(*node.children[0], scope);
  if (node.text == "!") {
    if (value.kind == ValueKind::Unknown) return value;
    if (value.kind == ValueKind::Test) {
      value.boolean = !value.boolean;
      return value;
    }
    return boolean_value(!truth(value, node.place));
  }
  if (node.text == "-" && value.kind == ValueKind::Number) return number_value(-value.number);
  if (node.text == "~") {
    if (const auto found = compare_position("~", value, {}, node.place)) return *found;
  }
  return unknown_value("'" + node.text + "' is computed");
}

Value Machine::evaluate_name(const Node& node, const std::shared_ptr<Scope>& scope) {
  for (const Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
    const auto found = at->names.find(node.text);
    if (found == at->names.end()) continue;
    // What is copied counts.
    for (const Part& part : found->second.text) steps_ += 1 + part.text.size() / 64;
    return found->second;
  }
  return unknown_value("'" + node.text + "' is not known");
}

std::vector<Value> Machine::arguments_of(const Node& node, const std::shared_ptr<Scope>& scope) {
  std::vector<Value> values;
  const std::size_t first = node.kind == Kind::Array ? 0 : 1;
  for (std::size_t i = first; i < node.children.size(); ++i) {
    const Node& child = *node.children[i];
    if (child.kind != Kind::Spread) {
      values.push_back(evaluate(child, scope));
      continue;
    }
    const Value list = evaluate(*child.children[0], scope);
    if (list.kind == ValueKind::Thing && list.thing->type == Thing::Type::Array) {
      steps_ += list.thing->items.size();
      if (is_too_long()) break;
      values.insert(values.end(), list.thing->items.begin(), list.thing->items.end());
    } else {
      values.push_back(unknown_value("a list is not known"));
    }
  }
  return values;
}

Value Machine::evaluate_object(const Node& node, const std::shared_ptr<Scope>& scope) {
  auto object = std::make_shared<Thing>();
  object->place = node.place;
  for (const NodePtr& child : node.children) {
    if (child->kind == Kind::Spread) {
      const Value other = evaluate(*child->children[0], scope);
      if (other.kind != ValueKind::Thing) continue;
      steps_ += other.thing->members.size();
      if (is_too_long()) break;
      for (const auto& [key, value] : other.thing->members) set_member(*object, key, value);
      continue;
    }
    std::string key = child->text;
    if (child->flags == "computed") {
      key = literal(to_text(evaluate(*child->children[0], scope))).value_or("");
    }
    Value value = evaluate(*child->children.back(), scope);
    if (value.kind == ValueKind::Thing && (key == "Location" || key == "location")) {
      value = text_value(to_text(value));
    }
    if (key == "Location" || key == "location") object->place = child->place;
    object->members.emplace_back(std::move(key), std::move(value));
  }
  return thing_value(std::move(object));
}

Value Machine::equal(const Value& left, const Value& right, const rules::Place& place) {
  if (left.kind == ValueKind::Unknown) return left;
  if (right.kind == ValueKind::Unknown) return right;
  if (is_nullish(left) || is_nullish(right)) {
    const Value& other = is_nullish(left) ? right : left;
    if (is_nullish(other)) return boolean_value(true);
    if (!may_be_absent(other)) return boolean_value(false);
    Value value = compare(other.text, Compare::Present, literal_value(""), place);
    value.boolean = value.kind == ValueKind::Test && !value.boolean;
    return value;
  }
  if (left.kind == ValueKind::Text && right.kind == ValueKind::Text) {
    const bool is_left = literal(left.text).has_value();
    return is_left ? compare(right.text, Compare::Equals, left, place)
                   : compare(left.text, Compare::Equals, right, place);
  }
  if (left.kind == ValueKind::Number && right.kind == ValueKind::Number) {
    return boolean_value(left.number == right.number);
  }
  if (left.kind == ValueKind::Boolean && right.kind == ValueKind::Boolean) {
    return boolean_value(left.boolean == right.boolean);
  }
  if (left.kind == ValueKind::Test && right.kind == ValueKind::Boolean) {
    Value value = left;
    value.boolean = value.boolean == right.boolean;
    return value;
  }
  if (left.kind == ValueKind::Thing && right.kind == ValueKind::Thing) {
    return boolean_value(left.thing == right.thing);
  }
  return unknown_value("values of different kinds are compared");
}

/// "path.length > 1": what is longer than so many bytes.
std::optional<Value> Machine::longer_than(const Node& node, const Value& right,
                                          const std::shared_ptr<Scope>& scope) {
  const Node& left = *node.children[0];
  const bool asks = left.kind == Kind::Member && left.text == "length" &&
                    (node.text == ">" || node.text == ">=") && right.kind == ValueKind::Number &&
                    right.number >= 0 && right.number < 1000;
  if (!asks) return {};
  const Value text = evaluate(*left.children[0], scope);
  if (text.kind != ValueKind::Text || literal(text.text)) return {};
  const auto least = whole(right.number) + (node.text == ">" ? 1 : 0);
  Value regex = thing_value(std::make_shared<Thing>());
  regex.thing->type = Thing::Type::Regex;
  regex.thing->name = "^.{" + std::to_string(least) + "}";
  return compare(text.text, Compare::Regex, regex, node.place);
}

Value Machine::evaluate_binary(const Node& node, const std::shared_ptr<Scope>& scope) {
  const std::string& mark = node.text;
  Value left = evaluate(*node.children[0], scope);
  if (mark == "&&" || mark == "||" || mark == "??") {
    const bool is_variable = left.kind == ValueKind::Unknown && left.thing != nullptr &&
                             left.thing->type == Thing::Type::Variable;
    if (is_variable && mark != "&&") {
      Value fallback = evaluate(*node.children[1], scope);
      if (fallback.kind == ValueKind::Unknown) return fallback;
      if (variables_.insert(left.thing->name).second) {
        imported_.warning(node.place, "the environment variable '" + left.thing->name +
                                          "' is not known; what stands behind it is taken");
      }
      return fallback;
    }
    if (left.kind == ValueKind::Unknown && !has_redirect(*node.children[1])) return left;
    const bool is_or = mark == "||";
    const bool takes_left =
        mark == "??" && !may_be_absent(left) ? !is_nullish(left) : truth(left, node.place) == is_or;
    if (mark == "??" ? takes_left || (may_be_absent(left) && truth(left, node.place))
                     : takes_left) {
      return left.kind == ValueKind::Test ? boolean_value(is_or) : left;
    }
    return evaluate(*node.children[1], scope);
  }
  const Value right = evaluate(*node.children[1], scope);
  if (const auto test = longer_than(node, right, scope)) return *test;
  if (const auto test = compare_position(mark, left, right, node.place)) return *test;
  if (mark == "===" || mark == "==") return equal(left, right, node.place);
  if (mark == "!==" || mark == "!=") {
    Value value = equal(left, right, node.place);
    if (value.kind != ValueKind::Unknown) value.boolean = !value.boolean;
    return value;
  }
  if (mark == "in" && right.kind == ValueKind::Thing) {
    return look_up(*right.thing, left, true, node.place);
  }
  const bool are_numbers = left.kind == ValueKind::Number && right.kind == ValueKind::Number;
  if (mark == "+" && !are_numbers) {
    Parts text = to_text(left);
    for (Part& part : to_text(right)) text.push_back(std::move(part));
    return text_value(std::move(text));
  }
  if (!are_numbers) return unknown_value("'" + mark + "' of what is not known");
  if (mark == "+") return number_value(left.number + right.number);
  if (mark == "-") return number_value(left.number - right.number);
  if (mark == "<") return boolean_value(left.number < right.number);
  if (mark == ">") return boolean_value(left.number > right.number);
  if (mark == "<=") return boolean_value(left.number <= right.number);
  if (mark == ">=") return boolean_value(left.number >= right.number);
  return unknown_value("'" + mark + "' is computed");
}

Value Machine::assign(const Node& node, const std::shared_ptr<Scope>& scope) {
  Value value = evaluate(*node.children[1], scope);
  const Node& target = *node.children[0];
  const bool adds = node.text == "+=" || node.text == "-=";
  const Value before = adds ? evaluate(target, scope) : Value{};
  if (before.kind == ValueKind::Number && value.kind == ValueKind::Number) {
    value = number_value(before.number + (node.text == "+=" ? value.number : -value.number));
  } else if (node.text == "+=") {
    Parts text = to_text(before);
    for (Part& part : to_text(value)) text.push_back(std::move(part));
    value = text_value(std::move(text));
  } else if (node.text != "=") {
    value = unknown_value("'" + node.text + "' is computed");
  }
  if (target.kind == Kind::Name) {
    for (Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
      const auto found = at->names.find(target.text);
      if (found == at->names.end()) continue;
      found->second = value;
      return value;
    }
    scope->names[target.text] = value;
    return value;
  }
  if (target.kind != Kind::Member && target.kind != Kind::Index) return value;
  const Value object = evaluate(*target.children[0], scope);
  if (object.kind != ValueKind::Thing) return value;
  const auto name = target.kind == Kind::Member
                        ? std::optional(target.text)
                        : literal(to_text(evaluate(*target.children[1], scope)));
  keep(object.thing);
  if (name) set_member(*object.thing, *name, value);
  return value;
}

}  // namespace onward::config
