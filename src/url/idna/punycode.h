// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Punycode (RFC 3492): a label of any code points as ASCII, without the "xn--" before it.
//
//   bücher  <->  bcher-kva
//   basic code points, in order | "-" unless there are none | the others: where, and which
namespace onward::url {

/// Longest label that is encoded, in code points, and longest text that is decoded, in bytes. Both
/// are ICU's and so Chromium's and WebKit's (ICU-13727), and Gecko's. DNS ends at 63 bytes; these
/// exist because the time goes with the square of the length.
inline constexpr std::size_t kMaxLabelCodePoints = 1000;
inline constexpr std::size_t kMaxPunycodeBytes = 2000;

/// Appends the encoding of `label`; false, and nothing appended, if it is longer than
/// kMaxLabelCodePoints. `label` holds Unicode scalar values.
bool append_punycode(std::u32string_view label, std::string& out);

/// The label that `text` encodes; nullopt if it is too long or encodes none (a byte that is no
/// digit, an unfinished number, a value that is no Unicode scalar value). Digits are taken in
/// either case; what comes back holds Unicode scalar values only.
std::optional<std::u32string> decode_punycode(std::string_view text);

}  // namespace onward::url
