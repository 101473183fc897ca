// SPDX-License-Identifier: MIT
// Which code points make up the name of a group. ECMAScript defines names by Unicode's ID_Start and
// ID_Continue (ECMA-262, "Names and Keywords"), which ICU knows as of Unicode 15.0; what
// Unicode 17.0 has more of is in the generated table. ZWNJ and ZWJ, which ECMA-262 names itself,
// are in ID_Continue there.
#include "url/regexp/identifier.h"

#include "url/utf8.h"

#include <algorithm>
#include <span>

#include <unicode/uchar.h>

namespace onward::url {
namespace {

struct NameRange {
  char32_t first;
  char32_t last;
};

#include "url/regexp/identifier_delta.inc"

bool is_in(std::span<const NameRange> ranges, char32_t c) {
  const auto at = std::lower_bound(ranges.begin(), ranges.end(), c,
                                   [](const NameRange& r, char32_t x) { return r.last < x; });
  return at != ranges.end() && at->first <= c;
}

}  // namespace

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
