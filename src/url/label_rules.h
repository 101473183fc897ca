// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// The two validity criteria of UTS 46 §4.1 that look at a label's neighbourhoods and not at its
// code points one by one. A label is never empty here.
namespace onward::url {

/// CheckJoiners: every U+200C and U+200D stands where RFC 5892 Appendix A.1 and A.2 allow it.
bool joiners_are_allowed(std::u32string_view label);

/// True if the label makes its domain a Bidi domain name (RFC 5893 §1.4): it has a code point of
/// class R, AL or AN.
bool is_rtl_label(std::u32string_view label);

/// CheckBidi: the label keeps RFC 5893 §2, the six conditions of the Bidi rule, which hold for
/// every label of a Bidi domain name and for no other.
bool keeps_bidi_rule(std::u32string_view label);

}  // namespace onward::url
