// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// The two validity criteria of UTS 46 §4.1 that look at a label's neighbourhoods and not at its
// code points one by one. A label is never empty here.
namespace onward::url {

/// CheckJoiners: every U+200C and U+200D stands where RFC 5892 Appendix A.1 and A.2 allow it.
bool joiners_are_allowed(std::u32string_view label);

/// What a label means to RFC 5893.
struct BidiCheck {
  /// It has a code point of class R, AL or AN: its domain is a Bidi domain name (§1.4).
  bool is_rtl;
  /// It keeps the six conditions of the Bidi rule (§2), which every label of a Bidi domain name
  /// must, and no other label.
  bool keeps_rule;
};

/// CheckBidi, for one label.
BidiCheck check_bidi(std::u32string_view label);

}  // namespace onward::url
