// SPDX-License-Identifier: MIT
// What Node and two libraries bring along, as far as routes are made with it: servers, paths of
// files, JSON, tables, escapes of texts that are known.
#include "config/script/machine.h"
#include "onward/url/percent_encode.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;

Value made(Type type) {
  auto thing = std::make_shared<Thing>();
  thing->type = type;
  return thing_value(std::move(thing));
}

/// ECMA-262, encodeURIComponent: what it leaves as it is.
std::string encoded(const std::string& text, std::string_view more) {
  constexpr std::string_view kLeft = "-_.!~*'()";
  std::string made;
  for (const char c : text) {
    const bool is_alnum =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_left = is_alnum || kLeft.find(c) != std::string_view::npos ||
                         more.find(c) != std::string_view::npos;
    if (is_left) {
      made += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      made += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return made;
}

}  // namespace

std::string form_encoded(const std::string& text) {
  std::string made = encoded(text, "");
  for (const auto& [raw, escape] :
       {std::pair('!', "%21"), std::pair('~', "%7E"), std::pair('\'', "%27"), std::pair('(', "%28"),
        std::pair(')', "%29")}) {
    for (std::size_t at = made.find(raw); at != std::string::npos; at = made.find(raw, at)) {
      made.replace(at, 1, escape);
    }
  }
  for (std::size_t at = made.find("%20"); at != std::string::npos; at = made.find("%20", at)) {
    made.replace(at, 3, "+");
  }
  return made;
}

namespace {

/// The path, decoded.
Value decoded(const Value& given) {
  if (given.kind != Value::Kind::Text) return unknown_value("a text is decoded");
  if (const auto known = literal(given.text)) return literal_value(url::percent_decode(*known));
  const bool is_path = given.text.size() == 1 && given.text[0].what == Part::What::Path;
  if (!is_path) return unknown_value("a part of the request is decoded");
  Part part = part_of(Part::What::Group);
  part.subject = rules::Subject::DecodedPath;
  part.before = "^";
  part.inner = "(?s:.*)";
  part.after = "$";
  return text_value({part});
}

}  // namespace

Value pair_value(const std::string& key, const Value& value) {
  Value pair = made(Type::Array);
  pair.thing->items = {literal_value(key), value};
  return pair;
}

/// http.createServer((req, res) => …) answers what comes in the clear, where there is a server with
/// TLS, too.
Value Machine::create_server(const std::string& name, const std::vector<Value>& arguments,
                             const rules::Place& place) {
  const bool is_tls = !name.starts_with("http.");
  has_tls_server_ = has_tls_server_ || is_tls;
  if (paths_ == nullptr && !arguments.empty() && is_a(arguments.back(), Type::Function)) {
    const Value server = new_router();
    if (!is_tls) server.thing->name = "http";
    call_router(server, "use", {arguments.back()}, place);
  }
  Value server = made(Type::Native);
  server.thing->name = "http.Server";
  return server;
}

/// vhost("*.example.com", handler) of the package of that name.
Value Machine::virtual_host(const std::vector<Value>& arguments) {
  if (arguments.size() < 2 || !literal(to_text(arguments[0]))) {
    return unknown_value("the host of an application is computed");
  }
  Value host = made(Type::Native);
  host.thing->name = "vhost";
  host.thing->items = arguments;
  keep(host.thing);
  return host;
}

/// path.join(__dirname, "a.json")
Value Machine::join_path(const std::vector<Value>& arguments) {
  std::string path;
  for (const Value& one : arguments) {
    const auto part = literal(to_text(one));
    if (!part) return unknown_value("the path of a file is computed");
    path.append(path.empty() || path.ends_with('/') ? "" : "/").append(*part);
  }
  return literal_value(path);
}

/// JSON.parse(fs.readFileSync("a.json")), JSON.parse("…")
Value Machine::parse_json_text(const Value& given) {
  if (is_a(given, Type::Native) && given.thing->name == "fs.file") {
    const auto path = literal(to_text(given.thing->items[0]));
    return path ? read_json(*path) : unknown_value("the path of a file is computed");
  }
  return unknown_value("a text is read as JSON");
}

Value Machine::call_library(const std::string& name, std::vector<Value>& arguments,
                            const rules::Place& place) {
  Value first = arguments.empty() ? Value{} : arguments[0];
  if (name == "url.parse") return parse_url(first);
  if (name == "url.format") return format_url(first);
  if (name == "decodeURI" || name == "decodeURIComponent") return decoded(first);
  if (name == "encodeURI" || name == "encodeURIComponent") {
    const auto known = literal(to_text(first));
    const bool is_whole = name == "encodeURI";
    return known ? literal_value(encoded(*known, is_whole ? ";/?:@&=+$,#" : ""))
                 : unknown_value("a part of the request is escaped once more");
  }
  const bool is_table = is_a(first, Type::Object);
  if (is_table && (name == "Object.entries" || name == "Object.keys" || name == "Object.values")) {
    Value list = made(Type::Array);
    for (const auto& [key, value] : first.thing->members) {
      list.thing->items.push_back(name == "Object.keys"     ? literal_value(key)
                                  : name == "Object.values" ? value
                                                            : pair_value(key, value));
    }
    return list;
  }
  if (name == "Object.freeze" || name == "Object.fromEntries") return first;
  if (name == "Object.assign" && is_table) {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      if (!is_a(arguments[i], Type::Object)) return unknown_value("a table is computed");
      for (const auto& [key, value] : arguments[i].thing->members) {
        set_member(*first.thing, key, value);
      }
    }
    return first;
  }
  const bool has_key = name == "Object.hasOwn" || name == "lodash.has" ||
                       name == "underscore.has" || name == "Object.prototype.hasOwnProperty.call";
  if (has_key && is_table && arguments.size() > 1) {
    return look_up(*first.thing, arguments[1], true, place);
  }
  const bool is_each = name.ends_with(".each") || name.ends_with(".forEach");
  if (is_each && arguments.size() > 1 && is_table) {
    for (const auto& [key, value] : std::vector(first.thing->members)) {
      call(arguments[1], {value, literal_value(key), first});
    }
    return first;
  }
  if (is_each && arguments.size() > 1 && is_a(first, Type::Array)) {
    std::vector<Value> rest(arguments.begin() + 1, arguments.end());
    return call_list(*first.thing, "forEach", rest, place);
  }
  return unknown_value(name + "() is computed");
}

}  // namespace onward::config
