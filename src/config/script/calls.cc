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
  auto name = arguments.empty() ? std::nullopt : literal(to_text(arguments[0]));
  if (!name) return unknown_value("a field of a computed name is read");
  if (base::equals_ignore_case(*name, "Referrer")) name = "Referer";  // Express takes either
  if (base::equals_ignore_case(*name, "host")) return text_value({part_of(What::Host)});
  return text_value({part_of(What::Field, *name)});
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

}  // namespace

Machine::Machine(const ForeignText& text, Imported& imported, Includes& includes)
    : imported_(imported), text_(text), includes_(includes), globals_(std::make_shared<Scope>()) {
  for (const char* name : {"Response",
                           "NextResponse",
                           "URL",
                           "Object",
                           "String",
                           "Promise",
                           "express",
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
                           "JSON",
                           "self"}) {
    globals_->names[name] = native(name);
  }
  // Excerpts leave out where these come from.
  for (const char* name : {"app", "router", "server"}) globals_->names[name] = new_router();
  Value variables = made(Type::Variable);
  globals_->names["process"] = made(Type::Object);
  set_member(*globals_->names["process"].thing, "env", std::move(variables));
}

Value Machine::new_router() {
  routers_.push_back(made(Type::Router));
  keep(routers_.back().thing);
  return routers_.back();
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
    case Type::SearchParams:
      return call_query(thing, name, arguments, place);
    case Type::Regex:
      if (arguments.empty()) return unknown_value("an expression without a text");
      if (name == "test") return compare(to_text(arguments[0]), Compare::Regex, object, place);
      if (name == "exec") return match(to_text(arguments[0]), object, place);
      return unknown_value("'." + name + "()' of an expression");
    case Type::Url:
      return name == "toString" || name == "toJSON" || name == "clone"
                 ? (name == "clone" ? thing_value(std::make_shared<Thing>(thing))
                                    : text_value(href_of(object.thing)))
                 : unknown_value("url." + name + "() is not known");
    case Type::Native:
      if (thing.name == "fs.file" && name == "toString") return object;
      return call_native(thing.name + "." + name, std::move(arguments), place);
    case Type::Function:
    case Type::Object:
      if (auto result = call_member(object, name, arguments, place)) return *result;
      break;
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

/// Of searchParams, or Express' req.query.
Value Machine::call_query(Thing& query, const std::string& name,
                          const std::vector<Value>& arguments, const rules::Place& place) {
  const auto key = arguments.empty() ? std::nullopt : literal(to_text(arguments[0]));
  if (name == "toString") return query_text(query);
  if (!key || member_of(query, "own") != nullptr || (name != "get" && name != "has")) {
    return change_query(query, name, arguments);
  }
  const Parts value{part_of(What::QueryValue, *key)};
  return name == "get" ? text_value(value)
                       : compare(value, Compare::Present, literal_value(""), place);
}

/// What every function and every object has; nullopt for their own.
std::optional<Value> Machine::call_member(const Value& object, const std::string& name,
                                          const std::vector<Value>& arguments,
                                          const rules::Place& place) {
  Thing& thing = *object.thing;
  if (arguments.empty()) return {};
  if (thing.type == Type::Function && name == "bind") {
    Value bound = thing_value(std::make_shared<Thing>(thing));
    bound.thing->items.insert(bound.thing->items.end(), arguments.begin() + 1, arguments.end());
    return bound;
  }
  if (thing.type == Type::Function && name == "call") {
    return call(object, {arguments.begin() + 1, arguments.end()});
  }
  if (thing.type == Type::Object && name == "hasOwnProperty") {
    return look_up(thing, arguments[0], true, place);
  }
  // Headers are an object here.
  const bool sets = thing.type == Type::Object && (name == "set" || name == "append") &&
                    arguments.size() == 2 && member_of(thing, name) == nullptr;
  if (!sets) return {};
  const auto key = literal(to_text(arguments[0]));
  if (arguments[1].thing != nullptr) keep(object.thing);
  if (key) set_member(thing, *key, arguments[1]);
  thing.place = place;
  return Value{};
}

Value Machine::call_native(const std::string& name, std::vector<Value> arguments,
                           const rules::Place& place) {
  Value first = arguments.empty() ? Value{} : arguments[0];
  if (name == "Response.redirect" || name == "NextResponse.redirect") {
    return respond(first,
                   arguments.size() > 1 ? arguments[1] : number_value(name[0] == 'N' ? 307 : 302),
                   place);
  }
  if (name == "express" || name == "express.Router" || name == "Router") return new_router();
  if (name == "express-redirect") {
    has_redirect_plugin_ = true;
    return first;
  }
  if (name.ends_with(".createServer") || name.ends_with(".createSecureServer")) {
    return create_server(name, arguments, place);
  }
  if (name == "vhost") return virtual_host(arguments);
  if (name == "path.join" || name == "path.resolve") return join_path(arguments);
  if (name == "fs.readFileSync") {
    Value file = native("fs.file");
    file.thing->items.push_back(first);
    return file;
  }
  if (name == "JSON.parse") return parse_json_text(first);
  if (name == "url.parse" || name == "url.format" || name.starts_with("Object.") ||
      name.starts_with("encodeURI") || name.starts_with("decodeURI") ||
      name.starts_with("lodash.") || name.starts_with("underscore.")) {
    return call_library(name, arguments, place);
  }
  if (name.ends_with("addEventListener") && arguments.size() > 1) {
    if (literal(to_text(first)) == "fetch") listeners.emplace_back(place, arguments[1]);
    return {};
  }
  if (name == "String") return text_value(to_text(first));
  if (name == "Boolean" || name == "Promise.resolve") return first;
  if (name == "fetch" || name.starts_with("Response.") || name.starts_with("NextResponse.")) {
    return made(Type::Response);
  }
  return unknown_value(name + "() is computed");
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
  if (name == "enable" || name == "set") {
    const bool is_proxy = !arguments.empty() && literal(to_text(arguments[0])) == "trust proxy";
    const bool is_off =
        arguments.size() > 1 && arguments[1].kind == Value::Kind::Boolean && !arguments[1].boolean;
    if (is_proxy) trusts_proxy_ = !is_off;
    return router;
  }
  if (name == "redirect") return add_redirect(router, std::move(arguments), place);
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

}  // namespace onward::config
