// SPDX-License-Identifier: MIT
// A base and a reference, cut at the first NUL: what resolve() gives is a fixed point; an absolute
// URL resolves to itself against any base; the empty reference is the base without its fragment.
#include "url/url_invariants.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = input.find('\0');
  if (cut == std::string_view::npos) return 0;
  const auto base = onward::url::parse(input.substr(0, cut));
  if (!base) return 0;

  if (const auto url = onward::url::resolve(input.substr(cut + 1), *base)) {
    onward::url::check_invariants(*url);
    onward::url::check_same(*onward::url::resolve(url->href(), *base), *url);
  } else {
    CHECK(url.error().offset <= size - cut - 1);
  }
  if (!base->has_opaque_path()) {
    auto without_fragment = *base;
    without_fragment.set_hash("");
    onward::url::check_same(*onward::url::resolve("", *base), without_fragment);
  }
  return 0;
}
