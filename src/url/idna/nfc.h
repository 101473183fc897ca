// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace onward::url {

/// Makes text NFC (UAX #15) that is canonically decomposed already, code point by code point, but
/// not yet in canonical order: what append_mapped() gives. Time is n log n in the longest run of
/// combining marks, otherwise linear.
void compose_to_nfc(std::u32string& text);

}  // namespace onward::url
