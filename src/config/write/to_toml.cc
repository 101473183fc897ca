// SPDX-License-Identifier: MIT
// The mirror of toml/rules.cc: keys in the order in which a rule is best read, and nothing that is
// as it would be anyway. How paths are compared is said once, at the head, as most rules have it;
// the others say it themselves.
#include "config/printable.h"
#include "config/write/map_rows.h"
#include "config/write/toml_conditions.h"
#include "config/write/toml_text.h"
#include "onward/config/written.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace onward::config {
namespace {

using rules::Rule;

struct ComparisonKey {
  bool rules::Comparison::*flag;
  std::string_view key;
  std::string_view yes;
  std::string_view no;
};
constexpr std::array kComparison{
    ComparisonKey{&rules::Comparison::ignore_case, "ignore_case", "true", "false"},
    ComparisonKey{&rules::Comparison::merge_slashes, "slashes", "\"merge\"", "\"keep\""},
    ComparisonKey{&rules::Comparison::ignore_trailing_slash, "trailing_slash", "\"ignore\"",
                  "\"keep\""},
    ComparisonKey{&rules::Comparison::keep_escapes, "escapes", "\"keep\"", "\"decode\""},
    ComparisonKey{&rules::Comparison::keep_dots, "dots", "\"keep\"", "\"remove\""},
};

constexpr std::string_view query_word(rules::QueryPolicy policy) {
  switch (policy) {
    case rules::QueryPolicy::Keep:
      break;
    case rules::QueryPolicy::KeepNonempty:
      return "\"keep_nonempty\"";
    case rules::QueryPolicy::Drop:
      return "\"drop\"";
    case rules::QueryPolicy::AsWritten:
      return "\"as_written\"";
  }
  return "\"keep\"";
}

/// What most rules have.
rules::Comparison common_comparison(std::span<const Rule> rules) {
  rules::Comparison common;
  for (const ComparisonKey& key : kComparison) {
    const auto with = std::count_if(rules.begin(), rules.end(),
                                    [&key](const Rule& rule) { return rule.comparison.*key.flag; });
    common.*key.flag = 2 * static_cast<std::size_t>(with) > rules.size();
  }
  return common;
}

class TomlWriter {
 public:
  TomlWriter(std::string_view stem, std::span<const SourceFile> files)
      : stem_(stem), files_(files) {}

  Written run(std::span<const Rule> rules) {
    common_ = common_comparison(rules);
    for (const ComparisonKey& key : kComparison) {
      if (common_.*key.flag) line(key.key, key.yes);
    }
    for (const Rule& rule : rules) write(rule);
    written_.files.insert(written_.files.begin(), {"", std::move(text_)});
    return std::move(written_);
  }

 private:
  void line(std::string_view key, std::string_view value) {
    text_.append(key).append(" = ").append(value).append("\n");
  }

  void write(const Rule& rule) {
    if (!text_.empty()) text_ += "\n";
    comment(rule.place);
    text_ += "[[rule]]\n";
    name(rule.name);
    for (const TomlEntry& entry : toml_conditions(rule.when)) line(entry.first, entry.second);
    for (const ComparisonKey& key : kComparison) {
      if (rule.comparison.*key.flag == common_.*key.flag) continue;
      line(key.key, rule.comparison.*key.flag ? key.yes : key.no);
    }
    action(rule.action);
    for (const rules::Example& example : rule.examples) {
      text_ += "[[rule.example]]\n";
      line("request", toml_string(example.request.value));
      line("answer", toml_string(example.answer.value));
    }
  }

  /// Where the rule comes from.
  void comment(const rules::Place& place) {
    if (place.file >= files_.size()) return;
    text_.append("# ").append(printable(files_[place.file].path));
    if (place.line != 0) text_.append(":").append(std::to_string(place.line));
    text_ += "\n";
  }

  /// Each name may stand once.
  void name(const rules::Text& name) {
    if (name.value.empty()) return;
    std::string text = name.value;
    for (std::size_t number = 2; !names_.insert(text).second; ++number) {
      text = name.value + " (" + std::to_string(number) + ")";
    }
    line("name", toml_string(text));
  }

  void action(const rules::Action& action) {
    if (action.to) line("to", toml_string(utf8_or_escaped(action.to->value)));
    if (action.rewrite) line("rewrite", toml_string(utf8_or_escaped(action.rewrite->value)));
    if (action.map) map(*action.map);
    if (action.pass) line("pass", "true");
    if (!action.to_hosts.empty()) line("to_hosts", toml_strings(action.to_hosts));
    const int usual = action.map ? 301 : action.to ? 307 : 0;
    if (action.status && action.status->code() != usual) {
      line("status", std::to_string(action.status->code()));
    }
    if (action.query != rules::QueryPolicy::Keep) line("query", query_word(action.query));
    if (action.cache) line("cache", toml_string(action.cache->value));
    if (action.retry_after) line("retry_after", toml_seconds(*action.retry_after));
    if (action.location == rules::LocationForm::Absolute) line("location", "\"absolute\"");
    if (action.body == rules::BodyKind::None) line("body", "\"none\"");
    if (action.cors) cors(*action.cors);
  }

  void map(const rules::MapSource& map) {
    if (const auto rows = inline_rows(map)) return line("map", *rows);
    const auto [known, is_new] = map_names_.try_emplace(&map);
    if (is_new) {
      known->second = std::string(stem_) + "-map-" + std::to_string(map_names_.size()) + ".csv";
      written_.files.push_back({known->second, map_file(map)});
    }
    line("map", toml_string(known->second));
    line("format", "\"map\"");
  }

  void cors(const rules::Cors& cors) {
    std::vector<std::string> entries;
    const auto add = [&](std::string_view key, const std::vector<rules::Text>& texts) {
      if (!texts.empty()) entries.push_back(std::string(key) + " = " + toml_strings(texts));
    };
    add("origins", cors.origins);
    add("methods", cors.methods);
    add("fields", cors.fields);
    add("expose", cors.expose);
    if (cors.credentials) entries.emplace_back("credentials = true");
    if (cors.max_age) entries.push_back("max_age = " + toml_seconds(*cors.max_age));
    line("cors", toml_inline_table(entries));
  }

  std::string_view stem_;
  std::span<const SourceFile> files_;
  rules::Comparison common_;
  std::string text_;
  std::set<std::string> names_;
  std::map<const rules::MapSource*, std::string> map_names_;
  Written written_;
};

}  // namespace

Written to_toml(std::span<const Rule> rules, std::string_view stem,
                std::span<const SourceFile> files) {
  return TomlWriter(stem, files).run(rules);
}

}  // namespace onward::config
