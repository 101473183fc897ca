// SPDX-License-Identifier: MIT
// The mirror of toml/conditions.cc. What TOML has no place for is said otherwise, with the same
// meaning: a second test of one name goes under `all`, as a table has each key once; conditions
// that ask nothing hold always, and are left out or, under `not`, written as a regex that is always
// found.
#include "config/write/toml_conditions.h"

#include "config/write/toml_text.h"

#include <algorithm>
#include <string_view>

namespace onward::config {
namespace {

using rules::Conditions;
using rules::ValueTest;

/// A line of the file is not longer, where it can be helped.
constexpr std::size_t kLineBytes = 100;

constexpr std::string_view kHoldsAlways = "{ regex = \"^/\" }";

std::string entry_text(const TomlEntry& entry) { return entry.first + " = " + entry.second; }

std::string in_one_line(const std::vector<TomlEntry>& entries) {
  std::vector<std::string> texts;
  texts.reserve(entries.size());
  for (const TomlEntry& entry : entries) texts.push_back(entry_text(entry));
  return toml_inline_table(texts);
}

std::string test_value(const ValueTest& test) {
  const auto table = [&](std::string_view key) {
    return toml_inline_table({std::string(key) + " = " + toml_string(test.value.value)});
  };
  switch (test.kind) {
    case ValueTest::Kind::Present:
      return "true";
    case ValueTest::Kind::Absent:
      return "false";
    case ValueTest::Kind::Equals:
      return toml_string(test.value.value);
    case ValueTest::Kind::Prefix:
      return table("prefix");
    case ValueTest::Kind::Contains:
      return table("contains");
    case ValueTest::Kind::Regex:
      break;
  }
  return table("regex");
}

std::string_view word_for(rules::Subject subject) {
  switch (subject) {
    case rules::Subject::Path:
      return "path";
    case rules::Subject::DecodedPath:
      return "decoded_path";
    case rules::Subject::Url:
      return "url";
    case rules::Subject::Query:
      return "query";
    case rules::Subject::Host:
      return "host";
    case rules::Subject::Target:
      break;
  }
  return "target";
}

std::string_view word_for(rules::Share::Key key) {
  switch (key) {
    case rules::Share::Key::Client:
      return "client";
    case rules::Share::Key::Cookie:
      return "cookie";
    case rules::Share::Key::Field:
      return "field";
    case rules::Share::Key::Query:
      return "query";
    case rules::Share::Key::Path:
      break;
  }
  return "path";
}

std::string share_value(const rules::Share& share) {
  std::string percent = toml_percent(share.percent);
  const bool is_plain = share.key == rules::Share::Key::Client && share.name.value.empty();
  if (is_plain && share.seed.empty()) return percent;
  std::vector<std::string> entries{"percent = " + percent};
  if (share.key != rules::Share::Key::Client) {
    entries.push_back("by = \"" + std::string(word_for(share.key)) + "\"");
  }
  if (!share.name.value.empty()) entries.push_back("name = " + toml_string(share.name.value));
  if (!share.seed.empty()) entries.push_back("seed = " + toml_string(share.seed));
  return toml_inline_table(entries);
}

std::string between_value(const std::vector<rules::Between>& spans) {
  std::vector<std::string> tables;
  for (const rules::Between& span : spans) {
    std::vector<std::string> entries;
    const auto add = [&](std::string_view key, const auto& time) {
      const auto text = time ? toml_time(*time) : std::nullopt;
      if (text) entries.push_back(std::string(key) + " = " + *text);
    };
    add("from", span.from);
    add("until", span.until);
    tables.push_back(toml_inline_table(entries));
  }
  return tables.size() == 1 ? tables[0] : toml_array(tables, kLineBytes);
}

class Writer {
 public:
  std::vector<TomlEntry> run(const Conditions& when, bool in_table) {
    if (when.scheme) add("scheme", toml_string(when.scheme->value));
    if (!when.hosts.empty()) add("host", toml_strings(when.hosts));
    if (when.match) add("match", toml_string(when.match->value));
    if (when.regex) regex(*when.regex);
    if (!when.methods.empty()) add("methods", toml_strings(when.methods));
    tests("fields", when.fields, &Conditions::fields);
    tests("query_match", when.query, &Conditions::query);
    tests("cookies", when.cookies, &Conditions::cookies);
    if (!when.clients.empty()) add("client", toml_strings(when.clients));
    if (!when.between.empty()) add("between", between_value(when.between));
    if (when.share) add("share", share_value(*when.share));
    // What is under `all` has groups, whose order counts: the tests that were moved there come
    // last.
    std::vector<Conditions> all = when.all;
    all.insert(all.end(), moved_.begin(), moved_.end());
    nested("all", all, in_table);
    nested("any", when.any, in_table);
    nested("not", when.none, in_table);
    return std::move(entries_);
  }

 private:
  void add(std::string key, std::string value) {
    entries_.emplace_back(std::move(key), std::move(value));
  }

  void regex(const rules::Regex& regex) {
    add("regex", toml_string(regex.expression.value));
    if (regex.subject != rules::Subject::Path) {
      add("subject", "\"" + std::string(word_for(regex.subject)) + "\"");
    }
    if (regex.engine == rules::Engine::Pcre2) add("engine", "\"pcre2\"");
  }

  void tests(std::string key, const std::vector<ValueTest>& tests,
             std::vector<ValueTest> Conditions::*place) {
    std::vector<std::string> names;
    std::vector<std::string> texts;
    for (const ValueTest& test : tests) {
      std::string name = toml_key(test.name.value);
      if (std::find(names.begin(), names.end(), name) != names.end()) {
        (moved_.emplace_back().*place).push_back(test);
        continue;
      }
      texts.push_back(name + " = " + test_value(test));
      names.push_back(std::move(name));
    }
    if (!texts.empty()) add(std::move(key), toml_inline_table(texts));
  }

  void nested(std::string key, const std::vector<Conditions>& list, bool in_table) {
    if (list.empty()) return;
    const bool is_not = key == "not";
    std::vector<std::string> tables;
    for (const Conditions& conditions : list) {
      const std::vector<TomlEntry> entries = Writer().run(conditions, true);
      if (!entries.empty()) {
        tables.push_back(in_one_line(entries));
      } else if (is_not) {
        tables.emplace_back(kHoldsAlways);
      } else if (key == "any") {
        return;  // one of them holds always
      }
    }
    if (tables.empty()) return;
    const std::size_t room = in_table ? std::string::npos : kLineBytes - key.size();
    add(std::move(key), tables.size() == 1 ? tables[0] : toml_array(tables, room));
  }

  std::vector<TomlEntry> entries_;
  std::vector<Conditions> moved_;
};

}  // namespace

std::vector<TomlEntry> toml_conditions(const Conditions& conditions) {
  return Writer().run(conditions, false);
}

}  // namespace onward::config
