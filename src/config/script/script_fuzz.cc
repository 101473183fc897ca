// SPDX-License-Identifier: MIT
// Any bytes as scripts of Express and of Workers: reading ends, what was made of them serves, and
// each redirect that was counted is a rule or in the report.
#include "config/fuzzing.h"

#include <cstddef>
#include <cstdint>

using namespace onward::config;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check_imported(open_text("file", text, Format::Express));
  check_imported(open_text("file", text, Format::Worker));
  (void)recognise(text, "x.js");
  return 0;
}
