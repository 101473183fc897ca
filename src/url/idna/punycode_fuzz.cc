// SPDX-License-Identifier: MIT
// Whatever decodes, encodes to what it was decoded from, but for the case of its digits; whatever
// encodes, decodes to itself.
#include "url/idna/punycode.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void lower_case(std::string& text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
}

// Three bytes a code point, folded into the scalar values.
std::u32string label_from(const std::uint8_t* bytes, std::size_t size) {
  std::u32string label;
  for (std::size_t i = 0; i + 3 <= size; i += 3) {
    char32_t c = (char32_t{bytes[i]} << 16 | char32_t{bytes[i + 1]} << 8 | bytes[i + 2]) % 0x110000;
    if (c >= 0xD800 && c <= 0xDFFF) c -= 0xD800;
    label.push_back(c);
  }
  return label;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(bytes), size);
  if (const auto label = onward::url::decode_punycode(text);
      label && label->size() <= onward::url::kMaxLabelCodePoints) {
    std::string again;
    require(onward::url::append_punycode(*label, again));
    lower_case(text);
    lower_case(again);
    require(again == text);
  }

  const std::u32string label = label_from(bytes, size);
  std::string encoded;
  const bool fits = onward::url::append_punycode(label, encoded);
  require(fits == (label.size() <= onward::url::kMaxLabelCodePoints));
  if (fits && encoded.size() <= onward::url::kMaxPunycodeBytes) {
    require(onward::url::decode_punycode(encoded) == label);
  }
  return 0;
}
