// SPDX-License-Identifier: MIT
// Code points of pattern strings, and which of them make up a group's name. ECMAScript defines
// names by Unicode's ID_Start and ID_Continue (ECMA-262, "Names and Keywords"), which ICU knows as
// of Unicode 15.0; what Unicode 17.0 has more of is in the generated table. ZWNJ and ZWJ, which
// ECMA-262 names itself, are in ID_Continue there.
#include "url/pattern/text.h"

#include "base/ascii.h"

#include <algorithm>
#include <span>

#include <unicode/uchar.h>

namespace onward::url {
namespace {

struct NameRange {
  char32_t first;
  char32_t last;
};

#include "url/pattern/names.inc"

bool is_in(std::span<const NameRange> ranges, char32_t c) {
  const auto at = std::lower_bound(ranges.begin(), ranges.end(), c,
                                   [](const NameRange& r, char32_t x) { return r.last < x; });
  return at != ranges.end() && at->first <= c;
}

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
  if (u_hasBinaryProperty(c, UCHAR_ID_START) || is_in(kLaterIdStart, code_point)) return true;
  if (first) return false;
  return u_hasBinaryProperty(c, UCHAR_ID_CONTINUE) || is_in(kLaterIdContinue, code_point);
}

bool begins_like_a_name(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = 0;
  return is_name_code_point(next_code_point(text, at), false);
}

}  // namespace onward::url
