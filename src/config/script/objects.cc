// SPDX-License-Identifier: MIT
// Members of objects: requests of Express and of Workers, URLs, tables. A table that is asked with
// a part of the request is a way for each of its rows.
#include "base/ascii.h"
#include "config/script/machine.h"
#include "config/source_url.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;
using What = Part::What;

Value part_value(What what, std::string text = "") {
  return text_value({part_of(what, std::move(text))});
}

Value request_member(const std::string& name) {
  if (name == "url") return text_value(whole_url());
  if (name == "method") return part_value(What::Method);
  auto thing = std::make_shared<Thing>();
  if (name == "headers") {
    thing->type = Type::Headers;
    return thing_value(std::move(thing));
  }
  if (name == "nextUrl") {
    thing->type = Type::Url;
    return thing_value(std::move(thing));
  }
  return unknown_value("request." + name + " is not known to a rule");
}

Value req_member(Thing& req, const std::string& name) {
  if (Value* found = member_of(req, name)) return *found;
  if (name == "originalUrl") return text_value(whole_target());
  if (name == "hostname" || name == "host") return part_value(What::Host);
  if (name == "protocol") return part_value(What::Scheme);
  if (name == "method") return part_value(What::Method);
  if (name == "secure") {
    rules::Conditions when;
    when.scheme = rules::Text{"https", {}};
    return test_value(std::move(when));
  }
  if (name == "query" || name == "headers") {
    auto thing = std::make_shared<Thing>();
    thing->type = name == "query" ? Type::SearchParams : Type::Headers;
    return thing_value(std::move(thing));
  }
  return unknown_value("req." + name + " is not known to a rule");
}

/// A member of a URL that was set, or the request's.
Value url_member(Thing& url, const std::string& name) {
  if (name == "searchParams") {
    auto thing = std::make_shared<Thing>();
    thing->type = Type::SearchParams;
    return thing_value(std::move(thing));
  }
  if (Value* found = member_of(url, name)) return *found;
  if (name == "hash") return literal_value("");
  if (name == "port" || name == "username" || name == "password") return literal_value("");
  if (name == "hostname") {
    Value* host = member_of(url, "host");
    return host != nullptr ? *host : part_value(What::Host);
  }
  if (name == "host") {
    Value* host = member_of(url, "hostname");
    return host != nullptr ? *host : part_value(What::Host);
  }
  if (name == "protocol") return text_value({part_of(What::Scheme), literal_part(":")});
  if (name == "pathname") return part_value(What::Path);
  if (name == "search") return part_value(What::Search);
  return unknown_value("url." + name + " is not known");
}

}  // namespace

Parts Machine::href_of(Thing& url) {
  Parts text = to_text(url_member(url, "protocol"));
  const bool has_mark =
      !text.empty() && text.back().what == What::Literal && text.back().text.ends_with(':');
  text.push_back(literal_part(has_mark ? "//" : "://"));
  const auto add = [&](const std::string& name) {
    Parts member = to_text(url_member(url, name));
    const auto known = literal(member);
    if (name == "pathname" && known && !known->starts_with('/'))
      member.insert(member.begin(), literal_part("/"));
    if (name == "search" && known && !known->empty() && !known->starts_with('?')) {
      member.insert(member.begin(), literal_part("?"));
    }
    if (name == "hash" && known && !known->empty() && !known->starts_with('#')) {
      member.insert(member.begin(), literal_part("#"));
    }
    text.insert(text.end(), member.begin(), member.end());
  };
  add("hostname");
  const auto port = literal(to_text(url_member(url, "port")));
  if (port && !port->empty()) text.push_back(literal_part(":" + *port));
  add("pathname");
  if (member_of(url, "search") == nullptr) {
    text.push_back(search_with_mark());
  } else {
    add("search");
  }
  add("hash");
  return joined(std::move(text));
}

/// A path on the origin of a URL.
Value Machine::url_under(std::shared_ptr<Thing> url, Parts text, const Value& base) {
  Value from = base.kind == Value::Kind::Thing ? base : url_of(base, nullptr);
  if (from.kind != Value::Kind::Thing || from.thing->type != Type::Url)
    return unknown_value("a URL is computed");
  for (const char* name : {"protocol", "hostname", "port"}) {
    if (Value* found = member_of(*from.thing, name)) set_member(*url, name, *found);
  }
  text = joined(std::move(text));
  Parts search;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_search = text[i].what == What::Search;
    const std::size_t mark =
        text[i].what == What::Literal ? text[i].text.find_first_of("?#") : std::string::npos;
    if (!is_search && mark == std::string::npos) continue;
    search.assign(text.begin() + static_cast<std::ptrdiff_t>(i), text.end());
    text.resize(i);
    if (mark != std::string::npos) {
      text.push_back(literal_part(search[0].text.substr(0, mark)));
      search[0].text.erase(0, mark);
    }
    break;
  }
  set_member(*url, "pathname", text_value(std::move(text)));
  set_member(*url, "search", text_value(std::move(search)));
  return thing_value(std::move(url));
}

/// new URL(text, base)
Value Machine::url_of(const Value& given, const Value* base) {
  auto url = std::make_shared<Thing>();
  url->type = Type::Url;
  Parts text = to_text(given);
  if (given.kind == Value::Kind::Thing && given.thing->type == Type::Url)
    text = href_of(*given.thing);
  if (text == whole_url()) return thing_value(std::move(url));
  // "" is where the base is: of an origin, its root.
  if (base != nullptr && text.empty() && base->kind == Value::Kind::Text) {
    text = {literal_part("/")};
  }
  const bool is_own = text.size() >= 3 && text[0].what == What::Scheme &&
                      text[1] == literal_part("://") && text[2].what == What::Host;
  if (is_own) {
    Parts rest(text.begin() + 3, text.end());
    if (rest.empty()) rest.push_back(literal_part("/"));
    const Value origin = thing_value(url);
    return url_of(text_value(std::move(rest)), &origin);
  }
  const bool is_path =
      !text.empty() && ((text[0].what == What::Literal && text[0].text.starts_with('/')) ||
                        text[0].what == What::Path);
  if (base != nullptr && is_path) return url_under(std::move(url), std::move(text), *base);
  text = joined(std::move(text));
  if (text.empty() || text[0].what != What::Literal) return unknown_value("a URL is computed");
  const SourceUrl parts = split_source(text[0].text);
  if (parts.scheme.empty()) return unknown_value("a URL is computed");
  set_member(*url, "protocol", literal_value(std::string(parts.scheme) + ":"));
  const std::size_t path = text[0].text.find('/', parts.scheme.size() + 3);
  if (path == std::string::npos && text.size() > 1 && text[1].what != What::Path)
    return unknown_value("a URL is computed");
  set_member(*url, "hostname", literal_value(parts.authority));
  Parts rest = text;
  rest[0].text.erase(0, std::min(path, rest[0].text.size()));
  Value origin = thing_value(url);
  if (joined(rest).empty()) rest = {literal_part("/")};
  const Value tail = text_value(std::move(rest));
  return url_of(tail, &origin);
}

Value Machine::get(const Value& object, const std::string& name, const rules::Place& place) {
  if (object.kind == Value::Kind::Text) {
    const auto known = literal(object.text);
    if (name == "length" && known) return number_value(static_cast<double>(known->size()));
    return unknown_value("'." + name + "' of a text is computed");
  }
  if (object.kind != Value::Kind::Thing) {
    return object.kind == Value::Kind::Unknown ? object
                                               : unknown_value("'." + name + "' of nothing");
  }
  Thing& thing = *object.thing;
  switch (thing.type) {
    case Type::Request:
      return request_member(name);
    case Type::Req:
      return req_member(thing, name);
    case Type::Url:
      if (name == "href") return text_value(href_of(thing));
      if (name == "origin") {
        Thing bare = thing;
        for (const char* part : {"pathname", "search", "hash"})
          set_member(bare, part, literal_value(""));
        Parts text = href_of(bare);
        if (!text.empty() && text.back().text == "/") text.pop_back();
        return text_value(std::move(text));
      }
      return url_member(thing, name);
    case Type::SearchParams:
      return part_value(What::QueryValue, name);
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
  static_cast<void>(place);
  return unknown_value("'." + name + "' is not known");
}

Value Machine::get_index(const Value& object, const Value& index, const rules::Place& place) {
  if (object.kind != Value::Kind::Thing) {
    return object.kind == Value::Kind::Unknown ? object
                                               : unknown_value("a part of a text is computed");
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
  if (known) return answer(member_of(table, *known));
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
  if (row == rows) return answer(nullptr);
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
