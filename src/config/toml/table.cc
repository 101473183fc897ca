// SPDX-License-Identifier: MIT
// Keys that a reader asks for are the keys that there are: the list of what is known, for "did you
// mean", is what was asked, so that the two can never differ.
#include "config/toml/table.h"

#include "base/ascii.h"
#include "config/suggest.h"
#include "config/units.h"

#include <algorithm>
#include <utility>

namespace onward::config {

namespace {

bool is_number(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;
  return !text.empty() && text.size() <= kMostDigits && std::ranges::all_of(text, base::is_digit);
}

}  // namespace

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

void TableReader::wrong_type(const TomlMember& member, std::string_view wanted, std::string hint) {
  const std::string_view kind = member.value.kind == TomlValue::Kind::Boolean
                                    ? (member.value.boolean ? "true" : "false")
                                    : kind_name(member.value.kind);
  report_.error_at(
      member.value.place,
      "'" + member.key + "' is " + std::string(kind) + " and must be " + std::string(wanted),
      std::move(hint));
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
  // Taken as "none asked for" it would let everything pass, where its writer meant nothing to.
  if (member->value.items.empty()) {
    report_.error_at(member->value.place, "'" + member->key + "' is an empty array",
                     "leave '" + member->key + "' out, or write what is in it");
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
    const bool is_quoted = member->value.kind == TomlValue::Kind::String &&
                           (member->value.string == "true" || member->value.string == "false");
    wrong_type(*member, "true or false",
               is_quoted
                   ? "write " + member->key + " = " + member->value.string + ", without quotes"
                   : "");
    return {};
  }
  return member->value.boolean;
}

std::optional<TomlNumber> TableReader::integer(std::string_view key, Range range) {
  const TomlMember* member = take(key);
  if (member == nullptr) return {};
  if (member->value.kind != TomlValue::Kind::Integer) {
    const std::string& text = member->value.string;
    wrong_type(*member, "a whole number",
               is_number(text) ? "write " + member->key + " = " + text + ", without quotes" : "");
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
  const TomlMember* member = take(key);
  if (member == nullptr) return {};
  const TomlValue::Kind kind = member->value.kind;
  if (kind == TomlValue::Kind::Integer || is_number(member->value.string)) {
    refuse_without_unit(*member);
    return {};
  }
  if (kind != TomlValue::Kind::String) {
    wrong_type(*member, "a length of time such as \"30s\"");
    return {};
  }
  const rules::Text written = text_of(member->value);
  const auto value = parse_duration(written.value);
  if (!value) {
    report_.error_at(written.place, "'" + written.value + "' is no length of time",
                     "write a number and a unit: 500ms, 30s, 10m, 2h, 7d");
    return {};
  }
  if (*value < least || *value > most) {
    report_.error_at(written.place, "'" + std::string(key) + "' must be from " +
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

void TableReader::refuse_word(const TomlMember& member,
                              const std::vector<std::string_view>& words) {
  std::string list;
  for (const std::string_view word : words) {
    list += list.empty() ? "one of " : ", ";
    list.append("\"").append(word).append("\"");
  }
  if (member.value.kind != TomlValue::Kind::String) return wrong_type(member, "a string", list);
  const rules::Text written = text_of(member.value);
  if (is_reserved(written.value)) {
    report_.error_at(written.place, "'" + written.value + "' is not served yet");
    return;
  }
  report_.error_at(written.place,
                   "'" + written.value + "' is nothing that '" + member.key + "' can be", list);
}

// Nobody could say what it means: nginx and Apache count in seconds, HAProxy in milliseconds.
void TableReader::refuse_without_unit(const TomlMember& member) {
  const TomlValue& value = member.value;
  const bool is_text = value.kind == TomlValue::Kind::String;
  const std::string number = is_text ? value.string : std::to_string(value.integer);
  report_.error_at(is_text ? text_of(value).place : value.place,
                   "'" + member.key + "' does not say its unit",
                   "write " + member.key + " = \"" + number + "s\", or ms, m, h, d in place of s");
}

void TableReader::finish() {
  for (const TomlMember& member : table_.members) {
    if (std::ranges::find(known_, member.key) != known_.end()) continue;
    if (is_reserved(member.key)) {
      report_.error_at(member.place, "'" + member.key + "' is not served yet",
                       "the word is kept for a later version");
      continue;
    }
    report_.error_at(member.place, "'" + member.key + "' is no key of " + std::string(what_),
                     hint_for_key(member.key, known_));
  }
}

}  // namespace onward::config
