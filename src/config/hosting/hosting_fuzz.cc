// SPDX-License-Identifier: MIT
// Any bytes as each of the hosting formats: what was made of them serves, every rule stands at a
// line of the text, and a file in which something is lost says so.
#include "base/check.h"
#include "config/fuzzing.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

using namespace onward::config;

void check(std::string_view text, Format format) {
  const Configuration configuration = open_text("file", text, format);
  check_imported(configuration);
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1;
  for (const auto& diagnostic : configuration.diagnostics) CHECK(diagnostic.place.line <= lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const Format format :
       {Format::NetlifyToml, Format::Vercel, Format::Firebase, Format::Microsoft, Format::Iis}) {
    check(text, format);
  }
  (void)recognise(text, "");
  return 0;
}
