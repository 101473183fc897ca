// SPDX-License-Identifier: MIT
// Which field, which bytes of it, and as which text. RFC 9110 §5.5 leaves bytes above 0x7F without
// a meaning, and §10.2.2 knows one Location; so here clients differ most.
#include "redirect/location_text.h"

#include "base/ascii.h"
#include "redirect/escape.h"
#include "url/utf8.h"

#include <algorithm>

namespace onward::redirect {
namespace {

using Rules = LocationRules;

LocationText choose(const Rules& rules, std::span<const std::string_view> values) {
  if (values.empty()) return rules.absent;
  if (values.size() == 1) return std::string(values.front());
  switch (rules.several) {
    case Rules::Several::First:
      return std::string(values.front());
    case Rules::Several::Last:
      return std::string(values.back());
    case Rules::Several::Refused:
      return Instead::Error;
    case Rules::Several::RefusedIfDifferent:
      if (std::ranges::adjacent_find(values, std::ranges::not_equal_to()) != values.end()) {
        return Instead::Error;
      }
      return std::string(values.front());
    case Rules::Several::Joined:
      break;
  }
  std::string joined(values.front());
  for (const std::string_view value : values.subspan(1)) joined.append(rules.joint).append(value);
  return joined;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trim(const Rules& rules, std::string_view value) {
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  if (rules.keeps_trailing_spaces) return value;
  while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
  return value;
}

std::string_view unwrap(const Rules& rules, std::string_view value) {
  for (const char opening : rules.unwraps) {
    const char closing = opening == '<' ? '>' : opening;
    if (value.size() > 1 && value.front() == opening && value.back() == closing) {
      value = value.substr(1, value.size() - 2);
    }
  }
  return value;
}

std::string from_latin1(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    if (base::is_ascii(c)) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | base::byte(c) >> 6);
      text += static_cast<char>(0x80 | (base::byte(c) & 0x3F));
    }
  }
  return text;
}

std::string without_ill_formed(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const url::Utf8Step step = url::next_utf8(bytes);
    if (step.well_formed) text += bytes.substr(0, step.length);
    bytes.remove_prefix(step.length);
  }
  return text;
}

LocationText decode(const Rules& rules, std::string_view bytes) {
  using Text = Rules::Text;
  if (base::is_ascii(bytes)) return std::string(bytes);
  const bool utf8 = url::find_ill_formed_utf8(bytes) == std::string_view::npos;
  switch (rules.text) {
    case Text::Ascii:
      return rules.malformed;
    case Text::AsciiOrAbsent:
      return rules.absent;
    case Text::Latin1:
      return from_latin1(bytes);
    case Text::Bytes:
      return std::string(bytes);
    default:
      break;
  }
  if (utf8) return std::string(bytes);
  switch (rules.text) {
    case Text::Utf8OrLatin1:
      return from_latin1(bytes);
    case Text::Utf8Dropped:
      return without_ill_formed(bytes);
    case Text::Utf8Emptied:
      return std::string();
    case Text::Utf8Refused:
      return rules.malformed;
    default:
      return url::to_well_formed_utf8(bytes);
  }
}

LocationText without_controls(const Rules& rules, std::string_view text) {
  using Controls = Rules::Controls;
  std::string result;
  for (const char c : text) {
    if (!base::is_control(c) || rules.controls == Controls::Kept) {
      result += c;
      continue;
    }
    switch (rules.controls) {
      case Controls::Removed:
        if (c != '\t' && c != '\n' && c != '\r') result += c;
        break;
      case Controls::Refused:
        return rules.malformed;
      case Controls::Cut:
        return result;
      case Controls::Escaped:
        append_escape(c, false, result);
        break;
      case Controls::Space:
        result += ' ';
        break;
      case Controls::Underscore:
        result += '_';
        break;
      default:
        break;
    }
  }
  return result;
}

bool is_allowed(const Rules& rules, std::string_view text) {
  const std::string_view path = text.substr(0, text.find('?'));
  const std::string_view read = rules.strict_fragment ? text : text.substr(0, text.find('#'));
  const std::string_view strict = rules.strict_query ? read : path;
  // Brackets are for IPv6 addresses: what is refused in a path is no matter before one begins.
  const bool is_relative = path.find("//") == std::string_view::npos;
  if (is_relative && path.find_first_of(rules.path_refuses) != std::string_view::npos) return false;
  if (strict.find_first_of(rules.refuses) != std::string_view::npos) return false;
  if (rules.bad_escape != Rules::BadEscape::Refused) return true;
  return !has_bad_escape(rules.query_is_raw ? path : read);
}

}  // namespace

LocationText location_text(const Rules& rules, std::span<const std::string_view> values) {
  LocationText chosen = choose(rules, values);
  const auto* value = std::get_if<std::string>(&chosen);
  if (value == nullptr) return chosen;
  if (value->size() > rules.max_bytes) return Instead::Error;
  if (rules.refuses_trailing_spaces && !value->empty() && is_blank(value->back())) {
    return rules.malformed;
  }
  const std::string_view trimmed = unwrap(rules, trim(rules, *value));
  if (trimmed.empty()) {
    if (rules.empty != Instead::Again) return rules.empty;
    return std::string();
  }
  LocationText decoded = decode(rules, trimmed);
  const auto* text = std::get_if<std::string>(&decoded);
  if (text == nullptr) return decoded;
  std::string_view rest = *text;
  if (rules.cut_at_space) rest = rest.substr(0, rest.find(' '));
  if (!is_allowed(rules, rest)) return rules.malformed;
  return without_controls(rules, rest);
}

}  // namespace onward::redirect
