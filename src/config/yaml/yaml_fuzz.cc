// SPDX-License-Identifier: MIT
// Any text is read without harm, and to the same end twice; a redirect that is lost has its error,
// and what comes of the others compiles or is refused with a reason.
#include "base/check.h"
#include "config/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onward::config;
  fuzz_reader(data, size,
              [](const ForeignText& text, Includes&) { return read_gateway_api(text); });
  fuzz_reader(data, size, [](const ForeignText& text, Includes&) { return read_traefik(text); });
  return 0;
}
