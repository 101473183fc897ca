// SPDX-License-Identifier: MIT
// The file provider's tree (http.middlewares.NAME.redirectRegex.regex), labels of containers, which
// write the same path with dots, wherever in a file they stand, and Middleware and IngressRoute of
// Kubernetes. In labels of Compose "$$" is "$". Keys are compared without case.
#include "config/yaml/traefik_model.h"

#include "base/ascii.h"
#include "config/lines.h"
#include "config/toml/value.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onward::config::yaml {
namespace {

bool is(std::string_view a, std::string_view b) { return base::equals_ignore_case(a, b); }

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (const auto one = trimmed(text.substr(0, comma)); !one.empty()) list.emplace_back(one);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return list;
}

/// "name@file", "namespace-name@kubernetescrd": the name.
std::string plain_name(std::string_view name) {
  return std::string(name.substr(0, name.find('@')));
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// A TOML value as one of YAML.
Node to_node(const TomlValue& value) {
  Node node;
  node.place = value.place;
  using Kind = TomlValue::Kind;
  switch (value.kind) {
    case Kind::Table:
      node.kind = Node::Kind::Mapping;
      for (const TomlMember& member : value.members) {
        Node key;
        key.kind = Node::Kind::Scalar;
        key.text = member.key;
        key.place = member.place;
        node.members.push_back({std::move(key), to_node(member.value)});
      }
      return node;
    case Kind::Array:
      node.kind = Node::Kind::Sequence;
      for (const TomlValue& item : value.items) node.items.push_back(to_node(item));
      return node;
    case Kind::Boolean:
      node.kind = Node::Kind::Scalar;
      node.text = value.boolean ? "true" : "false";
      return node;
    case Kind::Integer:
      node.kind = Node::Kind::Scalar;
      node.text = std::to_string(value.integer);
      return node;
    default:
      node.kind = Node::Kind::Scalar;
      node.text = value.string;
      return node;
  }
}

class ModelReader {
 public:
  void read(const Node& document) {
    const std::string_view kind = document.text_of("kind");
    const Node* spec = document.find("spec");
    if (kind == "Middleware" && spec != nullptr) {
      const Node* metadata = document.find("metadata");
      add_middleware(metadata == nullptr ? "" : metadata->text_of("name"), *spec);
      return;
    }
    if (kind == "IngressRoute" && spec != nullptr) return add_routes(*spec);
    if (kind == "List") {
      if (const Node* items = document.find("items")) {
        for (const Node& item : items->items) read(item);
      }
    }
    // Several of one key stand in files that were put together from parts.
    for (const auto& [key, value] : document.members) {
      if (is(key.text, "http")) read_http(value);
    }
    add_labels(document);
  }

  Model take() { return std::move(model_); }

 private:
  void read_http(const Node& http) {
    for (const auto& [key, value] : http.members) {
      if (is(key.text, "middlewares")) {
        for (const auto& [name, middleware] : value.members) add_middleware(name.text, middleware);
      }
      if (is(key.text, "routers")) {
        for (const auto& [name, router] : value.members) add_router(name.text, router);
      }
    }
  }

  void add_middleware(std::string_view name, const Node& node) {
    Middleware& middleware = model_.middlewares[std::string(name)];
    for (const auto& [key, value] : node.members) {
      middleware.place = key.place;
      if (is(key.text, "redirectRegex") || is(key.text, "redirectScheme")) {
        middleware.kind = is(key.text, "redirectRegex") ? "regex" : "scheme";
        for (const auto& [setting, text] : value.members) {
          middleware.settings[base::to_lower(setting.text)] = {text.text, text.place};
        }
      } else if (is(key.text, "chain")) {
        middleware.kind = "chain";
        if (const Node* list = value.find("middlewares")) {
          for (const Node& one : list->items) middleware.chain.push_back(name_of(one));
        }
      } else {
        middleware.kind = base::to_lower(key.text);
      }
    }
  }

  /// In custom resources a name is a mapping.
  static std::string name_of(const Node& node) {
    return plain_name(node.is_mapping() ? node.text_of("name") : std::string_view(node.text));
  }

  static std::vector<std::string> names(const Node* list) {
    std::vector<std::string> result;
    if (list == nullptr) return result;
    if (list->is_scalar()) return split_list(list->text);
    for (const Node& one : list->items) result.push_back(name_of(one));
    return result;
  }

  void add_router(std::string_view name, const Node& node) {
    Router& router = model_.routers[std::string(name)];
    router.place = node.place;
    if (const Node* rule = node.find("rule")) router.rule = {rule->text, rule->place};
    router.middlewares = names(node.find("middlewares"));
    router.entry_points = names(node.find("entryPoints"));
    router.priority = number(node.text_of("priority"));
    router.has_tls = node.find("tls") != nullptr;
  }

  void add_routes(const Node& spec) {
    const Node* routes = spec.find("routes");
    if (routes == nullptr) return;
    for (const Node& route : routes->items) {
      const std::string name = "route " + std::to_string(++routes_);
      add_router(name, route);
      Router& router = model_.routers[name];
      if (const Node* match = route.find("match")) router.rule = {match->text, match->place};
      router.entry_points = names(spec.find("entryPoints"));
      router.has_tls = spec.find("tls") != nullptr;
    }
  }

  /// "traefik.http.…=…" among the items of a sequence, or as a key. Values nest kMaxDepth deep.
  void add_labels(const Node& node) {
    for (const Node& item : node.items) {
      if (item.is_scalar()) {
        const std::size_t equals = item.text.find('=');
        if (equals != std::string::npos) {
          add_label(trimmed(std::string_view(item.text).substr(0, equals)),
                    trimmed(std::string_view(item.text).substr(equals + 1)), item.place);
        }
      }
      add_labels(item);
    }
    for (const auto& [key, value] : node.members) {
      if (value.is_scalar()) add_label(key.text, value.text, key.place);
      add_labels(value);
    }
  }

  void add_label(std::string_view key, std::string_view text, const rules::Place& place) {
    constexpr std::string_view kHttp = "traefik.http.";
    if (!is(key.substr(0, kHttp.size()), kHttp)) return;
    key.remove_prefix(kHttp.size());
    std::vector<std::string> parts;
    while (!key.empty()) {
      const std::size_t dot = std::min(key.find('.'), key.size());
      parts.emplace_back(key.substr(0, dot));
      key.remove_prefix(std::min(dot + 1, key.size()));
    }
    if (parts.size() < 3) return;
    const std::string value = unescaped(text);
    if (is(parts[0], "middlewares")) label_middleware(parts, value, place, has_variable(text));
    if (is(parts[0], "routers")) label_router(parts, value, place, has_variable(text));
  }

  static std::string unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
      result += text[i];
      if (text.substr(i).starts_with("$$")) ++i;
    }
    return result;
  }

  /// Whether Compose fills in "$NAME" or "${NAME}".
  static bool has_variable(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      if (text[i] != '$') continue;
      const char next = text[i + 1] == '{' && i + 2 < text.size() ? text[i + 2] : text[i + 1];
      if (text[i + 1] == '$') {
        ++i;
      } else if (base::is_alpha(next) || next == '_') {
        return true;
      }
    }
    return false;
  }

  void label_middleware(const std::vector<std::string>& parts, const std::string& value,
                        const rules::Place& place, bool is_open) {
    Middleware& middleware = model_.middlewares[parts[1]];
    const std::string kind = base::to_lower(parts[2]);
    if (middleware.place.line == 0) middleware.place = place;
    if (kind == "redirectregex" || kind == "redirectscheme") {
      middleware.kind = kind.substr(8);
      if (parts.size() > 3) middleware.settings[base::to_lower(parts[3])] = {value, place, is_open};
    } else if (kind == "chain") {
      middleware.kind = "chain";
      for (const std::string& name : split_list(value))
        middleware.chain.push_back(plain_name(name));
    } else if (middleware.kind.empty()) {
      middleware.kind = kind;
    }
  }

  void label_router(const std::vector<std::string>& parts, const std::string& value,
                    const rules::Place& place, bool is_open) {
    Router& router = model_.routers[parts[1]];
    if (router.place.line == 0) router.place = place;
    const std::string& key = parts[2];
    if (is(key, "rule")) router.rule = {value, place, is_open};
    if (is(key, "middlewares")) {
      for (const std::string& name : split_list(value))
        router.middlewares.push_back(plain_name(name));
    }
    if (is(key, "entrypoints")) router.entry_points = split_list(value);
    if (is(key, "priority")) router.priority = number(value);
    if (is(key, "tls")) router.has_tls = router.has_tls || parts.size() > 3 || is(value, "true");
  }

  Model model_;
  std::size_t routes_ = 0;
};

/// Up to this line parts are told apart: each is read with its number of lines in front.
constexpr std::size_t kMaxPartLines = 5'000;

/// Whether a text is TOML: its first line that says something is a table's head or has "=".
bool is_toml(std::string_view text) {
  LineReader lines(text);
  for (Line line; lines.next(line);) {
    const std::string_view one = trimmed(line.text);
    if (one.empty() || one.starts_with('#')) continue;
    if (one.starts_with('[')) return one.ends_with(']') && one.size() > 2;
    const std::size_t equals = one.find(" = ");
    return equals != one.npos && one.find(':') > equals;
  }
  return false;
}

/// Reads what is TOML as TOML and all else as YAML; false where it is neither.
bool read_text(std::string_view text, Report& report, ModelReader& reader) {
  const std::size_t before = report.count();
  if (is_toml(text)) {
    if (const auto document = parse_toml(text, report)) reader.read(to_node(*document));
  } else {
    for (const Node& document : read_documents(text, report)) reader.read(document);
  }
  return report.count() == before;
}

/// Where the next part of a text begins: a comment behind a blank line.
std::size_t next_part(std::string_view text) {
  const std::size_t blank = text.find("\n\n#");
  return blank == text.npos ? text.size() : blank + 2;
}

}  // namespace

Model read_model(std::string_view text, Report& report) {
  Report whole_report(report.file());
  ModelReader whole;
  if (read_text(text, whole_report, whole)) return whole.take();
  // Documentation shows one thing in several languages, one behind the other.
  ModelReader parts;
  std::size_t line = 0;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, next_part(text));
    // Blank lines in front keep the numbers of lines.
    const std::string padded = std::string(line, '\n').append(part);
    read_text(padded, report, parts);
    line += static_cast<std::size_t>(std::ranges::count(part, '\n'));
    if (line > kMaxPartLines) break;
    text.remove_prefix(part.size());
  }
  return parts.take();
}

}  // namespace onward::config::yaml
