// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"
#include "config/toml/value.h"
#include "onward/rules/diagnostic.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Reading a table key by key; whatever is of the wrong type goes to the report and counts as
// absent.
namespace onward::config {

/// A number and where it stands.
struct TomlNumber {
  std::int64_t value = 0;
  rules::Place place;
};

/// What a number or a size may be, both ends included.
struct Range {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

/// One table on its way into a struct. One thread; the value and the report outlive it.
///
///   TableReader table(value, "a rule", report);
///   rule.action.to = table.text("to");
///   table.finish();   // what was not asked for is unknown
class TableReader {
 public:
  TableReader(const TomlValue& table, std::string_view what, Report& report);

  /// The value of a key, of any type; null where it is absent.
  const TomlMember* take(std::string_view key);

  std::optional<rules::Text> text(std::string_view key);
  /// A string, or an array of strings; empty strings are errors.
  std::vector<rules::Text> texts(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<TomlNumber> integer(std::string_view key, Range range);
  std::optional<std::chrono::milliseconds> duration(std::string_view key,
                                                    std::chrono::milliseconds least,
                                                    std::chrono::milliseconds most);
  /// A size in bytes: a string with a unit, or a number.
  std::optional<std::size_t> size(std::string_view key, Range range);

  /// Which of the words a string is.
  template <class T, std::size_t N>
  std::optional<T> choice(std::string_view key,
                          const std::array<std::pair<std::string_view, T>, N>& words) {
    const TomlMember* member = take(key);
    if (member == nullptr) return {};
    std::vector<std::string_view> names;
    for (const auto& [word, value] : words) {
      if (member->value.kind == TomlValue::Kind::String && member->value.string == word) {
        return value;
      }
      names.push_back(word);
    }
    refuse_word(*member, names);
    return {};
  }

  /// Reports the keys that nobody took.
  void finish();

  Report& report() { return report_; }
  const rules::Place& place() const { return table_.place; }
  const std::string& what() const { return what_; }

  /// Says that a value is of the wrong type.
  void wrong_type(const TomlMember& member, std::string_view wanted, std::string hint = "");

 private:
  void refuse_word(const TomlMember& member, const std::vector<std::string_view>& words);
  void refuse_without_unit(const TomlMember& member);

  const TomlValue& table_;
  std::string what_;
  Report& report_;
  std::vector<std::string_view> known_;
};

/// A place inside a string's quotes: where its first byte stands.
rules::Text text_of(const TomlValue& string);

}  // namespace onward::config
