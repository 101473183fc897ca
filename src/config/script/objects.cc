// SPDX-License-Identifier: MIT
// Members of objects, and what `new` makes. A table that is asked with a part of the request is a
// way for each of its rows.
#include "base/ascii.h"
#include "config/script/machine.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;
using What = Part::What;

/// "Object.prototype", "express.Router": a name of the platform's, as it is written.
Value native_member(std::string name) {
  auto native = std::make_shared<Thing>();
  native->type = Type::Native;
  native->name = std::move(name);
  return thing_value(std::move(native));
}

}  // namespace

Value Machine::get(const Value& object, const std::string& name, const rules::Place& place) {
  if (object.kind == Value::Kind::Text) {
    const auto known = literal(object.text);
    if (name == "length" && known) return number_value(static_cast<double>(known->size()));
    if (name == "length") return measured_value(Type::Length, {object});
    return unknown_value("'." + name + "' of a text is computed");
  }
  if (object.kind != Value::Kind::Thing) {
    return object.kind == Value::Kind::Unknown ? object
                                               : unknown_value("'." + name + "' of nothing");
  }
  Thing& thing = *object.thing;
  switch (thing.type) {
    case Type::Request:
      return request_member(name, place);
    case Type::Req:
      return req_member(thing, name);
    case Type::Url:
      if (name == "href") return text_value(href_of(object.thing));
      if (name == "origin") return text_value(origin_of(thing));
      return url_member(object.thing, name);
    case Type::SearchParams:
      return part_value(What::QueryValue, name);
    case Type::Response: {
      Value* found = member_of(thing, name);
      if (name != "headers" || found != nullptr) break;
      set_member(thing, name, thing_value(std::make_shared<Thing>()));
      return *member_of(thing, name);
    }
    case Type::Cookies:
      return part_value(What::Cookie, name);
    case Type::Variable:
      return variable(name, place);
    case Type::Native:
      if (thing.name == "Response" || member_of(thing, name) != nullptr) break;
      return native_member(thing.name + "." + name);
    case Type::Headers:
      if (base::equals_ignore_case(name, "host")) return text_value({part_of(What::Host)});
      return part_value(What::Field, name);
    case Type::Array:
      if (name == "length") return number_value(static_cast<double>(thing.items.size()));
      return unknown_value("'." + name + "' of a list");
    case Type::Match:
      if (name == "groups") return object;
      [[fallthrough]];
    case Type::Object: {
      if (Value* found = member_of(thing, name)) return *found;
      return {};
    }
    default:
      break;
  }
  if (Value* found = member_of(thing, name)) return *found;
  return unknown_value("'." + name + "' is not known");
}

Value Machine::get_index(const Value& object, const Value& index, const rules::Place& place) {
  if (object.kind == Value::Kind::Text) return char_at(object.text, index);
  if (object.kind != Value::Kind::Thing) {
    return object.kind == Value::Kind::Unknown ? object
                                               : unknown_value("a part of nothing is read");
  }
  if (index.kind == Value::Kind::Number) {
    const auto at = static_cast<std::size_t>(whole(index.number));
    if (object.thing->type == Type::Array) {
      return at < object.thing->items.size() ? object.thing->items[at] : Value{};
    }
    return get(object, literal(to_text(index)).value_or(""), place);
  }
  if (object.thing->type == Type::Array) {
    const std::string name = literal(to_text(index)).value_or("");
    std::size_t at = 0;
    const auto end = std::from_chars(name.data(), name.data() + name.size(), at).ptr;
    if (!name.empty() && end == name.data() + name.size()) {
      return at < object.thing->items.size() ? object.thing->items[at] : Value{};
    }
  }
  if (object.thing->type == Type::Object) return look_up(*object.thing, index, false, place);
  const auto name = literal(to_text(index));
  return name ? get(object, *name, place) : unknown_value("a member is computed");
}

/// A table asked with a key: one way for each row, and one for none of them.
Value Machine::look_up(Thing& table, const Value& key, bool only_has, const rules::Place& place) {
  const auto answer = [&](const Value* value) {
    if (only_has) return boolean_value(value != nullptr);
    return value == nullptr ? Value{} : *value;
  };
  if (key.kind == Value::Kind::Undefined) return answer(nullptr);
  if (key.kind != Value::Kind::Text) return unknown_value("a table is asked with what is computed");
  auto known = literal(key.text);
  const std::string name = key_of(key.text);
  if (!known && paths_ != nullptr) {
    if (const std::string* found = paths_->known(name)) known = *found;
  }
  if (table.type == Type::Set) {
    for (const Value& item : table.items) {
      const auto text = literal(to_text(item));
      if (text && member_of(table, *text) == nullptr)
        table.members.emplace_back(*text, boolean_value(true));
    }
  }
  const Value more = unknown_value("not all rows of a table are known");
  if (known) {
    const Value* found = member_of(table, *known);
    return found == nullptr && table.is_open ? more : answer(found);
  }
  if (paths_ == nullptr) return unknown_value("a table is asked with what is not known");
  const std::size_t rows = table.members.size();
  if (rows > 0 && !condition_of(key.text, Compare::Equals, table.members[0].first, place)) {
    return unknown_value("a table is asked with what no rule can compare");
  }
  const std::string question =
      "row " + name + std::to_string(reinterpret_cast<std::uintptr_t>(&table));
  const std::size_t row = paths_->choose(rows + 1, question, [&](std::size_t choice) {
    if (choice == rows) return std::optional<rules::Conditions>();
    return condition_of(key.text, Compare::Equals, table.members[choice].first, place);
  });
  if (row == rows) return table.is_open ? more : answer(nullptr);
  paths_->know(name, table.members[row].first);
  return answer(&table.members[row].second);
}

Value Machine::construct(const std::string& name, std::vector<Value> arguments,
                         const rules::Place& place) {
  if (name == "URL" && !arguments.empty()) {
    return url_of(arguments[0], arguments.size() > 1 ? &arguments[1] : nullptr);
  }
  auto thing = std::make_shared<Thing>();
  thing->place = place;
  if (name == "Map" || name == "Set") {
    thing->type = name == "Map" ? Type::Map : Type::Set;
    const bool has_items = !arguments.empty() && arguments[0].kind == Value::Kind::Thing;
    if (!has_items)
      return arguments.empty() ? thing_value(thing) : unknown_value("a table is computed");
    if (arguments[0].thing->type != Type::Array) return unknown_value("a table is computed");
    if (name == "Set") {
      thing->items = arguments[0].thing->items;
      return thing_value(std::move(thing));
    }
    for (const Value& pair : arguments[0].thing->items) {
      const bool is_pair = pair.kind == Value::Kind::Thing && pair.thing->items.size() == 2;
      const auto key = is_pair ? literal(to_text(pair.thing->items[0])) : std::nullopt;
      if (!key) return unknown_value("a table has a key that is computed");
      set_member(*thing, *key, pair.thing->items[1]);
    }
    return thing_value(std::move(thing));
  }
  if (name == "Router") return new_router();
  if (name == "URLSearchParams") return query_of(arguments);
  if (name == "RegExp" && !arguments.empty()) {
    if (arguments[0].kind == Value::Kind::Thing) return arguments[0];
    const auto source = literal(to_text(arguments[0]));
    if (!source) return unknown_value("an expression is computed");
    thing->type = Type::Regex;
    thing->name = *source;
    if (arguments.size() > 1) thing->flags = literal(to_text(arguments[1])).value_or("");
    return thing_value(std::move(thing));
  }
  if (name == "Headers") return arguments.empty() ? thing_value(thing) : arguments[0];
  if (name == "Request") return unknown_value("a request is made");
  if (name != "Response") return unknown_value("new " + name + "(): not known");
  thing->type = Type::Response;
  if (arguments.size() < 2 || arguments[1].kind != Value::Kind::Thing) return thing_value(thing);
  const Value status = get(arguments[1], "status", place);
  set_member(*thing, "status", status.kind == Value::Kind::Undefined ? number_value(200) : status);
  const Value headers = get(arguments[1], "headers", place);
  if (headers.kind != Value::Kind::Thing) return thing_value(std::move(thing));
  for (const auto& [key, value] : headers.thing->members) {
    if (!base::equals_ignore_case(key, "location")) continue;
    set_member(*thing, "location", value);
    thing->place = headers.thing->place;
  }
  return thing_value(std::move(thing));
}

}  // namespace onward::config
