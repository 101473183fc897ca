// SPDX-License-Identifier: MIT
// Rows that differ in status, in having a query or a fragment need an answer of their own.
// Each key stands once, so that groups are asked in any order, but for host and query, which make a
// row more specific.
#include "config/write/row_groups.h"

#include "base/ascii.h"
#include "rules/map_key.h"
#include "rules/normal_url.h"
#include "rules/target.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

namespace onward::config {
namespace {

class Gatherer {
 public:
  Gatherer(const rules::Rule& rule, ExportReport& report) : rule_(rule), report_(report) {}

  std::vector<RowGroup> run() {
    for (const rules::MapRow& row : rule_.action.map->rows) add(row);
    std::vector<RowGroup> groups;
    groups.reserve(groups_.size());
    for (auto& [key, group] : groups_) groups.push_back(std::move(group));
    return groups;
  }

 private:
  /// The most specific first (docs/rules.md, "Maps").
  static auto order(const RowGroup& group) {
    const int specific = (group.has_host ? 2 : 0) + (group.has_query ? 1 : 0);
    return std::tuple(-specific, group.status, group.to_has_query, group.has_fragment);
  }

  void lose(const rules::MapRow& row, const std::string& why) {
    report_.lose({rule_.action.map->file, row.line, 1}, why);
  }

  void add(const rules::MapRow& row) {
    const rules::MapSource& map = *rule_.action.map;
    const auto read = rules::read_map_key(row.from, {rule_.comparison, map.is_literal});
    const auto* key = std::get_if<rules::MapKey>(&read);
    if (key == nullptr) return lose(row, "a row whose source is wrong cannot be said");
    if (!key->scheme.empty() || !key->port.empty()) {
      return lose(row, "the scheme or the port of a row's source cannot be said");
    }
    RowGroup group;
    group.has_host = !key->host.empty();
    group.has_query = !key->query.empty();
    const int usual = rule_.action.status ? rule_.action.status->code() : 301;
    group.status = row.status != 0 ? row.status : usual;
    RowGroup::Row made;
    if (group.status / 100 == 3 && !set_target(row, group, made)) return;
    for (const std::string& path : paths(row, key->path)) {
      std::string whole = key->host + path;
      if (group.has_query) whole += "?" + key->query;
      if (rule_.comparison.ignore_case) whole = base::to_lower(whole);
      if (!seen_.insert(whole).second) continue;
      RowGroup& into = groups_.emplace(order(group), group).first->second;
      into.rows.push_back({std::move(whole), made.to, made.fragment});
    }
  }

  /// The path, and what else clients send for it.
  std::vector<std::string> paths(const rules::MapRow& row, const std::string& path) const {
    std::vector<std::string> paths{path};
    if (rule_.action.map->is_literal && row.from.starts_with('/')) {
      // The key has every byte escaped that may be; browsers leave some as they are.
      std::string text;
      for (const char c : row.from) {
        text += c == '?' ? "%3F" : c == '#' ? "%23" : std::string(1, c);
      }
      paths.push_back(rules::normal_path(text));
    }
    if (!rule_.comparison.ignore_trailing_slash) return paths;
    const std::size_t count = paths.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (paths[i] != "/") {
        const bool has_slash = paths[i].ends_with('/');
        paths.push_back(has_slash ? paths[i].substr(0, paths[i].size() - 1) : paths[i] + "/");
      }
    }
    return paths;
  }

  bool set_target(const rules::MapRow& row, RowGroup& group, RowGroup::Row& made) {
    std::string why;
    const auto whole = rules::serialize_target(row.to, rule_.action.map->is_literal, why);
    if (!whole) {
      lose(row, "a row whose target is wrong cannot be said");
      return false;
    }
    const std::size_t hash = std::min(whole->find('#'), whole->size());
    made.to = whole->substr(0, hash);
    group.to_has_query = made.to.find('?') != std::string::npos;
    if (!group.has_query) group.query = query_behind(rule_.action.query, group.to_has_query);
    group.has_fragment = group.query != QueryBehind::None && hash < whole->size();
    (group.has_fragment ? made.fragment : made.to) += whole->substr(hash);
    return true;
  }

  const rules::Rule& rule_;
  ExportReport& report_;
  std::map<std::tuple<int, int, bool, bool>, RowGroup> groups_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<RowGroup> row_groups(const rules::Rule& rule, ExportReport& report) {
  return Gatherer(rule, report).run();
}

}  // namespace onward::config
