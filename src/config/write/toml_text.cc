// SPDX-License-Identifier: MIT
// TOML 1.0, written. Whatever the text is, what is written reads back as the same text, but for
// what is not UTF-8, which no TOML document can hold.
#include "config/write/toml_text.h"

#include "base/ascii.h"
#include "url/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace onward::config {
namespace {

bool needs_escape(char c) {
  return (static_cast<unsigned char>(c) < 0x20) || c == '\x7F' || c == '"' || c == '\\';
}

/// Whether a literal string can hold the text: no apostrophe, and no control but the tab.
bool is_fit_for_literal(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return c == '\'' || c == '\x7F' || (static_cast<unsigned char>(c) < 0x20 && c != '\t');
  });
}

void append_escaped(char c, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::array kShort{std::pair{'\n', 'n'}, std::pair{'\t', 't'}, std::pair{'\r', 'r'},
                              std::pair{'"', '"'}, std::pair{'\\', '\\'}};
  out += '\\';
  for (const auto& [raw, letter] : kShort) {
    if (c != raw) continue;
    out += letter;
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "u00";
  out += {kHex[byte >> 4], kHex[byte & 15]};
}

std::string number_in_two_digits(unsigned number) {
  const std::string digits = std::to_string(number);
  return digits.size() < 2 ? "0" + digits : digits;
}

std::string joined(const std::vector<std::string>& entries, std::string_view between) {
  std::string all;
  for (const std::string& entry : entries) all.append(all.empty() ? "" : between).append(entry);
  return all;
}

}  // namespace

std::string toml_string(std::string_view text) {
  const std::string well_formed = url::to_well_formed_utf8(text);
  const bool has_escapes = std::any_of(well_formed.begin(), well_formed.end(), needs_escape);
  if (has_escapes && is_fit_for_literal(well_formed)) return "'" + well_formed + "'";
  std::string out = "\"";
  for (const char c : well_formed) {
    if (needs_escape(c)) {
      append_escaped(c, out);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string toml_key(std::string_view key) {
  const bool is_bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return base::is_alnum(c) || c == '-' || c == '_';
  });
  return is_bare ? std::string(key) : toml_string(key);
}

std::string toml_strings(const std::vector<rules::Text>& texts) {
  if (texts.size() == 1) return toml_string(texts[0].value);
  std::vector<std::string> entries;
  entries.reserve(texts.size());
  for (const rules::Text& text : texts) entries.push_back(toml_string(text.value));
  return "[" + joined(entries, ", ") + "]";
}

std::optional<std::string> toml_time(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  if (year < 1 || year > 9999) return {};
  const std::chrono::hh_mm_ss clock(time - day);
  const std::string digits = std::to_string(year);
  std::string text = std::string(4 - digits.size(), '0') + digits;
  text.append("-").append(number_in_two_digits(static_cast<unsigned>(date.month())));
  text.append("-").append(number_in_two_digits(static_cast<unsigned>(date.day())));
  char before = 'T';
  for (const auto part :
       {clock.hours().count(), clock.minutes().count(), clock.seconds().count()}) {
    text += before;
    text += number_in_two_digits(static_cast<unsigned>(part));
    before = ':';
  }
  return text + "Z";
}

std::string toml_seconds(std::chrono::seconds seconds) {
  return "\"" + std::to_string(seconds.count()) + "s\"";
}

std::string toml_percent(double percent) {
  std::array<char, 512> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), percent,
                                          std::chars_format::fixed);
  return "\"" + std::string(digits.data(), error == std::errc{} ? end : digits.data()) + "%\"";
}

std::string toml_inline_table(const std::vector<std::string>& entries) {
  return "{ " + joined(entries, ", ") + " }";
}

std::string toml_array(const std::vector<std::string>& entries, std::size_t room) {
  std::string line = "[" + joined(entries, ", ") + "]";
  if (line.size() <= room || entries.empty()) return line;
  return "[\n  " + joined(entries, ",\n  ") + ",\n]";
}

}  // namespace onward::config
