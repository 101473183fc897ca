// SPDX-License-Identifier: MIT
// URLs as objects (URL standard, "URL class"; Node's older url.parse()): what was set, and for the
// rest the request's own parts.
#include "config/script/machine.h"
#include "config/source_url.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;
using What = Part::What;

/// Why a URL is not known: what is filled into it, if that says it.
Value computed_url(const Parts& text) {
  const auto found = std::ranges::find(text, What::Unknown, &Part::what);
  return unknown_value(found == text.end() ? "a URL is computed" : found->text);
}

}  // namespace

/// A member of a URL that was set, or the request's. `query` and `path` are those of url.parse().
Value Machine::url_member(const std::shared_ptr<Thing>& of, const std::string& name) {
  Thing& url = *of;
  if (name == "searchParams" || (name == "query" && member_of(url, name) == nullptr)) {
    auto thing = std::make_shared<Thing>();
    thing->type = Type::SearchParams;
    // What has a query of its own is not the request's.
    if (member_of(url, "search") != nullptr) set_member(*thing, "own", boolean_value(true));
    set_member(*thing, "url", thing_value(of));
    keep(thing);
    return thing_value(std::move(thing));
  }
  if (name == "path") {
    Parts path = to_text(url_member(of, "pathname"));
    for (Part& part : to_text(url_member(of, "search"))) path.push_back(std::move(part));
    return text_value(std::move(path));
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

Parts Machine::href_of(const std::shared_ptr<Thing>& of) {
  Thing& url = *of;
  Parts text = to_text(url_member(of, "protocol"));
  const bool has_mark =
      !text.empty() && text.back().what == What::Literal && text.back().text.ends_with(':');
  text.push_back(literal_part(has_mark ? "//" : "://"));
  const auto add = [&](const std::string& name) {
    Parts member = to_text(url_member(of, name));
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
  const auto port = literal(to_text(url_member(of, "port")));
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

Parts Machine::origin_of(const Thing& url) {
  const auto bare = std::make_shared<Thing>(url);
  for (const char* part : {"pathname", "search", "hash"}) {
    set_member(*bare, part, literal_value(""));
  }
  Parts text = href_of(bare);
  if (!text.empty() && text.back().text == "/") text.pop_back();
  return text;
}

/// A path on the origin of a URL.
Value Machine::url_under(std::shared_ptr<Thing> url, Parts text, const Value& base) {
  Value from = base.kind == Value::Kind::Thing ? base : url_of(base, nullptr);
  if (from.kind != Value::Kind::Thing || from.thing->type != Type::Url)
    return from.kind == Value::Kind::Unknown ? from : unknown_value("a URL is computed");
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
    text = href_of(given.thing);
  if (text == whole_url()) return thing_value(std::move(url));
  // "" is where the base is: of an origin, its root.
  if (base != nullptr && text.empty() && base->kind == Value::Kind::Text) {
    text = {literal_part("/")};
  }
  // "https://" and the request's host: its scheme is set, the rest its own.
  const bool has_scheme =
      text.size() >= 2 && text[1].what == What::Host &&
      (text[0] == literal_part("https://") || text[0] == literal_part("http://"));
  if (has_scheme) {
    set_member(*url, "protocol", literal_value(text[0].text.substr(0, text[0].text.size() - 2)));
    Parts rest(text.begin() + 2, text.end());
    if (rest.empty()) rest.push_back(literal_part("/"));
    const Value origin = thing_value(url);
    return url_of(text_value(std::move(rest)), &origin);
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
  if (text.empty() || text[0].what != What::Literal) return computed_url(text);
  const SourceUrl parts = split_source(text[0].text);
  if (parts.scheme.empty()) return unknown_value("a URL is computed");
  set_member(*url, "protocol", literal_value(std::string(parts.scheme) + ":"));
  const std::size_t path = text[0].text.find('/', parts.scheme.size() + 3);
  if (path == std::string::npos && text.size() > 1 && text[1].what != What::Path)
    return computed_url(text);
  set_member(*url, "hostname", literal_value(parts.authority));
  Parts rest = text;
  rest[0].text.erase(0, std::min(path, rest[0].text.size()));
  Value origin = thing_value(url);
  if (joined(rest).empty()) rest = {literal_part("/")};
  const Value tail = text_value(std::move(rest));
  return url_of(tail, &origin);
}

/// new URLSearchParams({ a: "b" }), of constants.
Value Machine::query_of(const std::vector<Value>& arguments) {
  Value query = thing_value(std::make_shared<Thing>());
  query.thing->type = Type::SearchParams;
  set_member(*query.thing, "own", boolean_value(true));
  Value url = thing_value(std::make_shared<Thing>());
  set_member(*url.thing, "search", literal_value(""));
  set_member(*query.thing, "url", url);
  if (arguments.empty()) return query;
  const bool is_table =
      arguments[0].kind == Value::Kind::Thing && arguments[0].thing->type == Type::Object;
  if (!is_table) {
    set_member(*url.thing, "search", unknown_value("a query is computed"));
    return query;
  }
  for (const auto& [key, value] : arguments[0].thing->members) {
    change_query(*query.thing, "append", {literal_value(key), value});
  }
  return query;
}

/// Its text, without "?".
Value Machine::query_text(Thing& query) {
  Value* url = member_of(query, "url");
  const Value* search = url == nullptr ? nullptr : member_of(*url->thing, "search");
  if (search == nullptr) return text_value({part_of(What::Query)});
  const auto known = literal(to_text(*search));
  return known ? literal_value(known->starts_with('?') ? known->substr(1) : *known) : *search;
}

/// url.searchParams.append("a", "b"): known where the query is, and what is added.
Value Machine::change_query(Thing& query, const std::string& how,
                            const std::vector<Value>& arguments) {
  Value* url = member_of(query, "url");
  const bool changes = how == "set" || how == "append" || how == "delete" || how == "sort";
  const Value unknown = unknown_value("the query is changed with " + how + "()");
  if (url == nullptr || !changes) return unknown_value("the query is computed with " + how + "()");
  const Value* search = member_of(*url->thing, "search");
  const auto known = search == nullptr ? std::nullopt : literal(to_text(*search));
  const auto key = arguments.empty() ? std::nullopt : literal(to_text(arguments[0]));
  const auto value = arguments.size() < 2 ? std::nullopt : literal(to_text(arguments[1]));
  const bool adds = how == "set" || how == "append";
  const std::string name = key ? form_encoded(*key) : "";
  const bool is_there = known && (*known == name || known->find(name + "=") != std::string::npos);
  if (!known || !key || !adds || !value || (how == "set" && is_there)) {
    set_member(*url->thing, "search", unknown);
    return {};
  }
  std::string text = known->empty() ? "?" : *known + "&";
  text += name + "=" + form_encoded(*value);
  set_member(*url->thing, "search", literal_value(text));
  return {};
}

/// url.parse(req.url): what is only a path stays without scheme and host.
Value Machine::parse_url(const Value& text) {
  auto url = std::make_shared<Thing>();
  url->type = Type::Url;
  if (text.kind != Value::Kind::Text) return unknown_value("a URL is computed");
  if (text.text == whole_target() || text.text == whole_url()) return thing_value(std::move(url));
  Thing own;
  const Value base = thing_value(url);
  return url_of(text, &base);
}

/// url.format({ protocol: "https", host: req.get("host"), pathname: req.path, query: req.query })
Value Machine::format_url(const Value& given) {
  if (given.kind != Value::Kind::Thing) return given;
  if (given.thing->type == Type::Url) return text_value(href_of(given.thing));
  if (given.thing->type != Type::Object) return unknown_value("a URL is computed");
  const auto member = [&](const char* name) {
    const Value* found = member_of(*given.thing, name);
    return found == nullptr || found->kind == Value::Kind::Undefined ? nullptr : found;
  };
  Parts text;
  const auto add = [&text](const Parts& more) {
    text.insert(text.end(), more.begin(), more.end());
  };
  const Value* host = member("host");
  if (host == nullptr) host = member("hostname");
  if (host != nullptr) {
    Parts scheme = member("protocol") == nullptr ? Parts{} : to_text(*member("protocol"));
    const auto known = literal(scheme);
    add(scheme);
    add({literal_part(scheme.empty() || (known && known->ends_with(':')) ? "//" : "://")});
    add(to_text(*host));
    if (member("port") != nullptr && member("host") == nullptr) {
      add({literal_part(":")});
      add(to_text(*member("port")));
    }
  }
  if (member("pathname") != nullptr) add(to_text(*member("pathname")));
  if (const Value* search = member("search")) {
    add(to_text(*search));
  } else if (const Value* query = member("query")) {
    const bool is_own =
        query->kind == Value::Kind::Thing && query->thing->type == Type::SearchParams;
    add({is_own ? part_of(What::Search) : part_of(What::Unknown, "a query is computed")});
  }
  return text_value(std::move(text));
}

}  // namespace onward::config
