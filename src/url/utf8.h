// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 as the Encoding standard decodes it: an ill-formed sequence becomes U+FFFD, one for each
// maximal subpart, as browsers do.
namespace onward::url {

/// U+FFFD.
inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

/// What stands at the front of some bytes.
struct Utf8Step {
  std::size_t length;  ///< bytes to pass over, at least 1
  bool well_formed;    ///< false: the bytes passed over become one U+FFFD
};

/// Looks at the first code point of `input`, which is not empty.
Utf8Step next_utf8(std::string_view input);

/// The code point at byte `at`, which moves behind it. `text` is well-formed, `at` below its size.
char32_t next_code_point(std::string_view text, std::size_t& at);

/// The offset of the first ill-formed sequence, or npos if there is none.
std::size_t find_ill_formed_utf8(std::string_view input);

/// `input` with each ill-formed sequence replaced by U+FFFD.
std::string to_well_formed_utf8(std::string_view input);

}  // namespace onward::url
