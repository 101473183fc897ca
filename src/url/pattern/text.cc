// SPDX-License-Identifier: MIT
// Code points of pattern strings, and which of them make up a group's name. ECMAScript defines
// names by Unicode's ID_Start and ID_Continue (ECMA-262, "Names and Keywords"), which ICU knows as
// of Unicode 15.0; four code points that later versions added to ID_Continue are listed here.
#include "url/pattern/text.h"

#include "base/ascii.h"

#include <unicode/uchar.h>

namespace onward::url {
namespace {

// ZWNJ and ZWJ (ECMA-262 names them itself) and two middle dots: Other_ID_Continue since 15.1.
bool is_later_id_continue(char32_t c) {
  return c == 0x200C || c == 0x200D || c == 0x30FB || c == 0xFF65;
}

// CJK extension I, Unicode 15.1.
bool is_later_id_start(char32_t c) { return c >= 0x2EBF0 && c <= 0x2EE5D; }

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const unsigned lead = base::byte(text[at++]);
  if (lead < 0x80) return lead;
  const std::size_t continuations = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t code_point = lead & (0x3FU >> continuations);
  for (std::size_t i = 0; i < continuations; ++i) {
    code_point = (code_point << 6U) | (base::byte(text[at++]) & 0x3FU);
  }
  return code_point;
}

bool is_name_code_point(char32_t code_point, bool first) {
  if (code_point == U'$' || code_point == U'_') return true;
  const auto c = static_cast<UChar32>(code_point);
  if (u_hasBinaryProperty(c, UCHAR_ID_START) || is_later_id_start(code_point)) return true;
  if (first) return false;
  return u_hasBinaryProperty(c, UCHAR_ID_CONTINUE) || is_later_id_continue(code_point);
}

bool begins_like_a_name(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = 0;
  return is_name_code_point(next_code_point(text, at), false);
}

}  // namespace onward::url
