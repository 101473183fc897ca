// SPDX-License-Identifier: MIT
// Lists, sets and maps that are known: what is asked of each of their items is a way for it, where
// the answer depends on the request.
#include "config/script/machine.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;

Value joined_items(const std::vector<Value>& items, const Value& between) {
  Parts text;
  for (const Value& item : items) {
    if (!text.empty()) {
      for (Part& part : to_text(between)) text.push_back(std::move(part));
    }
    for (Part& part : to_text(item)) text.push_back(std::move(part));
  }
  return text_value(std::move(text));
}

/// concat(), reverse(), entries() …
Value copied(std::vector<Value> items, const std::string& name,
             const std::vector<Value>& arguments) {
  Value copy = thing_value(std::make_shared<Thing>());
  copy.thing->type = Type::Array;
  copy.thing->items = std::move(items);
  if (name == "reverse") std::ranges::reverse(copy.thing->items);
  for (const Value& one : arguments) {
    if (is_a(one, Type::Array)) {
      copy.thing->items.insert(copy.thing->items.end(), one.thing->items.begin(),
                               one.thing->items.end());
    } else if (name == "concat") {
      copy.thing->items.push_back(one);
    }
  }
  return copy;
}

}  // namespace

Value Machine::call_list(Thing& list, const std::string& name, std::vector<Value>& arguments,
                         const rules::Place& place) {
  if (list.type != Type::Array && (name == "get" || name == "has") && !arguments.empty()) {
    return look_up(list, arguments[0], name == "has", place);
  }
  std::vector<Value> items = list.items;
  for (const auto& [key, value] : list.members) {
    if (list.type == Type::Map) items.push_back(pair_value(key, value));
  }
  if (name == "entries" || name == "values" || name == "concat" || name == "reverse" ||
      (name == "slice" && arguments.empty())) {
    return copied(std::move(items), name, arguments);
  }
  if (name == "push" || name == "add") {
    for (const Value& one : arguments) {
      if (one.thing != nullptr) keep(one.thing);
    }
    for (Value& one : arguments) list.items.push_back(std::move(one));
    return {};
  }
  if (name == "set" && arguments.size() > 1) {
    if (arguments[1].thing != nullptr) keep(arguments[1].thing);
    if (const auto key = literal(to_text(arguments[0]))) set_member(list, *key, arguments[1]);
    return {};
  }
  if (arguments.empty()) return unknown_value("'." + name + "()' of a list");
  if (name == "includes" && list.type == Type::Array) {
    for (const Value& item : items) {
      if (truth(equal(arguments[0], item, place), place)) return boolean_value(true);
    }
    return boolean_value(false);
  }
  if (name == "indexOf" && list.type == Type::Array) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (truth(equal(arguments[0], items[i], place), place)) {
        return number_value(static_cast<double>(i));
      }
    }
    return number_value(-1);
  }
  if (name == "join" && list.type == Type::Array) return joined_items(items, arguments[0]);
  return call_each(list.type == Type::Map, items, name, arguments[0], place);
}

/// forEach(), map(), filter(), find() …: `function` is called with each item.
Value Machine::call_each(bool is_map, const std::vector<Value>& items, const std::string& name,
                         const Value& function, const rules::Place& place) {
  const bool is_each = name == "forEach" || name == "map" || name == "filter" || name == "find" ||
                       name == "findIndex" || name == "some" || name == "every";
  Value mapped = copied({}, "", {});
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool is_map_each = is_map && name == "forEach";
    if (!is_each) return unknown_value("'." + name + "()' of a list is computed");
    Value result = is_map_each
                       ? call(function, {items[i].thing->items[1], items[i].thing->items[0]})
                       : call(function, {items[i], number_value(static_cast<double>(i))});
    if (name == "forEach") continue;
    if (name == "map") {
      mapped.thing->items.push_back(std::move(result));
      continue;
    }
    if (result.kind == Value::Kind::Unknown) return result;
    const bool holds = truth(result, place);
    if (name == "filter" && holds) mapped.thing->items.push_back(items[i]);
    if (name == "find" && holds) return items[i];
    if (name == "findIndex" && holds) return number_value(static_cast<double>(i));
    if (name == "some" && holds) return boolean_value(true);
    if (name == "every" && !holds) return boolean_value(false);
  }
  if (name == "map" || name == "filter") return mapped;
  if (name == "findIndex") return number_value(-1);
  return name == "some" || name == "every" ? boolean_value(name == "every") : Value{};
}

}  // namespace onward::config
