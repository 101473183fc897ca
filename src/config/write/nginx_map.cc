// SPDX-License-Identifier: MIT
// nginx looks keys up without their case, so that a second map gives the key back as it was
// written, and only equal ones answer. Rows that differ in status or in having a query need an
// answer of their own; as each key stands once, these are asked in any order. Host and query make a
// row more specific: such rows are asked first.
#include "config/write/nginx_map.h"

#include "base/ascii.h"
#include "config/write/nginx_text.h"
#include "rules/map_key.h"
#include "rules/normal_url.h"
#include "rules/target.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace onward::config {
namespace {

struct Row {
  std::string key;
  std::string to;
  std::string fragment;
};

/// Rows that are answered in one way.
struct Shape {
  bool has_host = false;
  bool has_query = false;
  int status = 301;
  bool to_has_query = false;

  /// The most specific first (docs/rules.md, "Maps").
  auto order() const {
    const int specific = (has_host ? 2 : 0) + (has_query ? 1 : 0);
    return std::tuple(-specific, status, to_has_query);
  }
  bool operator<(const Shape& other) const { return order() < other.order(); }
};

/// "?" and "#" of a literal path.
std::string with_literal_bytes(std::string_view path) {
  std::string escaped;
  for (const char c : path) {
    escaped += c == '?' ? "%3F" : c == '#' ? "%23" : std::string(1, c);
  }
  return escaped;
}

class Gatherer {
 public:
  Gatherer(const rules::Rule& rule, rules::Diagnostics& diagnostics)
      : rule_(rule), diagnostics_(diagnostics) {}

  std::map<Shape, std::vector<Row>> run() {
    for (const rules::MapRow& row : rule_.action.map->rows) add(row);
    return std::move(shapes_);
  }

 private:
  void fault(const rules::MapRow& row, std::string message) {
    diagnostics_.push_back({rules::Severity::Error,
                            {rule_.action.map->file, row.line, 1},
                            std::move(message),
                            "the row is left out"});
  }

  void add(const rules::MapRow& row) {
    const rules::MapSource& map = *rule_.action.map;
    const auto read = rules::read_map_key(row.from, {rule_.comparison, map.is_literal});
    const auto* key = std::get_if<rules::MapKey>(&read);
    if (key == nullptr) return fault(row, std::get<rules::RowFault>(read).message);
    if (!key->scheme.empty() || !key->port.empty()) {
      return fault(row, "the scheme or the port of a row's source cannot be said");
    }
    Shape shape;
    shape.has_host = !key->host.empty();
    shape.has_query = !key->query.empty();
    const int usual = rule_.action.status ? rule_.action.status->code() : 301;
    shape.status = row.status != 0 ? row.status : usual;
    Row made;
    if (shape.status / 100 == 3 && !set_target(row, shape, made)) return;
    made.key = key->host + key->path;
    if (shape.has_query) made.key += "?" + key->query;
    const std::string folded = base::to_lower(made.key);
    const auto [known, is_new] = seen_.emplace(std::pair(shape.has_host, folded), made.key);
    if (!is_new) {
      if (known->second != made.key) {
        fault(row, "nginx tells no keys apart by their case, and another row has this one");
      }
      return;
    }
    if (map.is_literal) add_as_sent(row, shape, made);
    shapes_[shape].push_back(std::move(made));
  }

  /// The key of a literal row has every byte escaped that may be; browsers leave some as they are.
  void add_as_sent(const rules::MapRow& row, const Shape& shape, const Row& made) {
    Row sent = made;
    sent.key = rules::normal_path(with_literal_bytes(row.from));
    if (sent.key == made.key || !row.from.starts_with('/')) return;
    if (!seen_.emplace(std::pair(shape.has_host, base::to_lower(sent.key)), sent.key).second)
      return;
    shapes_[shape].push_back(std::move(sent));
  }

  bool set_target(const rules::MapRow& row, Shape& shape, Row& made) {
    std::string why;
    const auto to = rules::serialize_target(row.to, rule_.action.map->is_literal, why);
    if (!to) {
      fault(row, why);
      return false;
    }
    const std::size_t hash = std::min(to->find('#'), to->size());
    made.to = to->substr(0, hash);
    made.fragment = to->substr(hash);
    shape.to_has_query = made.to.find('?') != std::string::npos;
    return true;
  }

  const rules::Rule& rule_;
  rules::Diagnostics& diagnostics_;
  std::map<Shape, std::vector<Row>> shapes_;
  std::map<std::pair<bool, std::string>, std::string> seen_;
};

std::string escaped_key(const std::string& key) {
  // What begins so would be a regular expression, or one of nginx's own words.
  return nginx_quoted(key.starts_with('~') ? "\\" + key : key);
}

std::string source_of(const Shape& shape, const rules::Comparison& comparison) {
  std::string source = shape.has_host ? "$host" : "";
  source += comparison.ignore_trailing_slash ? "${onward_bare}" : "${onward_path}";
  return shape.has_query ? source + "?$args" : source;
}

template <class Value>
std::string block(const std::string& source, const std::string& variable,
                  const std::vector<Row>& rows, const Value& value) {
  std::string text = "map " + nginx_quoted(source) + " $" + variable + " {\n    volatile;\n";
  for (const Row& row : rows) {
    const std::string to = value(row);
    if (!to.empty()) text += "    " + escaped_key(row.key) + " " + nginx_quoted(to) + ";\n";
  }
  return text + "}\n";
}

}  // namespace

NginxMap to_nginx_map(const rules::Rule& rule, std::size_t number, const std::string& flag,
                      rules::Diagnostics& diagnostics) {
  NginxMap result;
  std::size_t part = 0;
  for (const auto& [shape, rows] : Gatherer(rule, diagnostics).run()) {
    const std::string suffix = std::to_string(number) + "_" + std::to_string(++part);
    const std::string source = source_of(shape, rule.comparison);
    result.http += block(source, "onward_key_" + suffix, rows,
                         [](const Row& row) { return nginx_literal(row.key); });
    for (const Row& row : rows) result.longest_key = std::max(result.longest_key, row.key.size());
    std::string& server = result.server;
    server += "    set $onward_source " + nginx_quoted(source) + ";\n    set $onward_found \"\";\n";
    if (rule.comparison.ignore_case) {
      server += "    if ($onward_key_" + suffix + ") { set $onward_found 1; }\n";
    } else {
      server += "    if ($onward_source = $onward_key_" + suffix + ") { set $onward_found 1; }\n";
    }
    if (!flag.empty()) server += "    if ($" + flag + " = \"\") { set $onward_found \"\"; }\n";
    server += "    if ($onward_found) { return " + std::to_string(shape.status);
    if (shape.status / 100 == 3) {
      result.http += block(source, "onward_to_" + suffix, rows,
                           [](const Row& row) { return nginx_literal(row.to); });
      std::string to = "${onward_to_" + suffix + "}";
      const bool keeps = rules::keeps_query(rule.action.query) && !shape.has_query;
      if (keeps) to += shape.to_has_query ? "${onward_amp}$args" : nginx_query(rule.action.query);
      const bool has_fragment = std::any_of(rows.begin(), rows.end(),
                                            [](const Row& row) { return !row.fragment.empty(); });
      if (has_fragment) {
        result.http += block(source, "onward_hash_" + suffix, rows,
                             [](const Row& row) { return nginx_literal(row.fragment); });
        to += "${onward_hash_" + suffix + "}";
      }
      server += " " + nginx_quoted(to);
    }
    server += "; }\n";
  }
  return result;
}

}  // namespace onward::config
