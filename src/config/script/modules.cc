// SPDX-License-Identifier: MIT
// The files of a script: require() and import of what lies beside it, and what JSON says. What Node
// brings along is a name; other modules are not known.
#include "config/json/value.h"
#include "config/script/machine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;

/// Of Node, and of npm, that scripts of routes use.
constexpr std::array<std::string_view, 12> kKnownModules{
    "express", "express-redirect", "url",    "http", "https", "http2", "path", "fs",
    "spdy",    "underscore",       "lodash", "vhost"};

/// Words in the names of packages that redirect: express-sslify, connect-slashes …
constexpr std::array<std::string_view, 6> kRedirecting{"ssl",   "force-https", "to-https",
                                                       "slash", "redirect",    "-www"};

/// Most files beside a script.
constexpr std::size_t kMaxModules = 500;

/// Where __dirname is: what begins so is beside the first file.
constexpr std::string_view kHere = "\x01/";

/// "a/b/../c" as "a/c".
std::string normal(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string made;
  for (const std::string_view part : parts) made.append(made.empty() ? "" : "/").append(part);
  return made;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

Value value_of(const JsonValue& json) {
  using Kind = JsonValue::Kind;
  Value value;
  switch (json.kind) {
    case Kind::Null:
      value.kind = Value::Kind::Null;
      return value;
    case Kind::Boolean:
      return boolean_value(json.boolean);
    case Kind::Number:
      return number_value(json.number);
    case Kind::String:
      return literal_value(json.string);
    case Kind::Array:
    case Kind::Object:
      break;
  }
  auto thing = std::make_shared<Thing>();
  thing->place = json.place;
  if (json.kind == Kind::Array) thing->type = Type::Array;
  for (const JsonValue& item : json.items) thing->items.push_back(value_of(item));
  for (const JsonMember& member : json.members) {
    thing->members.emplace_back(member.key, value_of(member.value));
  }
  return thing_value(std::move(thing));
}

}  // namespace

bool Machine::run() {
  Report& report = imported_.report();
  const auto program = parse_script(text_.text, report);
  if (!program) return false;
  bytes_read_ += text_.text.size();
  programs_.push_back(*program);
  Module& module = add_module("");
  main_ = module.scope;
  run_module(module, **program);
  const Value* exported = member_of(*module.module.thing, "exports");
  const auto fallback = main_->names.find("export default");
  if (fallback != main_->names.end()) exports.push_back(fallback->second);
  if (exported != nullptr) exports.push_back(*exported);
  return true;
}

Machine::Module& Machine::add_module(const std::string& path) {
  Module& module = modules_[path];
  module.scope = scope_below(globals_);
  module.scope->is_module = true;
  auto made = std::make_shared<Thing>();
  keep(made);
  const Value exported = thing_value(std::make_shared<Thing>());
  keep(exported.thing);
  set_member(*made, "exports", exported);
  module.module = thing_value(std::move(made));
  auto names = &module.scope->names;
  (*names)["module"] = module.module;
  (*names)["exports"] = exported;
  Value required = thing_value(std::make_shared<Thing>());
  required.thing->type = Type::Native;
  required.thing->name = "require";
  required.thing->flags = folder_of(path);
  set_member(*required.thing, "main", module.module);
  (*names)["require"] = std::move(required);
  (*names)["__dirname"] = literal_value(std::string(kHere) + folder_of(path));
  return module;
}

void Machine::run_module(Module& module, const Node& program) {
  for (const rules::Place& place : redirects_in(program)) add_site(place);
  run_block(program.children, module.scope);
}

Value Machine::require(const std::string& folder, const std::string& name,
                       const rules::Place& place) {
  std::string known = name.starts_with("node:") ? name.substr(5) : name;
  if (known == "../.." || known == "../../" || known.ends_with("/lib/express")) known = "express";
  if (std::ranges::find(kKnownModules, known) != kKnownModules.end()) {
    auto native = std::make_shared<Thing>();
    native->type = Type::Native;
    native->name = std::move(known);
    return thing_value(std::move(native));
  }
  if (name.starts_with(kHere)) return require_file(normal(name.substr(kHere.size())));
  if (name.starts_with('.')) return require_file(normal(folder + "/" + name));
  const bool redirects = std::ranges::any_of(kRedirecting, [&name](std::string_view word) {
    return name.find(word) != std::string::npos;
  });
  if (redirects && variables_.insert(name).second) {
    imported_.warning(place, "what the module '" + name + "' redirects is not taken over",
                      "write it in onward.toml: https = \"redirect\", or a rule");
  }
  return unknown_value("the module '" + name + "' is not read");
}

Value Machine::require_file(const std::string& path) {
  const std::string not_known = "'" + path + "' could not be read";
  for (const char* ending : {"", ".js", ".json", ".mjs", ".cjs", ".ts", "/index.js", "/index.ts"}) {
    const std::string name = path + ending;
    if (name.ends_with(".json")) {
      Value value = read_json(name);
      if (value.kind != Value::Kind::Unknown) return value;
      continue;
    }
    const auto found = modules_.find(name);
    if (found != modules_.end()) return *member_of(*found->second.module.thing, "exports");
    if (modules_.size() >= kMaxModules) break;
    const auto file = includes_.open(name);
    if (!file) continue;
    Report report(file->file);
    const auto program = parse_script(file->text, report);
    if (!program) break;
    bytes_read_ += file->text.size();
    programs_.push_back(*program);
    Module& module = add_module(name);
    run_module(module, **program);
    // What a module of ECMAScript exports are names of its own.
    Value& exported = *member_of(*module.module.thing, "exports");
    if (exported.kind == Value::Kind::Thing && exported.thing->type == Type::Object) {
      for (const auto& [key, value] : module.scope->names) {
        const bool is_own = key == "module" || key == "exports" || key == "require" ||
                            key == "__dirname" || member_of(*exported.thing, key) != nullptr;
        if (!is_own) set_member(*exported.thing, key, value);
      }
    }
    return exported;
  }
  return unknown_value(not_known);
}

Value Machine::read_json(std::string path) {
  if (path.starts_with(kHere)) path.erase(0, kHere.size());
  path = normal(path);
  const auto file =
      path.empty() ? Result<ForeignText>(fail(ErrorCode::FileNotFound)) : includes_.open(path);
  if (!file) return unknown_value("'" + path + "' could not be read");
  bytes_read_ += file->text.size();
  Report report(file->file);
  const auto json = parse_json(file->text, JsonDialect::Strict, report);
  return json ? value_of(*json) : unknown_value("'" + path + "' is no JSON");
}

void Machine::import_names(const Node& node, Scope& scope) {
  const Value module = require(scope.names["require"].thing->flags, node.text, node.place);
  for (std::size_t i = 0; i + 1 < node.names.size(); i += 2) {
    const std::string& there = node.names[i];
    const std::string& here = node.names[i + 1];
    if (globals_->names.contains(here) && module.kind == Value::Kind::Unknown) continue;
    if (module.kind == Value::Kind::Thing && module.thing->type == Type::Native &&
        there != "default" && there != "*") {
      scope.names[here] = get(module, there, node.place);
    } else if (there == "*" || module.kind != Value::Kind::Thing) {
      scope.names[here] = module;
    } else if (there == "default") {
      const bool is_object = module.thing->type == Type::Object;
      Value* found = is_object ? member_of(*module.thing, "export default") : nullptr;
      scope.names[here] = found != nullptr ? *found : module;
    } else {
      scope.names[here] = get(module, there, node.place);
    }
  }
}

}  // namespace onward::config
