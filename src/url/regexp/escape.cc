// SPDX-License-Identifier: MIT
// Escapes of v-mode regular expressions. Every letter that has no meaning is a syntax error; of
// the other characters only those that have a meaning of their own may be escaped.
#include "url/regexp/escape.h"

#include "base/ascii.h"

#include <utility>

namespace onward::url {
namespace {

constexpr std::string_view kSyntaxCharacters = "^$\\.*+?()[]{}|/";
constexpr std::string_view kReservedPunctuators = "&-!#%,:;<=>@`~";

constexpr char32_t kMaxCodePoint = 0x10FFFF;

bool is_lead_surrogate(char32_t c) { return c >= 0xD800 && c < 0xDC00; }
bool is_trail_surrogate(char32_t c) { return c >= 0xDC00 && c < 0xE000; }

// Exactly `count` hexadecimal digits, which are passed over only if they are all there.
std::optional<char32_t> read_hex(RegexpCursor& cursor, std::size_t count) {
  char32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int c = cursor.peek(i);
    if (c < 0 || !base::is_hex_digit(static_cast<char>(c))) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(base::hex_value(static_cast<char>(c)));
  }
  cursor.at += count;
  return value;
}

// ECMA-262, "RegExpUnicodeEscape", behind "\u": HHHH, a pair of surrogates, or {H…}.
std::optional<char32_t> read_unicode(RegexpCursor& cursor) {
  if (cursor.consume("{")) {
    char32_t value = 0;
    std::size_t digits = 0;
    while (true) {
      const auto digit = read_hex(cursor, 1);
      if (!digit) break;
      value = value * 16 + *digit;
      if (value > kMaxCodePoint) return std::nullopt;
      ++digits;
    }
    if (digits == 0 || !cursor.consume("}")) return std::nullopt;
    return value;
  }
  const auto lead = read_hex(cursor, 4);
  if (!lead || !is_lead_surrogate(*lead)) return lead;
  const std::size_t behind_lead = cursor.at;
  if (cursor.consume("\\u")) {
    const auto trail = read_hex(cursor, 4);
    if (trail && is_trail_surrogate(*trail)) {
      return 0x10000 + ((*lead - 0xD800) << 10U) + (*trail - 0xDC00);
    }
  }
  cursor.at = behind_lead;
  return lead;
}

// \d \s \w and their complements; nullopt for another letter.
std::optional<ClassSet> shorthand(char letter, bool ignore_case) {
  ClassSet set(ignore_case);
  switch (base::to_lower(letter)) {
    case 'd':
      set.add('0', '9');
      break;
    case 's':
      set.add_all("\t\n\v\f\r ");
      break;
    case 'w':
      set.add('0', '9');
      set.add('A', 'Z');
      set.add('a', 'z');
      set.add('_');
      break;
    default:
      return std::nullopt;
  }
  if (base::is_upper(letter)) set.complement();
  return set;
}

// \p{…} and \P{…}; the cursor stands behind the letter.
std::optional<PropertySet> property(RegexpCursor& cursor, bool negated, bool ignore_case) {
  if (!cursor.consume("{")) return std::nullopt;
  const std::size_t close = cursor.text.find('}', cursor.at);
  if (close == std::string_view::npos) return std::nullopt;
  auto found = property_set(cursor.text.substr(cursor.at, close - cursor.at), ignore_case);
  if (!found || (negated && found->of_strings)) return std::nullopt;
  if (negated) found->set.complement();
  cursor.at = close + 1;
  return found;
}

std::optional<char32_t> control_letter(char c) {
  switch (c) {
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'v':
      return '\v';
    case 'f':
      return '\f';
    case 'r':
      return '\r';
    default:
      return std::nullopt;
  }
}

// "CharacterEscape"; `c` was read.
std::optional<char32_t> character_escape(RegexpCursor& cursor, char c, EscapePlace place) {
  if (const auto control = control_letter(c)) return control;
  const int next = cursor.peek();
  switch (c) {
    case 'c':
      if (next < 0 || !base::is_alpha(static_cast<char>(next))) return std::nullopt;
      ++cursor.at;
      return static_cast<char32_t>(next) % 32;
    case '0':
      if (next >= 0 && base::is_digit(static_cast<char>(next))) return std::nullopt;
      return 0;
    case 'x':
      return read_hex(cursor, 2);
    case 'u':
      return read_unicode(cursor);
    default:
      break;
  }
  if (place == EscapePlace::Class && c == 'b') return '\b';
  const bool known =
      kSyntaxCharacters.find(c) != std::string_view::npos ||
      (place == EscapePlace::Class && kReservedPunctuators.find(c) != std::string_view::npos);
  if (!known) return std::nullopt;
  return base::byte(c);
}

}  // namespace

Result<RegexpEscape> read_escape(RegexpCursor& cursor, EscapePlace place, bool ignore_case) {
  const auto error = cursor.syntax_error();
  const int letter = cursor.peek(1);
  if (letter < 0) return error;
  cursor.at += 2;
  const char c = static_cast<char>(letter);
  RegexpEscape escape;
  if (auto set = shorthand(c, ignore_case)) {
    escape.set = PropertySet{std::move(*set)};
    return escape;
  }
  if (c == 'p' || c == 'P') {
    escape.set = property(cursor, c == 'P', ignore_case);
    if (!escape.set) return error;
    return escape;
  }
  const auto character = character_escape(cursor, c, place);
  if (!character) return error;
  escape.character = *character;
  return escape;
}

}  // namespace onward::url
