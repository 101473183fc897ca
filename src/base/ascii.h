// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// ASCII and nothing else. The functions of <cctype> depend on a locale and are undefined for a
// negative char; these are constexpr, take any char, and answer false for every byte above 0x7F.
//
//   base::is_alpha('k');                        // true
//   base::hex_value('F');                       // 15
//   base::equals_ignore_case("Host", "hOST");   // true
//
// The classes are those of Infra, "code points", and of RFC 5234 Appendix B.1, which agree.
namespace onward::base {

/// A byte's value as a number, 0 to 255: what to compare and to index with.
constexpr unsigned byte(char c) { return static_cast<unsigned char>(c); }

constexpr bool is_ascii(char c) { return byte(c) < 0x80; }
constexpr bool is_upper(char c) { return byte(c) - 'A' < 26; }
constexpr bool is_lower(char c) { return byte(c) - 'a' < 26; }
constexpr bool is_digit(char c) { return byte(c) - '0' < 10; }
constexpr bool is_alpha(char c) { return (byte(c) | 0x20U) - 'a' < 26; }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
constexpr bool is_hex_digit(char c) { return is_digit(c) || (byte(c) | 0x20U) - 'a' < 6; }

/// C0 control or DEL: the bytes that no text shown to a person may hold as they are.
constexpr bool is_control(char c) { return byte(c) < 0x20 || byte(c) == 0x7F; }

constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c | 0x20) : c; }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c & ~0x20) : c; }

/// The value of a hexadecimal digit, 0 to 15; -1 for every other byte.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (is_hex_digit(c)) return to_lower(c) - 'a' + 10;
  return -1;
}

/// Whether every byte is ASCII; true for the empty string.
constexpr bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (!is_ascii(c)) return false;
  }
  return true;
}

/// Equal but for the case of ASCII letters; all other bytes must be the same.
constexpr bool equals_ignore_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

/// A copy with the ASCII letters in lower case.
inline std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

}  // namespace onward::base
