// SPDX-License-Identifier: MIT
// Any bytes: parse() never crashes; what it accepts is printable ASCII and a fixed point; an
// error's offset is inside the input.
#include "url/url_invariants.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto url = onward::url::parse(input);
  if (url) {
    onward::url::check_invariants(*url);
  } else {
    CHECK(url.error().offset <= size);
  }
  return 0;
}
