// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Percent-encoding by the URL standard's percent-encode sets
// (https://url.spec.whatwg.org/#percent-encoded-bytes).
//
//   using onward::url::PercentEncodeSet;
//   onward::url::percent_encode("a b/c", PercentEncodeSet::Path);       // "a%20b/c"
//   onward::url::percent_encode("a b/c", PercentEncodeSet::Component);  // "a%20b%2Fc"
//   onward::url::percent_decode("a%20b%2Fc%ZZ");                        // "a b/c%ZZ"
namespace onward::url {

/// Which bytes are encoded. Every set has the C0 controls, DEL and all bytes above 0x7F; each of
/// the others adds what the comment names. Only Component encodes "%", so only its result decodes
/// to exactly what was put in.
enum class PercentEncodeSet : std::uint8_t {
  C0Control = 1 << 0,     ///< nothing more
  Fragment = 1 << 1,      ///< space " < > `
  Query = 1 << 2,         ///< space " # < >
  SpecialQuery = 1 << 3,  ///< Query and '
  Path = 1 << 4,          ///< Query and ? ^ ` { }
  Userinfo = 1 << 5,      ///< Path and / : ; = @ [ \ ] |
  Component = 1 << 6,     ///< Userinfo and $ % & + ,   (encodeURIComponent)
};

/// True if `byte` is encoded under `set`.
[[nodiscard]] bool is_encoded(char byte, PercentEncodeSet set);

/// Appends `input` to `out`, each byte of the set as "%" and two upper-case hex digits.
void append_percent_encoded(std::string_view input, PercentEncodeSet set, std::string& out);

/// The same as a new string.
[[nodiscard]] std::string percent_encode(std::string_view input, PercentEncodeSet set);

/// Each "%" and two hex digits become the byte they name; any other "%" stays. The result may be
/// any bytes, NUL and ill-formed UTF-8 included.
[[nodiscard]] std::string percent_decode(std::string_view input);

}  // namespace onward::url
