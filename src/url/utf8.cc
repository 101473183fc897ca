// SPDX-License-Identifier: MIT
// Encoding standard, "UTF-8 decoder": which bytes may follow a lead byte (Unicode table 3-7), and
// how far an ill-formed sequence reaches (its maximal subpart).
#include "url/utf8.h"

namespace onward::url {
namespace {

/// How a code point with this lead byte goes on; length 1 for ASCII and for no lead byte at all.
struct Lead {
  std::size_t length = 1;
  unsigned char lower = 0x80;  // bounds of the second byte
  unsigned char upper = 0xBF;
};

Lead lead(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};  // no overlong form
  if (byte == 0xED) return {3, 0x80, 0x9F};  // no surrogate
  if (byte >= 0xE1 && byte <= 0xEF) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};  // no overlong form
  if (byte == 0xF4) return {4, 0x80, 0x8F};  // not above U+10FFFF
  if (byte >= 0xF1 && byte <= 0xF3) return {4};
  return {};
}

}  // namespace

Utf8Step next_utf8(std::string_view input) {
  const auto first = static_cast<unsigned char>(input[0]);
  if (first < 0x80) return {1, true};
  Lead expected = lead(first);
  if (expected.length == 1) return {1, false};
  for (std::size_t i = 1; i < expected.length; ++i) {
    if (i == input.size()) return {i, false};
    const auto byte = static_cast<unsigned char>(input[i]);
    if (byte < expected.lower || byte > expected.upper) return {i, false};
    expected.lower = 0x80;
    expected.upper = 0xBF;
  }
  return {expected.length, true};
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const std::size_t length = lead(first).length;
  char32_t code_point = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    code_point = code_point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  }
  return code_point;
}

std::size_t find_ill_formed_utf8(std::string_view input) {
  for (std::size_t at = 0; at < input.size();) {
    const Utf8Step step = next_utf8(input.substr(at));
    if (!step.well_formed) return at;
    at += step.length;
  }
  return std::string_view::npos;
}

std::string to_well_formed_utf8(std::string_view input) {
  std::string out;
  out.reserve(input.size());
  for (std::size_t at = 0; at < input.size();) {
    const Utf8Step step = next_utf8(input.substr(at));
    out.append(step.well_formed ? input.substr(at, step.length) : kReplacementCharacter);
    at += step.length;
  }
  return out;
}

}  // namespace onward::url
