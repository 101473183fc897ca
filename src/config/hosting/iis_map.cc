// SPDX-License-Identifier: MIT
// Rewrite maps of IIS: the usual rule asks one with the whole URL,
//
//   <match url=".*" />
//   <conditions><add input="{Moved:{REQUEST_URI}}" pattern="(.+)" /></conditions>
//   <action type="Redirect" url="{C:1}" />
//
// and each row is a look-up. {REQUEST_URI} has the query: a key without one takes only requests
// without one.
#include "config/hosting/iis.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

/// "{Moved:{REQUEST_URI}}" in its two names.
struct Lookup {
  std::string map;
  std::string key;
};

std::optional<Lookup> lookup_of(std::string_view input) {
  if (!input.starts_with('{') || !input.ends_with("}}")) return {};
  const std::size_t colon = input.find(":{");
  if (colon == std::string_view::npos) return {};
  // Functions, not maps.
  for (const std::string_view name : {"ToLower", "UrlEncode", "UrlDecode"}) {
    if (input.substr(1, colon - 1) == name) return {};
  }
  return Lookup{std::string(input.substr(1, colon - 1)),
                std::string(input.substr(colon + 2, input.size() - colon - 4))};
}

bool takes_everything(const IisRule& rule) {
  constexpr std::array<std::string_view, 6> kAll{".*", "(.*)", "^(.*)$", "^.*$", "^(.*)", "*"};
  return std::ranges::find(kAll, rule.url) != kAll.end() && !rule.negate;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  if (what.empty()) return text;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string with_slash(const std::string& text) {
  const bool is_url = text.find("://") != std::string::npos;
  return is_url || text.starts_with('/') ? text : "/" + text;
}

/// The rows with a query, or those without.
rules::Rule rule_of(const IisMap& map, bool with_query, const IisRule& rule,
                    const std::string& lookup) {
  auto source = std::make_shared<rules::MapSource>();
  source->file = rule.place.file;
  for (const IisMap::Row& row : map.rows) {
    if ((row.key.find('?') != std::string::npos) != with_query || row.value.empty()) continue;
    std::string to = replaced(replaced(rule.to, "{C:1}", row.value), "{C:0}", row.value);
    to = replaced(std::move(to), lookup, row.value);
    source->rows.push_back({with_slash(row.key), with_slash(to), 0, row.line});
  }
  rules::Rule made = redirect_rule(rule.place, iis_status(rule.redirect_type));
  made.comparison.ignore_case = map.ignore_case;
  made.action.map = std::move(source);
  if (!rule.append_query) made.action.query = rules::QueryPolicy::Drop;
  return made;
}

/// Holds for requests without a query.
rules::Conditions no_query(const rules::Place& place) {
  rules::Conditions none;
  none.place = place;
  none.regex = rules::Regex{{"^$", place}, rules::Engine::Re2, rules::Subject::Query};
  return none;
}

/// The condition or the target that asks a map.
struct Asked {
  const IisCondition* condition = nullptr;
  std::string text;
  Lookup lookup;
};

std::optional<Asked> asked_of(const IisRule& rule) {
  for (const IisCondition& condition : rule.conditions) {
    if (auto lookup = lookup_of(condition.input)) {
      return Asked{&condition, condition.input, std::move(*lookup)};
    }
  }
  if (auto lookup = lookup_of(rule.to)) return Asked{nullptr, rule.to, std::move(*lookup)};
  return {};
}

/// Why the look-up is none of ours; "" where it is one.
std::string why_not(const IisRule& rule, const Asked& asked, const IisMaps& maps) {
  const auto map = maps.find(asked.lookup.map);
  if (map == maps.end()) return "the map '" + asked.lookup.map + "' is not there";
  if (!map->second.otherwise.empty()) return "the map has a default value";
  if (asked.condition != nullptr) {
    const std::string& pattern = asked.condition->pattern;
    const bool is_plain = pattern == "(.+)" || pattern == ".+" || pattern == "^(.+)$";
    if (!is_plain || asked.condition->negate || rule.any) {
      return "what a map answers is compared with '" + pattern + "'";
    }
  }
  const std::string rest =
      replaced(replaced(replaced(rule.to, "{C:1}", ""), "{C:0}", ""), asked.text, "");
  if (rest.find('{') != std::string::npos) return "the target is filled from more than the map";
  const std::string& key = asked.lookup.key;
  const bool is_group = key == "R:0" || key == "R:1";
  if (is_group && !takes_everything(rule)) return "a part of the path is looked up";
  if (is_group || key == "REQUEST_URI" || key == "URL" || key == "PATH_INFO") return "";
  return "{" + key + "} is looked up";
}

}  // namespace

void read_iis_maps(const XmlElement& maps, IisMaps& into) {
  for (const XmlElement& element : maps.children) {
    if (element.name != "rewriteMap") continue;
    IisMap& map = into[element.attribute_or("name", "")];
    map.place = element.place;
    map.ignore_case = element.is_true("ignoreCase", true);
    map.otherwise = element.attribute_or("defaultValue", "");
    for (const XmlElement& row : element.children) {
      if (row.name != "add") continue;
      map.rows.push_back(
          {row.attribute_or("key", ""), row.attribute_or("value", ""), row.place.line});
    }
  }
}

bool take_iis_map_rule(const IisRule& rule, IisMaps& maps, Imported& imported) {
  const auto asked = asked_of(rule);
  if (!asked) return false;
  const std::string reason = why_not(rule, *asked, maps);
  if (!reason.empty()) {
    imported.lost(rule.place, "the rule redirects by a map, and " + reason);
    return true;
  }
  IisMap& map = maps.find(asked->lookup.map)->second;
  map.is_used = true;
  const bool has_query = asked->lookup.key == "REQUEST_URI";
  for (const bool with_query : {true, false}) {
    rules::Rule made = rule_of(map, with_query, rule, asked->text);
    if (made.action.map->rows.empty() || (with_query && !has_query)) continue;
    if (!set_iis_conditions(rule, asked->condition, made, imported)) return true;
    if (has_query && !with_query) made.when.all.push_back(no_query(rule.place));
    imported.add(std::move(made));
  }
  return true;
}

void take_iis_map(const IisMap& map, Imported& imported) {
  IisRule rule;
  rule.place = map.place;
  rule.to = "{C:1}";
  for (const bool with_query : {true, false}) {
    rules::Rule made = rule_of(map, with_query, rule, "");
    if (made.action.map->rows.empty()) continue;
    if (!with_query) made.when.all.push_back(no_query(map.place));
    imported.add(std::move(made));
  }
}

}  // namespace onward::config
