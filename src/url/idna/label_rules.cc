// SPDX-License-Identifier: MIT
// ContextJ (RFC 5892 Appendix A.1, A.2) and the Bidi rule (RFC 5893 §2). Both are linear in the
// label: the Bidi rule needs no more than the set of its classes, the first one and the last.
#include "url/idna/label_rules.h"

#include "url/idna/unicode.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace onward::url {
namespace {

constexpr char32_t kZeroWidthNonJoiner = 0x200C;
constexpr char32_t kZeroWidthJoiner = 0x200D;
constexpr std::uint8_t kVirama = 9;  // Canonical_Combining_Class=Virama

// RFC 5892 A.1: (Joining_Type:{L,D})(Joining_Type:T)* U+200C (Joining_Type:T)*(Joining_Type:{R,D}).
// U+200C itself is not transparent, so no stretch is walked more than twice.
bool joins_around(std::u32string_view label, std::size_t at) {
  JoiningType before = JoiningType::Transparent;
  for (std::size_t i = at; i > 0 && before == JoiningType::Transparent; --i) {
    before = joining_type(label[i - 1]);
  }
  if (before != JoiningType::LeftJoining && before != JoiningType::DualJoining) return false;
  JoiningType after = JoiningType::Transparent;
  for (std::size_t i = at + 1; i < label.size() && after == JoiningType::Transparent; ++i) {
    after = joining_type(label[i]);
  }
  return after == JoiningType::RightJoining || after == JoiningType::DualJoining;
}

// A set of Bidi classes, one bit each.
constexpr std::uint32_t bits(std::initializer_list<BidiClass> classes) {
  std::uint32_t set = 0;
  for (const BidiClass c : classes) set |= 1U << static_cast<unsigned>(c);
  return set;
}

using enum BidiClass;
constexpr std::uint32_t kRtl = bits({R, AL, AN});
constexpr std::uint32_t kInRtlLabel = bits({R, AL, AN, EN, ES, CS, ET, ON, BN, NSM});
constexpr std::uint32_t kEndsRtlLabel = bits({R, AL, EN, AN});
constexpr std::uint32_t kInLtrLabel = bits({L, EN, ES, CS, ET, ON, BN, NSM});
constexpr std::uint32_t kEndsLtrLabel = bits({L, EN});
constexpr std::uint32_t kBothNumbers = bits({EN, AN});

std::uint32_t bit_of(char32_t c) { return bits({bidi_class(c)}); }

}  // namespace

bool joiners_are_allowed(std::u32string_view label) {
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] != kZeroWidthNonJoiner && label[i] != kZeroWidthJoiner) continue;
    if (i > 0 && combining_class(label[i - 1]) == kVirama) continue;  // A.1 and A.2
    if (label[i] == kZeroWidthJoiner || !joins_around(label, i)) return false;
  }
  return true;
}

BidiCheck check_bidi(std::u32string_view label) {
  std::uint32_t all = 0;
  std::uint32_t last = 0;  // of the last code point that is no NSM
  for (const char32_t c : label) {
    const std::uint32_t bit = bit_of(c);
    all |= bit;
    if (bit != bits({NSM})) last = bit;
  }
  const std::uint32_t first = bit_of(label.front());
  const bool begins_rtl = (first & bits({R, AL})) != 0;
  const bool begins_ltr = first == bits({L});
  const bool keeps_rtl = (all & ~kInRtlLabel) == 0 && (last & kEndsRtlLabel) != 0 &&
                         (all & kBothNumbers) != kBothNumbers;  // conditions 2 to 4
  const bool keeps_ltr =
      (all & ~kInLtrLabel) == 0 && (last & kEndsLtrLabel) != 0;  // conditions 5 and 6
  return {.is_rtl = (all & kRtl) != 0,
          .keeps_rule = (begins_rtl && keeps_rtl) || (begins_ltr && keeps_ltr)};  // condition 1
}

}  // namespace onward::url
