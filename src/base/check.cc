// SPDX-License-Identifier: MIT
// The end of a program that found itself wrong. Nothing here allocates, formats through a locale
// or runs destructors: the state is not to be trusted any more. stderr is the one thing outside
// the process that a pure module touches, and only on the way to abort().
#include "base/check.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace onward::base {

void check_failed(const char* expression, std::source_location where) {
  std::array<char, 12> line{};  // a uint_least32_t has ten digits; the rest stays '\0'
  std::to_chars(line.data(), line.data() + line.size() - 1, where.line());
  const char* const place = where.file_name();
  const char* const number = line.data();
  for (const char* text : {place, ":", number, ": CHECK failed: ", expression, "\n"}) {
    std::fputs(text, stderr);
  }
  std::abort();
}

}  // namespace onward::base
