// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Which bytes may stand where in HTTP, as one table.
//
//   onward::http::is_token("X-Trace");         // true: may name a field or a method
//   onward::http::is_field_value("a\tb");      // true: tabs are allowed inside
//   onward::http::is_field_value("a\r\nb: c"); // false
//
// All functions are constexpr and know no locale.
namespace onward::http {

/// Classes of bytes; a byte may be in several.
namespace byte_class {
inline constexpr std::uint8_t kToken = 1;       ///< RFC 9110 §5.6.2, tchar
inline constexpr std::uint8_t kFieldValue = 2;  ///< RFC 9110 §5.5: VCHAR, obs-text, SP, HTAB
inline constexpr std::uint8_t kTarget = 4;      ///< RFC 9112 §3.2; see is_target_byte()
inline constexpr std::uint8_t kPlainHost = 8;   ///< letters, digits, "-", "_" and "."
inline constexpr std::uint8_t kQuoted = 16;     ///< RFC 9110 §5.6.4, qdtext
}  // namespace byte_class

namespace detail {

constexpr std::uint8_t classes_of(unsigned c) {
  const char byte = static_cast<char>(c);
  const auto is_in = [byte](std::string_view set) {
    return set.find(byte) != std::string_view::npos;
  };
  const bool is_visible = c > 0x20 && c < 0x7F;
  const bool is_alnum = (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z');
  unsigned classes = 0;
  if (is_alnum || (is_visible && is_in("!#$%&'*+-.^_`|~"))) classes |= byte_class::kToken;
  if (is_visible || c >= 0x80 || is_in("\t ")) classes |= byte_class::kFieldValue;
  if (is_visible && !is_in("\"#<>\\^`")) classes |= byte_class::kTarget;
  if (is_alnum || is_in("-_.")) classes |= byte_class::kPlainHost;
  if ((classes & byte_class::kFieldValue) != 0 && !is_in("\"\\")) classes |= byte_class::kQuoted;
  return static_cast<std::uint8_t>(classes);
}

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < table.size(); ++c) table[c] = classes_of(c);
  return table;
}

}  // namespace detail

inline constexpr std::array<std::uint8_t, 256> kByteClasses = detail::make_classes();

constexpr bool is_in_class(char c, std::uint8_t byte_class) {
  return (kByteClasses[static_cast<unsigned char>(c)] & byte_class) != 0;
}

/// Whether every byte is in the class; true for the empty text.
constexpr bool all_in_class(std::string_view text, std::uint8_t byte_class) {
  for (const char c : text) {
    if (!is_in_class(c, byte_class)) return false;
  }
  return true;
}

constexpr bool is_token_byte(char c) { return is_in_class(c, byte_class::kToken); }

/// What a target may be made of: printable ASCII but for # " < > \ ^ `. Those seven (and all that
/// is not ASCII) a URL must encode; `{`, `|` and `}`, which RFC 3986 does not have either, are sent
/// raw by browsers in queries, and taken.
constexpr bool is_target_byte(char c) { return is_in_class(c, byte_class::kTarget); }

/// RFC 9110 §5.6.2: one byte at least.
constexpr bool is_token(std::string_view text) {
  return !text.empty() && all_in_class(text, byte_class::kToken);
}

constexpr bool is_whitespace(char c) { return c == ' ' || c == '\t'; }

/// RFC 9110 §5.5, field-value: no control byte but HTAB, no whitespace at either end; obs-text
/// (0x80 to 0xFF) is taken as it is. May be empty.
constexpr bool is_field_value(std::string_view text) {
  if (text.empty()) return true;
  if (is_whitespace(text.front()) || is_whitespace(text.back())) return false;
  return all_in_class(text, byte_class::kFieldValue);
}

/// `text` without spaces and tabs at its ends (OWS, RFC 9110 §5.6.3).
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_whitespace(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_whitespace(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace onward::http
