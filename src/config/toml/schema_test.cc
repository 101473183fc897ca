// SPDX-License-Identifier: MIT
// onward.schema.json, for editors, says what the reader of onward.toml does: the same keys in each
// table, words, ranges and defaults. Which keys the reader has is found by asking it: a table with
// every word that stands in its source.
#include "config/testing.h"
#include "support/files.h"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace onward::config {
namespace {

namespace json = boost::json;
using Words = std::set<std::string, std::less<>>;

const json::object& schema() {
  static const json::value document =
      json::parse(test::repository_file("src/config/toml/onward.schema.json"));
  return document.as_object();
}

/// What a "$ref" leads to: "#/$defs/duration".
const json::object& resolved(const json::object& part) {
  const json::value* const reference = part.if_contains("$ref");
  if (reference == nullptr) return part;
  const json::object* at = &schema();
  std::string_view path = std::string_view(reference->as_string()).substr(2);
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    at = &at->at(path.substr(0, slash)).as_object();
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return resolved(*at);
}

/// A table of the schema, and where one stands in a file.
struct Table {
  const char* name;
  json::object object;
  std::string before;  ///< the keys …
  std::string after;   ///< … stand between these two, …
  Words given{};       ///< … but for those that `before` has
  std::string_view separator = "\n";

  const json::object& properties() const { return object.at("properties").as_object(); }
};

const json::object& definition(std::string_view name) {
  return schema().at("$defs").as_object().at(name).as_object();
}

/// The part of a property that is a table.
const json::object& table_of(const json::object& parent, std::string_view key) {
  const json::object& property = parent.at("properties").as_object().at(key).as_object();
  if (property.contains("properties")) return property;
  if (const json::value* const items = property.if_contains("items")) return items->as_object();
  for (const json::value& each : property.at("anyOf").as_array()) {
    if (each.as_object().contains("properties")) return each.as_object();
  }
  return property;
}

const json::object& value_test() {
  return definition("value_test").at("anyOf").as_array().back().as_object();
}

std::vector<Table> tables() {
  const std::string rule = "\n[[rule]]\nregex = \"/a\"\nto = \"/b\"\n";
  const std::string listener =
      "[[listen]]\naddress = \"127.0.0.1:1\"\nclient_ca = \"c\"\n"
      "tls = { certificate = \"a\", key = \"b\" }\n";
  const std::string looking_up = "[[rule]]\nregex = \"/a\"\nmap = \"a\"\n";  // has a format
  const std::string inside = rule + "not = { regex = \"a\", ";
  return {
      {"onward.toml", schema(), "", rule, {"rule"}},
      {"limits", table_of(schema(), "limits"), "[limits]\n", rule},
      {"log", table_of(schema(), "log"), "[log]\n", rule},
      {"admin", table_of(schema(), "admin"), "[admin]\n", rule},
      {"listen", definition("listener"), listener, rule, {"address", "client_ca", "tls"}},
      {"tls",
       definition("certificate"),
       "[[listen]]\naddress = \":1\"\ntls = { ",
       " }" + rule,
       {},
       ", "},
      {"forwarded",
       table_of(definition("listener"), "forwarded"),
       "[[listen]]\naddress = \":1\"\nforwarded = { ",
       " }" + rule,
       {},
       ", "},
      {"rule", definition("rule"), looking_up, "", {"regex", "map", "file"}},
      {"rule of a file", definition("rule"), "[[rule]]\nfile = \"a\"\n", "", {"file"}},
      {"not", definition("conditions"), inside, " }", {"regex"}, ", "},
      {"cors", table_of(definition("rule"), "cors"), rule + "cors = { ", " }", {}, ", "},
      {"example", table_of(definition("rule"), "example"), rule + "example = [{ ", " }]", {}, ", "},
      {"share", table_of(definition("conditions"), "share"), rule + "share = { ", " }", {}, ", "},
      {"between", definition("span"), rule + "between = { ", " }", {}, ", "},
      {"fields", value_test(), rule + "fields = { A = { ", " } }", {}, ", "},
  };
}

/// What is wrong with a table of these keys; warnings are not.
std::vector<std::string> errors(const Table& table, const std::vector<std::string>& lines) {
  std::string text = table.before;
  for (const std::string& line : lines) {
    text.append(&line == lines.data() ? "" : table.separator).append(line);
  }
  const Configuration configuration = open_text("onward.toml", text + table.after, Format::Toml);
  std::vector<std::string> messages;
  for (const rules::Diagnostic& diagnostic : configuration.diagnostics) {
    if (diagnostic.severity == rules::Severity::Error) messages.push_back(diagnostic.message);
  }
  return messages;
}

bool are_about(const std::vector<std::string>& messages, std::string_view key) {
  const std::string quoted = "'" + std::string(key) + "'";
  return std::ranges::any_of(messages, [&](const std::string& message) {
    return message.find(quoted) != std::string::npos;
  });
}

bool accepts(const Table& table, std::string_view key, std::string_view value) {
  return !are_about(errors(table, {std::string(key).append(" = ").append(value)}), key);
}

/// Whatever may be a key: the words in quotes of the reader's source, and those of the schema.
Words candidates() {
  Words words;
  for (const char* file :
       {"conditions", "expiry", "https", "observation", "proxies", "rules", "server"}) {
    const std::string source =
        test::repository_file(std::string("src/config/toml/").append(file).append(".cc"));
    for (std::size_t at = source.find('"'); at != std::string::npos;
         at = source.find('"', at + 1)) {
      const std::size_t end =
          source.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789", at + 1);
      if (end == std::string::npos || end == at + 1 || source[end] != '"') continue;
      words.insert(source.substr(at + 1, end - at - 1));
    }
  }
  for (const Table& table : tables()) {
    for (const auto& property : table.properties()) words.emplace(property.key());
  }
  return words;
}

TEST(OnwardSchema, HasTheKeysOfTheReader) {
  const Words words = candidates();
  ASSERT_GT(words.size(), 100U);
  for (const Table& table : tables()) {
    std::vector<std::string> lines;
    for (const std::string& word : words) {
      if (!table.given.contains(word)) lines.push_back(word + " = 1");
    }
    const std::vector<std::string> messages = errors(table, lines);
    const auto refuses = [&messages](const std::string& word) {
      const std::string begin = "'" + word + "' is n";  // no key of …, not served yet
      return std::ranges::any_of(
          messages, [&begin](const std::string& message) { return message.starts_with(begin); });
    };
    const bool is_of_file = std::string_view(table.name) == "rule of a file";
    for (const std::string& word : words) {
      if (table.given.contains(word)) continue;
      const bool is_here =
          is_of_file ? word == "name" || word == "format" : table.properties().contains(word);
      EXPECT_EQ(is_here, !refuses(word)) << table.name << ": " << word;
    }
  }
}

std::string toml(const json::value& value) { return json::serialize(value); }

TEST(OnwardSchema, HasTheWordsOfTheReader) {
  std::size_t count = 0;
  for (const Table& table : tables()) {
    if (std::string_view(table.name) == "rule of a file") continue;
    for (const auto& property : table.properties()) {
      const json::value* const words = resolved(property.value().as_object()).if_contains("enum");
      if (words == nullptr) continue;
      for (const json::value& word : words->as_array()) {
        EXPECT_TRUE(accepts(table, property.key(), toml(word))) << property.key() << toml(word);
        ++count;
      }
      EXPECT_FALSE(errors(table, {std::string(property.key()) + " = \"nothing\""}).empty())
          << property.key();
    }
  }
  EXPECT_GT(count, 40U);
}

bool is_in_range(const Table& table, std::string_view key, std::int64_t value) {
  const std::string begin = "'" + std::string(key) + "' must be from ";
  const auto messages = errors(table, {std::string(key) + " = " + std::to_string(value)});
  return std::ranges::none_of(
      messages, [&begin](const std::string& message) { return message.starts_with(begin); });
}

/// The integer part of a property, or of one that may be a string, too.
const json::object* integer_of(const json::object& property) {
  if (const json::value* const type = property.if_contains("type")) {
    return *type == "integer" ? &property : nullptr;
  }
  const json::value* const any = property.if_contains("anyOf");
  return any == nullptr ? nullptr : integer_of(any->as_array().front().as_object());
}

TEST(OnwardSchema, HasTheRangesOfTheReader) {
  std::size_t count = 0;
  for (const Table& table : tables()) {
    for (const auto& each : table.properties()) {
      const json::object* const number = integer_of(resolved(each.value().as_object()));
      if (number == nullptr || each.key() == "expired") continue;
      const std::int64_t least = number->at("minimum").as_int64();
      const std::int64_t most = number->at("maximum").as_int64();
      if (table.before.starts_with("[[rule]]\nfile")) continue;
      EXPECT_TRUE(is_in_range(table, each.key(), least)) << each.key();
      EXPECT_TRUE(is_in_range(table, each.key(), most)) << each.key();
      EXPECT_FALSE(is_in_range(table, each.key(), least - 1)) << each.key();
      EXPECT_FALSE(is_in_range(table, each.key(), most + 1)) << each.key();
      ++count;
    }
  }
  EXPECT_GT(count, 12U);
}

/// "1h" as "\"3600001ms\"": one more.
std::string one_more(std::string_view duration) {
  constexpr std::array<std::pair<std::string_view, long long>, 4> kUnits{
      {{"ms", 1}, {"s", 1000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  for (const auto& [unit, factor] : kUnits) {
    if (!duration.ends_with(unit)) continue;
    const long long number = std::stoll(std::string(duration)) * factor + 1;
    return "\"" + std::to_string(number) + "ms\"";
  }
  return "";
}

TEST(OnwardSchema, HasTheLengthsOfTimeOfTheReader) {
  std::size_t count = 0;
  for (const Table& table : tables()) {
    if (std::string_view(table.name) == "rule of a file") continue;
    for (const auto& each : table.properties()) {
      const json::object& property = each.value().as_object();
      const json::value* const most = property.if_contains("x-most");
      if (most == nullptr) continue;
      const json::value& least = property.at("x-least");
      EXPECT_TRUE(accepts(table, each.key(), toml(least))) << each.key();
      EXPECT_TRUE(accepts(table, each.key(), toml(*most))) << each.key();
      EXPECT_FALSE(accepts(table, each.key(), one_more(most->as_string()))) << each.key();
      if (least != "0ms") {
        EXPECT_FALSE(accepts(table, each.key(), "\"99ms\"")) << each.key();
      }
      ++count;
    }
  }
  EXPECT_EQ(count, 7U);
}

TEST(OnwardSchema, HasTheDefaultsOfTheReader) {
  std::string text = "rule = [{ match = \"/a\", to = \"/b\" }]\n";
  for (const char* name : {"limits", "log"}) {
    text.append("[").append(name).append("]\n");
    for (const auto& each : table_of(schema(), name).at("properties").as_object()) {
      text.append(each.key()).append(" = ");
      text.append(toml(each.value().as_object().at("default"))).append("\n");
    }
  }
  const Configuration written = open_text("onward.toml", text);
  EXPECT_EQ(all_text(written), "");
  EXPECT_EQ(written.server.limits, Limits{});
  EXPECT_EQ(written.server.log, AccessLog{});
  const json::object& top = schema().at("properties").as_object();
  EXPECT_EQ(top.at("threads").as_object().at("default"), Server{}.threads);
  EXPECT_EQ(resolved(top.at("slashes").as_object()).at("default"), "keep");
}

}  // namespace
}  // namespace onward::config
