// SPDX-License-Identifier: MIT
// Keys that a reader asks for are the keys that there are: the list of what is known, for "did you
// mean", is what was asked, so that the two can never differ.
#include "config/toml_table.h"

#include "config/suggest.h"
#include "config/units.h"

#include <algorithm>

namespace onward::config {

TableReader::TableReader(const TomlValue& table, std::string_view what, Report& report)
    : table_(table), what_(what), report_(report) {}

const TomlMember* TableReader::take(std::string_view key) {
  known_.push_back(key);
  const auto found = std::ranges::find(table_.members, key, &TomlMember::key);
  return found == table_.members.end() ? nullptr : &*found;
}

rules::Text text_of(const TomlValue& string) {
  // The value begins behind one quote; the first byte behind three is on the next line, mostly.
  rules::Place place = string.place;
  if (place.column != 0) ++place.column;
  return {string.string, place};
}

void TableReader::wrong_type(const TomlMember& member, std::string_view wanted) {
  report_.error_at(member.value.place, "'" + member.key + "' is " +
                                           std::string(kind_name(member.value.kind)) +
                                           " and must be " + std::string(wanted));
}

std::optional<rules::Text> TableReader::text(std::string_view key) {
  const TomlMember* member = take(key);
  if (member == nullptr) return {};
  if (member->value.kind != TomlValue::Kind::String) {
    wrong_type(*member, "a string");
    return {};
  }
  return text_of(member->value);
}

std::vector<rules::Text> TableReader::texts(std::string_view key) {
  const TomlMember* member = take(key);
  if (member == nullptr) return {};
  std::vector<rules::Text> all;
  const auto add = [&](const TomlValue& item) {
    if (item.kind != TomlValue::Kind::String) return false;
    if (item.string.empty()) {
      report_.error_at(item.place, "'" + member->key + "' holds an empty string");
    } else {
      all.push_back(text_of(item));
    }
    return true;
  };
  if (member->value.kind != TomlValue::Kind::Array) {
    if (!add(member->value)) wrong_type(*member, "a string or an array of strings");
    return all;
  }
  for (const TomlValue& item : member->value.items) {
    if (!add(item)) {
      report_.error_at(item.place, "'" + member->key + "' must hold strings, and here is " +
                                       std::string(kind_name(item.kind)));
    }
  }
  return all;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const TomlMember* member = take(key);
  if (member == nullptr) return {};
  if (member->value.kind != TomlValue::Kind::Boolean) {
    wrong_type(*member, "true or false");
    return {};
  }
  return member->value.boolean;
}

std::optional<TomlNumber> TableReader::integer(std::string_view key, Range range) {
  const TomlMember* member = take(key);
  if (member == nullptr) return {};
  if (member->value.kind != TomlValue::Kind::Integer) {
    wrong_type(*member, "a whole number");
    return {};
  }
  const std::int64_t value = member->value.integer;
  if (value < range.least || value > range.most) {
    report_.error_at(member->value.place, "'" + member->key + "' must be from " +
                                              std::to_string(range.least) + " to " +
                                              std::to_string(range.most));
    return {};
  }
  return TomlNumber{value, member->value.place};
}

std::optional<std::chrono::milliseconds> TableReader::duration(std::string_view key,
                                                               std::chrono::milliseconds least,
                                                               std::chrono::milliseconds most) {
  const auto written = text(key);
  if (!written) return {};
  const auto value = parse_duration(written->value);
  if (!value) {
    report_.error_at(written->place, "'" + written->value + "' is no length of time",
                     "write a number and a unit: 500ms, 30s, 10m, 2h, 7d");
    return {};
  }
  if (*value < least || *value > most) {
    report_.error_at(written->place, "'" + std::string(key) + "' must be from " +
                                         std::to_string(least.count()) + "ms to " +
                                         std::to_string(most.count() / 1000) + "s");
    return {};
  }
  return value;
}

std::optional<std::size_t> TableReader::size(std::string_view key, Range range) {
  const TomlMember* member = take(key);
  if (member == nullptr) return {};
  const TomlValue& value = member->value;
  std::int64_t bytes = value.integer;
  if (value.kind == TomlValue::Kind::String) {
    const auto parsed = parse_size(value.string);
    if (!parsed) {
      report_.error_at(value.place, "'" + value.string + "' is no size",
                       "write a number of bytes, or one with a unit: 32KiB, 64MiB");
      return {};
    }
    bytes = static_cast<std::int64_t>(*parsed);
  } else if (value.kind != TomlValue::Kind::Integer) {
    wrong_type(*member, "a size such as \"32KiB\"");
    return {};
  }
  if (bytes < range.least || bytes > range.most) {
    report_.error_at(value.place, "'" + member->key + "' must be from " +
                                      std::to_string(range.least) + " to " +
                                      std::to_string(range.most) + " bytes");
    return {};
  }
  return static_cast<std::size_t>(bytes);
}

void TableReader::refuse_word(std::string_view key, const rules::Text& written,
                              const std::vector<std::string_view>& words) {
  std::string list;
  for (const std::string_view word : words) {
    list += list.empty() ? "" : ", ";
    list.append("\"").append(word).append("\"");
  }
  if (is_reserved(written.value)) {
    report_.error_at(written.place, "'" + written.value + "' is not served yet");
    return;
  }
  report_.error_at(written.place,
                   "'" + written.value + "' is nothing that '" + std::string(key) + "' can be",
                   "one of " + list);
}

void TableReader::finish() {
  for (const TomlMember& member : table_.members) {
    if (std::ranges::find(known_, member.key) != known_.end()) continue;
    if (is_reserved(member.key)) {
      report_.error_at(member.place, "'" + member.key + "' is not served yet",
                       "the word is kept for a later version");
      continue;
    }
    const std::string near = suggest(member.key, known_);
    report_.error_at(member.place, "'" + member.key + "' is no key of " + std::string(what_),
                     near.empty() ? "" : "did you mean '" + near + "'?");
  }
}

}  // namespace onward::config
