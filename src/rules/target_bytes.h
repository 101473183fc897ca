// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Which bytes the URL standard's serializer leaves as they are in which section of a URL: those
// that are not in the section's percent-encode set. A text of such bytes alone is written by
// copying it.
namespace onward::rules::target_byte {

inline constexpr std::uint8_t kPath = 1;      ///< path percent-encode set, and "\"
inline constexpr std::uint8_t kQuery = 2;     ///< special-query percent-encode set
inline constexpr std::uint8_t kFragment = 4;  ///< fragment percent-encode set
/// RFC 3986 §3.3, pchar without "%", and "/": what of a decoded path need not be encoded again.
inline constexpr std::uint8_t kDecodedPath = 8;
/// The same in a query, where "&", "=" and "+" would mean something.
inline constexpr std::uint8_t kDecodedQuery = 16;
/// RFC 3986 §2.3, unreserved, "/", and the "%" of what is escaped already: what no client escapes,
/// so that paths in which all else is escaped can be compared.
inline constexpr std::uint8_t kEscapedPath = 32;

namespace detail {

constexpr std::uint8_t classes_of(unsigned c) {
  const char byte = static_cast<char>(c);
  const auto is_in = [byte](std::string_view set) {
    return set.find(byte) != std::string_view::npos;
  };
  if (c <= 0x20 || c >= 0x7F) return 0;
  const bool is_alnum = (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z');
  unsigned classes = 0;
  if (!is_in("\"#<>?^`{}\\")) classes |= kPath;
  if (!is_in("\"#<>'")) classes |= kQuery;
  if (!is_in("\"<>`")) classes |= kFragment;
  if (is_alnum || is_in("-._~!$&'()*+,;=:@/")) classes |= kDecodedPath;
  if (is_alnum || is_in("-._~!$()*,;:@/")) classes |= kDecodedQuery;
  if (is_alnum || is_in("-._~/%")) classes |= kEscapedPath;
  return static_cast<std::uint8_t>(classes);
}

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < table.size(); ++c) table[c] = classes_of(c);
  return table;
}

}  // namespace detail

inline constexpr std::array<std::uint8_t, 256> kClasses = detail::make_classes();

constexpr bool is_in(char c, std::uint8_t byte_class) {
  return (kClasses[static_cast<unsigned char>(c)] & byte_class) != 0;
}

constexpr bool all_in(std::string_view text, std::uint8_t byte_class) {
  unsigned all = byte_class;  // no branch a byte: texts are short, and nearly all of them pass
  for (const char c : text) all &= kClasses[static_cast<unsigned char>(c)];
  return all != 0;
}

}  // namespace onward::rules::target_byte
