// SPDX-License-Identifier: MIT
// A rule's keys. What a single value may be is checked here; what only makes sense with others, and
// patterns, templates and names, is checked by rules::compile().
#include "config/toml/rules.h"

#include "config/toml/conditions.h"
#include "config/toml/expiry.h"

#include <algorithm>
#include <array>
#include <map>

namespace onward::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array kSlashes{std::pair{std::string_view("keep"), false},
                              std::pair{std::string_view("merge"), true}};
constexpr std::array kTrailingSlash{std::pair{std::string_view("keep"), false},
                                    std::pair{std::string_view("ignore"), true}};
constexpr std::array kEscapes{std::pair{std::string_view("decode"), false},
                              std::pair{std::string_view("keep"), true}};
constexpr std::array kDots{std::pair{std::string_view("remove"), false},
                           std::pair{std::string_view("keep"), true}};
constexpr std::array kQuery{
    std::pair{std::string_view("keep"), rules::QueryPolicy::Keep},
    std::pair{std::string_view("keep_nonempty"), rules::QueryPolicy::KeepNonempty},
    std::pair{std::string_view("drop"), rules::QueryPolicy::Drop},
    std::pair{std::string_view("as_written"), rules::QueryPolicy::AsWritten}};
constexpr std::array kBody{std::pair{std::string_view("html"), rules::BodyKind::Html},
                           std::pair{std::string_view("none"), rules::BodyKind::None}};
constexpr std::array kLocation{
    std::pair{std::string_view("as_written"), rules::LocationForm::AsWritten},
    std::pair{std::string_view("absolute"), rules::LocationForm::Absolute}};

rules::Comparison read_comparison(TableReader& table, rules::Comparison defaults) {
  if (const auto value = table.boolean("ignore_case")) defaults.ignore_case = *value;
  if (const auto value = table.choice("slashes", kSlashes)) defaults.merge_slashes = *value;
  if (const auto value = table.choice("trailing_slash", kTrailingSlash)) {
    defaults.ignore_trailing_slash = *value;
  }
  if (const auto value = table.choice("escapes", kEscapes)) defaults.keep_escapes = *value;
  if (const auto value = table.choice("dots", kDots)) defaults.keep_dots = *value;
  return defaults;
}

/// A length of time in whole seconds.
std::optional<seconds> read_seconds(TableReader& table, std::string_view key, seconds most) {
  const auto value = table.duration(key, milliseconds(0), most);
  if (!value) return {};
  return std::chrono::ceil<seconds>(*value);
}

std::optional<rules::Cors> read_cors(TableReader& parent) {
  const TomlMember* member = parent.take("cors");
  if (member == nullptr) return {};
  if (member->value.kind != TomlValue::Kind::Table) {
    parent.wrong_type(*member, "a table",
                      "write cors = { origins = [\"https://app.example\"] }, or [\"*\"] for all");
    return {};
  }
  TableReader table(member->value, "'cors'", parent.report());
  rules::Cors cors;
  cors.place = member->value.place;
  cors.origins = table.texts("origins");
  cors.methods = table.texts("methods");
  cors.fields = table.texts("fields");
  cors.expose = table.texts("expose");
  cors.credentials = table.boolean("credentials").value_or(false);
  cors.max_age = read_seconds(table, "max_age", hours(24 * 365));
  table.finish();
  if (cors.origins.empty()) {
    parent.report().error_at(cors.place, "'cors' needs the origins that are allowed",
                             "write origins = [\"https://app.example\"], or [\"*\"]");
  }
  return cors;
}

std::vector<rules::Example> read_examples(TableReader& parent) {
  std::vector<rules::Example> examples;
  const TomlMember* member = parent.take("example");
  if (member == nullptr) return examples;
  if (member->value.kind != TomlValue::Kind::Array) {
    parent.report().error_at(member->place, "'example' is an array of tables",
                             "write [[rule.example]], with two brackets");
    return examples;
  }
  for (const TomlValue& item : member->value.items) {
    if (item.kind != TomlValue::Kind::Table) {
      parent.report().error_at(item.place, "'example' must hold tables");
      continue;
    }
    TableReader table(item, "an example", parent.report());
    const auto request = table.text("request");
    const auto answer = table.text("answer");
    table.finish();
    if (request && answer) {
      examples.push_back({*request, *answer});
    } else {
      parent.report().error_at(item.place, "an example needs 'request' and 'answer'",
                               "request = \"GET /old\", answer = \"301 /new\"");
    }
  }
  return examples;
}

std::optional<rules::QueryPolicy> read_query(TableReader& table) {
  const TomlMember* member = table.take("query");
  if (member == nullptr || member->value.kind != TomlValue::Kind::Table) {
    return table.choice("query", kQuery);
  }
  table.wrong_type(*member, "a string",
                   "what parameters a request must have is query_match = { name = \"value\" }");
  return {};
}

std::optional<rules::Text> read_cache(TableReader& table) {
  const TomlMember* member = table.take("cache");
  if (member == nullptr || member->value.kind == TomlValue::Kind::String) {
    return table.text("cache");
  }
  const bool is_age = member->value.kind == TomlValue::Kind::Integer;
  table.wrong_type(*member, "a string",
                   is_age
                       ? "write cache = \"max-age=" + std::to_string(member->value.integer) + "\""
                       : "write cache = \"no-store\", or \"max-age=3600\"");
  return {};
}

void read_action(TableReader& table, rules::Action& action) {
  action.to = table.text("to");
  action.rewrite = table.text("rewrite");
  action.pass = table.boolean("pass").value_or(false);
  if (const auto status = table.integer("status", {100, 599})) {
    if (const auto valid = http::Status::from(static_cast<int>(status->value))) {
      action.status = *valid;
      action.status_place = status->place;
    }
  }
  if (const auto query = read_query(table)) action.query = *query;
  action.cache = read_cache(table);
  action.retry_after = read_seconds(table, "retry_after", hours(24 * 365));
  if (const auto body = table.choice("body", kBody)) action.body = *body;
  if (const auto location = table.choice("location", kLocation)) action.location = *location;
  action.to_hosts = table.texts("to_hosts");
  action.cors = read_cors(table);
}

std::optional<Format> read_format(TableReader& table) {
  const auto written = table.text("format");
  if (!written) return {};
  const auto format = format_named(written->value);
  if (!format || *format == Format::Toml) {
    table.report().error_at(written->place, "'" + written->value + "' is no format of a file here",
                            "one of " + foreign_format_names());
    return {};
  }
  return format;
}

/// [from, to] or [from, to, status].
std::optional<rules::MapRow> read_row(const TomlValue& value, Report& report) {
  const auto& cells = value.items;
  const auto is = [&](std::size_t index, TomlValue::Kind kind) {
    return index < cells.size() && cells[index].kind == kind;
  };
  const bool has_status = cells.size() == 3 && is(2, TomlValue::Kind::Integer) &&
                          cells[2].integer >= 0 && cells[2].integer <= 599;
  if (!is(0, TomlValue::Kind::String) || !is(1, TomlValue::Kind::String) ||
      !(cells.size() == 2 || has_status)) {
    report.error_at(value.place, "a row of 'map' is a source, a target, and perhaps a status",
                    "write [\"/old\", \"/new\"] or [\"/old\", \"/new\", 308]");
    return {};
  }
  const auto status = static_cast<std::uint16_t>(has_status ? cells[2].integer : 0);
  return rules::MapRow{cells[0].string, cells[1].string, status, value.place.line};
}

/// map = "file", or the rows themselves.
void read_map(TableReader& table, TomlRule& read) {
  const TomlMember* member = table.take("map");
  if (member == nullptr || member->value.kind != TomlValue::Kind::Array) {
    const auto path = table.text("map");
    if (!path) return;
    read.map = FileReference{*path, read_format(table)};
    if (path->value.empty()) table.report().error_at(path->place, "'map' names no file");
    return;
  }
  auto map = std::make_shared<rules::MapSource>();
  map->file = table.report().file();
  for (const TomlValue& item : member->value.items) {
    if (auto row = read_row(item, table.report())) map->rows.push_back(std::move(*row));
  }
  read.rule.action.map = std::move(map);
}

/// [[rule]] file = "_redirects": nothing but a format and a name goes with it.
TomlRule read_file_rule(const TomlValue& value, Report& report) {
  TableReader table(value, "a rule with 'file'", report);
  TomlRule read;
  read.rule.place = value.place;
  if (const auto name = table.text("name")) read.rule.name = *name;
  const auto format = read_format(table);
  if (const auto path = table.text("file")) {
    read.file = FileReference{*path, format};
    if (path->value.empty()) report.error_at(path->place, "'file' names no file");
  }
  table.finish();
  return read;
}

/// Where a rule is best pointed at: what it matches is what its writer knows it by.
rules::Place place_of(const rules::Rule& rule) {
  if (rule.when.match) return rule.when.match->place;
  if (rule.when.regex) return rule.when.regex->expression.place;
  if (!rule.when.hosts.empty()) return rule.when.hosts.front().place;
  return rule.name.value.empty() ? rule.place : rule.name.place;
}

/// Said here and not by compile(), which does not know the keys; where one is wrong that is enough.
void refuse_idle_rule(const TomlValue& value, const rules::Rule& rule, Report& report) {
  constexpr std::array<std::string_view, 5> kActions{"to", "rewrite", "map", "pass", "status"};
  const bool acts = std::ranges::any_of(value.members, [&](const TomlMember& member) {
    return std::ranges::find(kActions, member.key) != kActions.end();
  });
  if (acts) return;
  report.error_at(
      place_of(rule), "the rule does nothing",
      "add to = \"https://new.example/{0}\", rewrite, map, pass, or a status such as 410");
}

void read_rule(const TomlValue& value, const rules::Comparison& defaults, Report& report,
               std::vector<TomlRule>& rules) {
  if (std::ranges::find(value.members, "file", &TomlMember::key) != value.members.end()) {
    rules.push_back(read_file_rule(value, report));
    return;
  }
  const std::size_t errors_before = report.count();
  TableReader table(value, "a rule", report);
  TomlRule read;
  rules::Rule& rule = read.rule;
  rule.place = value.place;
  if (const auto name = table.text("name")) rule.name = *name;
  rule.when = read_conditions(table);
  rule.comparison = read_comparison(table, defaults);
  if (rule.comparison.keep_dots && !rule.comparison.keep_escapes) {
    report.error_at(rule.place, "dots = \"keep\" goes with escapes = \"keep\"",
                    "'%2E' is a dot in what is decoded");
  }
  read_action(table, rule.action);
  rule.examples = read_examples(table);
  read_map(table, read);
  const auto expiry = read_expiry(table);
  table.finish();
  if (report.count() == errors_before) refuse_idle_rule(value, rule, report);
  if (expiry && (read.map || rule.action.map)) {
    report.error_at(expiry->place, "a rule with 'map' does not expire",
                    "with between = { until = … } its rows are not looked up any more");
  }
  TomlRule after;
  if (expiry) after.rule = expire(rule, *expiry, report);
  rules.push_back(std::move(read));
  if (expiry) rules.push_back(std::move(after));
}

void refuse_repeated_names(const std::vector<TomlRule>& rules, Report& report) {
  std::map<std::string_view, std::uint32_t> lines;
  for (const TomlRule& one : rules) {
    const rules::Text& name = one.rule.name;
    if (name.value.empty()) continue;
    const auto [first, is_new] = lines.emplace(name.value, name.place.line);
    if (!is_new) {
      report.error_at(name.place, "two rules are called '" + name.value + "'",
                      "the other stands in line " + std::to_string(first->second));
    }
  }
}

}  // namespace

std::vector<TomlRule> read_rules(TableReader& top) {
  Report& report = top.report();
  const rules::Comparison defaults = read_comparison(top, {});
  std::vector<TomlRule> rules;
  const TomlMember* member = top.take("rule");
  if (member == nullptr) return rules;
  if (member->value.kind != TomlValue::Kind::Array) {
    report.error_at(member->place, "'rule' is an array of tables",
                    "write [[rule]], with two brackets");
    return rules;
  }
  for (const TomlValue& item : member->value.items) {
    if (item.kind == TomlValue::Kind::Table) {
      read_rule(item, defaults, report, rules);
    } else {
      report.error_at(item.place, "'rule' must hold tables");
    }
  }
  refuse_repeated_names(rules, report);
  return rules;
}

}  // namespace onward::config
