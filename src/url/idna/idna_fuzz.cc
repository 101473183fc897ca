// SPDX-License-Identifier: MIT
// A domain that is accepted is ASCII in lower case, is the same when it is converted again, and
// stays the same when one of its labels is written in Unicode.
#include "url/idna/idna.h"
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

std::string utf8(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) {
    const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
    const auto trail = [&byte, c](int shift) { byte(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) {
      byte(c);
    } else if (c < 0x800) {
      byte(0xC0 | c >> 6), trail(0);
    } else if (c < 0x10000) {
      byte(0xE0 | c >> 12), trail(6), trail(0);
    } else {
      byte(0xF0 | c >> 18), trail(12), trail(6), trail(0);
    }
  }
  return out;
}

bool converts_to(const std::string& domain, const std::string& expected) {
  std::string out = "kept:";
  return onward::url::append_domain_to_ascii(domain, out).has_value() && out == "kept:" + expected;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string domain(reinterpret_cast<const char*>(bytes), size);
  std::string ascii;
  if (!onward::url::append_domain_to_ascii(domain, ascii)) {
    require(ascii.empty());
    return 0;
  }
  require(std::all_of(ascii.begin(), ascii.end(),
                      [](char c) { return c >= 0 && !(c >= 'A' && c <= 'Z'); }));
  require(converts_to(ascii, ascii));

  for (std::size_t at = 0; at <= ascii.size();) {
    const std::size_t dot = std::min(ascii.find('.', at), ascii.size());
    const std::string_view label = std::string_view(ascii).substr(at, dot - at);
    if (label.starts_with("xn--")) {
      const auto decoded = onward::url::decode_punycode(label.substr(4));
      require(decoded.has_value());
      require(converts_to(ascii.substr(0, at) + utf8(*decoded) + ascii.substr(dot), ascii));
    }
    at = dot + 1;
  }
  return 0;
}
