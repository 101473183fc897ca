// SPDX-License-Identifier: MIT
// Calls of what the platforms bring along: tables, Response, Express' applications and responses.
// What is called and not known here gives a value that is not known.
#include "base/ascii.h"
#include "config/script/machine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;
using What = Part::What;

Value made(Type type, std::string name = "") {
  auto thing = std::make_shared<Thing>();
  thing->type = type;
  thing->name = std::move(name);
  return thing_value(std::move(thing));
}

Value native(std::string name) { return made(Type::Native, std::move(name)); }

/// A field of the request; that of the host is the host.
Value field(const std::vector<Value>& arguments) {
  const auto name = arguments.empty() ? std::nullopt : literal(to_text(arguments[0]));
  if (!name) return unknown_value("a field of a computed name is read");
  if (base::equals_ignore_case(*name, "host")) return text_value({part_of(What::Host)});
  return text_value({part_of(What::Field, *name)});
}

Value pair_of(const std::string& key, const Value& value) {
  Value pair = made(Type::Array);
  pair.thing->items = {literal_value(key), value};
  return pair;
}

constexpr std::array<std::string_view, 9> kVerbs{"get", "post", "put",     "patch", "delete",
                                                 "del", "head", "options", "all"};

bool is_verb(std::string_view name) { return std::ranges::find(kVerbs, name) != kVerbs.end(); }

bool is_path(const Value& value) {
  if (value.kind == Value::Kind::Text) return true;
  return value.kind == Value::Kind::Thing &&
         (value.thing->type == Type::Regex ||
          (value.thing->type == Type::Array && !value.thing->items.empty() &&
           is_path(value.thing->items[0])));
}

constexpr std::array<std::string_view, 12> kEnding{"end",      "send",     "json",       "jsonp",
                                                   "render",   "sendFile", "sendStatus", "sendfile",
                                                   "download", "write",    "pipe",       "format"};

}  // namespace

Machine::Machine(Imported& imported) : imported_(imported), globals_(std::make_shared<Scope>()) {
  for (const char* name : {"Response",
                           "NextResponse",
                           "URL",
                           "Object",
                           "String",
                           "Promise",
                           "express",
                           "require",
                           "Router",
                           "fetch",
                           "addEventListener",
                           "decodeURIComponent",
                           "encodeURIComponent",
                           "decodeURI",
                           "encodeURI",
                           "parseInt",
                           "Number",
                           "Array",
                           "Boolean",
                           "self"}) {
    globals_->names[name] = native(name);
  }
  // Excerpts leave out where these come from.
  for (const char* name : {"app", "router", "server"}) globals_->names[name] = made(Type::Router);
}

Value Machine::call_method(const Value& object, const std::string& name,
                           std::vector<Value> arguments, const rules::Place& place) {
  if (object.kind == Value::Kind::Text) {
    if (paths_ != nullptr) {
      if (const std::string* known = paths_->known(key_of(object.text))) {
        return call_text({literal_part(*known)}, name, arguments, place);
      }
    }
    return call_text(object.text, name, arguments, place);
  }
  if (object.kind != Value::Kind::Thing) {
    return object.kind == Value::Kind::Unknown ? object
                                               : unknown_value("'." + name + "()' of nothing");
  }
  Thing& thing = *object.thing;
  switch (thing.type) {
    case Type::Router:
      return call_router(object, name, std::move(arguments), place);
    case Type::Res:
      return call_res(object, name, arguments, place);
    case Type::Req:
      if (name == "get" || name == "header") return field(arguments);
      return unknown_value("req." + name + "() is not known to a rule");
    case Type::Headers:
      if (name == "get") return field(arguments);
      if (name == "has" && !arguments.empty()) {
        return compare(field(arguments).text, Compare::Present, literal_value(""), place);
      }
      return unknown_value("headers." + name + "() is not known to a rule");
    case Type::SearchParams: {
      const auto key = arguments.empty() ? std::nullopt : literal(to_text(arguments[0]));
      if (!key || (name != "get" && name != "has")) {
        return unknown_value("the query is computed with " + name + "()");
      }
      const Parts value{part_of(What::QueryValue, *key)};
      return name == "get" ? text_value(value)
                           : compare(value, Compare::Present, literal_value(""), place);
    }
    case Type::Regex:
      if (arguments.empty()) return unknown_value("an expression without a text");
      if (name == "test") return compare(to_text(arguments[0]), Compare::Regex, object, place);
      if (name == "exec") return match(to_text(arguments[0]), object, place);
      return unknown_value("'." + name + "()' of an expression");
    case Type::Url:
      return name == "toString" || name == "toJSON" || name == "clone"
                 ? (name == "clone" ? thing_value(std::make_shared<Thing>(thing))
                                    : text_value(href_of(thing)))
                 : unknown_value("url." + name + "() is not known");
    case Type::Native:
      return call_native(thing.name + "." + name, std::move(arguments), place);
    case Type::Array:
    case Type::Map:
    case Type::Set:
      return call_list(thing, name, arguments, place);
    default:
      break;
  }
  if (Value* function = member_of(thing, name)) return call(*function, std::move(arguments));
  return unknown_value("'." + name + "()' is not known");
}

Value Machine::call_native(const std::string& name, std::vector<Value> arguments,
                           const rules::Place& place) {
  Value first = arguments.empty() ? Value{} : arguments[0];
  if (name == "Response.redirect" || name == "NextResponse.redirect") {
    return respond(first,
                   arguments.size() > 1 ? arguments[1] : number_value(name[0] == 'N' ? 307 : 302),
                   place);
  }
  if (name == "express" || name == "express.Router" || name == "Router") return made(Type::Router);
  if (name == "require") {
    return literal(to_text(first)) == "express"
               ? native("express")
               : unknown_value("a module is used that is not read");
  }
  if (name.ends_with("addEventListener") && arguments.size() > 1) {
    if (literal(to_text(first)) == "fetch") listeners.emplace_back(place, arguments[1]);
    return {};
  }
  if (name == "String") return text_value(to_text(first));
  if (name == "Boolean" || name == "Promise.resolve") return first;
  const bool is_table = first.kind == Value::Kind::Thing && first.thing->type == Type::Object;
  if (is_table && (name == "Object.entries" || name == "Object.keys" || name == "Object.values")) {
    Value list = made(Type::Array);
    for (const auto& [key, value] : first.thing->members) {
      list.thing->items.push_back(name == "Object.keys"     ? literal_value(key)
                                  : name == "Object.values" ? value
                                                            : pair_of(key, value));
    }
    return list;
  }
  if (name == "Object.freeze" || name == "Object.fromEntries") return first;
  if (name == "fetch" || name.starts_with("Response.") || name.starts_with("NextResponse.")) {
    return made(Type::Response);
  }
  return unknown_value(name + "() is computed");
}

Value Machine::respond(const Value& location, const Value& status, const rules::Place& place) {
  Value response = made(Type::Response);
  response.thing->place = place;
  const bool is_url = location.kind == Value::Kind::Thing && location.thing->type == Type::Url;
  set_member(*response.thing, "location", is_url ? text_value(href_of(*location.thing)) : location);
  set_member(*response.thing, "status", status);
  set_member(*response.thing, "strict", boolean_value(true));
  return response;
}

Value Machine::call_list(Thing& list, const std::string& name, std::vector<Value>& arguments,
                         const rules::Place& place) {
  if (list.type != Type::Array && (name == "get" || name == "has") && !arguments.empty()) {
    return look_up(list, arguments[0], name == "has", place);
  }
  std::vector<Value> items = list.items;
  for (const auto& [key, value] : list.members) {
    if (list.type == Type::Map) items.push_back(pair_of(key, value));
  }
  if (name == "entries" || name == "values" || name == "concat") {
    Value copy = made(Type::Array);
    copy.thing->items = std::move(items);
    return copy;
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
  Value mapped = made(Type::Array);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool is_map_each = list.type == Type::Map && name == "forEach";
    Value result = is_map_each
                       ? call(arguments[0], {items[i].thing->items[1], items[i].thing->items[0]})
                       : call(arguments[0], {items[i], number_value(static_cast<double>(i))});
    if (name == "forEach") continue;
    if (name == "map") {
      mapped.thing->items.push_back(std::move(result));
    } else if (name == "find" || name == "some") {
      if (result.kind == Value::Kind::Unknown) return result;
      if (truth(result, place)) return name == "find" ? items[i] : boolean_value(true);
    } else {
      return unknown_value("'." + name + "()' of a list is computed");
    }
  }
  if (name == "map") return mapped;
  return name == "some" ? boolean_value(false) : Value{};
}

/// app.get("/a", handler), app.use(router), app.route("/a").get(handler)
Value Machine::call_router(const Value& router, const std::string& name,
                           std::vector<Value> arguments, const rules::Place& place) {
  // What is registered while a request is answered counts for later ones only.
  if (paths_ != nullptr) return router;
  Value* parent = member_of(*router.thing, "parent");
  if (name == "route" && !arguments.empty()) {
    Value route = made(Type::Router);
    set_member(*route.thing, "parent", router);
    set_member(*route.thing, "path", arguments[0]);
    return route;
  }
  if (name == "redirect") lose(place, "'.redirect()' of an application is a plugin's");
  if (!is_verb(name) && name != "use") return unknown_value("'." + name + "()' of an application");
  Value target = router;
  if (parent != nullptr) {
    arguments.insert(arguments.begin(), *member_of(*router.thing, "path"));
    target = *parent;
  }
  const bool has_path = !arguments.empty() && is_path(arguments[0]);
  if (name != "use" && (!has_path || arguments.size() < 2)) return {};
  Value entry = made(Type::Array, name);
  entry.thing->place = place;
  entry.thing->items = std::move(arguments);
  if (!has_path) entry.thing->items.insert(entry.thing->items.begin(), literal_value(""));
  for (const Value& item : entry.thing->items) {
    if (item.thing != nullptr) keep(item.thing);
  }
  target.thing->items.push_back(std::move(entry));
  return router;
}

Value Machine::call_res(const Value& res, const std::string& name,
                        const std::vector<Value>& arguments, const rules::Place& place) {
  Thing& self = *res.thing;
  const Value first = arguments.empty() ? Value{} : arguments[0];
  const auto finish = [&](int status, const Value& location, const rules::Place& where) {
    is_over = true;
    outcome.kind = Outcome::Kind::Redirect;
    outcome.status = status;
    const bool is_url = location.kind == Value::Kind::Thing && location.thing->type == Type::Url;
    outcome.location = is_url ? href_of(*location.thing) : to_text(location);
    outcome.place = where;
    return Value{};
  };
  if (name == "redirect") {
    Value location = first;
    Value status = number_value(302);
    if (arguments.size() > 1) {
      const bool is_first = arguments[1].kind != Value::Kind::Number;
      status = is_first ? first : arguments[1];
      location = is_first ? arguments[1] : first;
    }
    if (literal(to_text(location)) == "back")
      location = unknown_value("the field 'Referer' says where it leads");
    if (status.kind != Value::Kind::Number) doubt("its status is computed");
    return finish(whole(status.number), location, place);
  }
  const bool sets = name == "set" || name == "setHeader" || name == "header" || name == "append";
  if (name == "location" || (sets && arguments.size() > 1 &&
                             base::to_lower(literal(to_text(first)).value_or("")) == "location")) {
    set_member(self, "location", name == "location" ? first : arguments[1]);
    self.place = place;
    return res;
  }
  if (name == "status" || name == "writeHead") {
    set_member(self, "status", first);
    if (arguments.size() > 1 && arguments.back().kind == Value::Kind::Thing) {
      for (const auto& [key, value] : arguments.back().thing->members) {
        if (!base::equals_ignore_case(key, "location")) continue;
        set_member(self, "location", value);
        self.place = arguments.back().thing->place;
      }
    }
    return res;
  }
  if (std::ranges::find(kEnding, name) == kEnding.end()) return res;
  if (name == "sendStatus") set_member(self, "status", first);
  const Value* location = member_of(self, "location");
  const Value* status = member_of(self, "status");
  if (location != nullptr && status != nullptr && status->kind == Value::Kind::Number &&
      is_redirect_status(whole(status->number))) {
    return finish(whole(status->number), *location, self.place);
  }
  is_over = true;
  outcome.kind = Outcome::Kind::Answer;
  return {};
}

}  // namespace onward::config
