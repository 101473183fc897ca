// SPDX-License-Identifier: MIT
// Character properties: the delta table first, ICU for everything that it does not list.
//
// ICU's "uts46" data is a normalizer whose decomposition of a code point is its mapping, already
// canonically decomposed: U+FFFD stands for "disallowed", an empty one for "ignored", and none at
// all for "valid as it is". Compositions come from plain NFC data, because UTS 46 normalizes to
// NFC and not to something of its own.
#include "url/idna/unicode.h"

#include "base/check.h"
#include "url/idna/unicode_delta.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <tuple>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

namespace onward::url {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// UTS 46's longest mapping is U+FDFA's with 18; canonical decomposition does not add to that one.
constexpr int kMappingCapacity = 64;

UChar32 to_icu(char32_t c) { return static_cast<UChar32>(c); }

// ICU owns both, immutable and for as long as the program runs. Its data is part of the library, so
// an ICU without them is a broken build.
const UNormalizer2* uts46() {
  static const UNormalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* found = unorm2_getInstance(nullptr, "uts46", UNORM2_COMPOSE, &status);
    CHECK(U_SUCCESS(status));
    return found;
  }();
  return instance;
}

const UNormalizer2* nfc() {
  static const UNormalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* found = unorm2_getNFCInstance(&status);
    CHECK(U_SUCCESS(status));
    return found;
  }();
  return instance;
}

// Which blocks of 256 code points the table says anything about: few do, and most questions end
// here.
constexpr auto kBlockHasDelta = [] {
  std::array<bool, 0x110000 / 256> blocks{};
  for (const delta::DeltaRange& range : delta::kDeltaRanges) {
    for (char32_t block = range.first / 256; block <= range.last / 256; ++block) {
      blocks[block] = true;
    }
  }
  return blocks;
}();

const delta::DeltaRange* find_delta(char32_t c) {
  if (!kBlockHasDelta[c / 256]) return nullptr;
  const auto* range = std::lower_bound(
      std::begin(delta::kDeltaRanges), std::end(delta::kDeltaRanges), c,
      [](const delta::DeltaRange& row, char32_t value) { return row.last < value; });
  if (range == std::end(delta::kDeltaRanges) || c < range->first) return nullptr;
  return range;
}

bool append_mapped(char32_t c, const delta::DeltaRange& range, std::u32string& out) {
  switch (range.mapping) {
    case delta::Same:
      out.push_back(c);
      return true;
    case delta::Shift:
      out.push_back(static_cast<char32_t>(to_icu(c) + range.value));
      return true;
    case delta::Text:
      out.append(delta::kDeltaText + range.value, range.size);
      return true;
    case delta::Ignored:
      return true;
    case delta::Disallowed:
      return false;
  }
  return false;
}

}  // namespace

bool append_mapped(char32_t c, std::u32string& out) {
  if (c < 0x80) {
    out.push_back(c >= U'A' && c <= U'Z' ? c + 0x20 : c);
    return true;
  }
  if (c == kReplacement) return false;
  if (const auto* range = find_delta(c)) return append_mapped(c, *range, out);

  std::array<UChar, kMappingCapacity> units;
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t size =
      unorm2_getDecomposition(uts46(), to_icu(c), units.data(), kMappingCapacity, &status);
  CHECK(U_SUCCESS(status));  // kMappingCapacity is too small
  if (size < 0) {
    out.push_back(c);
    return true;
  }
  if (size == 1 && units[0] == kReplacement) return false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) {
    char32_t mapped = units[i];
    if (mapped >= 0xD800 && mapped <= 0xDBFF) {  // ICU's text is well-formed UTF-16
      mapped = 0x10000 + ((mapped - 0xD800) << 10) + (char32_t{units[++i]} - 0xDC00);
    }
    out.push_back(mapped);
  }
  return true;
}

std::uint8_t combining_class(char32_t c) {
  if (const auto* range = find_delta(c)) return range->combining_class;
  return u_getCombiningClass(to_icu(c));
}

char32_t composite(char32_t first, char32_t second) {
  const auto* pair =
      std::lower_bound(std::begin(delta::kDeltaPairs), std::end(delta::kDeltaPairs),
                       std::tie(first, second), [](const delta::DeltaPair& row, const auto& key) {
                         return std::tie(row.first, row.second) < key;
                       });
  if (pair != std::end(delta::kDeltaPairs) && pair->first == first && pair->second == second) {
    return pair->composite;
  }
  const UChar32 composed = unorm2_composePair(nfc(), to_icu(first), to_icu(second));
  return composed < 0 ? 0 : static_cast<char32_t>(composed);
}

bool is_mark(char32_t c) {
  if (const auto* range = find_delta(c)) return range->mark;
  return (U_GET_GC_MASK(to_icu(c)) & U_GC_M_MASK) != 0;
}

BidiClass bidi_class(char32_t c) {
  if (const auto* range = find_delta(c)) return range->bidi;
  switch (u_charDirection(to_icu(c))) {
    case U_LEFT_TO_RIGHT:
      return BidiClass::L;
    case U_RIGHT_TO_LEFT:
      return BidiClass::R;
    case U_RIGHT_TO_LEFT_ARABIC:
      return BidiClass::AL;
    case U_ARABIC_NUMBER:
      return BidiClass::AN;
    case U_EUROPEAN_NUMBER:
      return BidiClass::EN;
    case U_EUROPEAN_NUMBER_SEPARATOR:
      return BidiClass::ES;
    case U_COMMON_NUMBER_SEPARATOR:
      return BidiClass::CS;
    case U_EUROPEAN_NUMBER_TERMINATOR:
      return BidiClass::ET;
    case U_OTHER_NEUTRAL:
      return BidiClass::ON;
    case U_BOUNDARY_NEUTRAL:
      return BidiClass::BN;
    case U_DIR_NON_SPACING_MARK:
      return BidiClass::NSM;
    default:
      return BidiClass::Other;
  }
}

JoiningType joining_type(char32_t c) {
  if (const auto* range = find_delta(c)) return range->joining;
  switch (u_getIntPropertyValue(to_icu(c), UCHAR_JOINING_TYPE)) {
    case U_JT_JOIN_CAUSING:
      return JoiningType::JoinCausing;
    case U_JT_DUAL_JOINING:
      return JoiningType::DualJoining;
    case U_JT_LEFT_JOINING:
      return JoiningType::LeftJoining;
    case U_JT_RIGHT_JOINING:
      return JoiningType::RightJoining;
    case U_JT_TRANSPARENT:
      return JoiningType::Transparent;
    default:
      return JoiningType::NonJoining;
  }
}

}  // namespace onward::url
