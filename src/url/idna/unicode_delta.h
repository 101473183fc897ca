// SPDX-License-Identifier: MIT
#pragma once

#include "url/idna/unicode.h"

#include <cstdint>

// The rows of unicode_delta.inc: the code points whose properties in Unicode 17.0 are not those
// that the ICU of Debian 12 (Unicode 15.0) gives. For unicode.cc and its test only.
namespace onward::url::delta {

using enum BidiClass;
using enum JoiningType;

/// What UTS 46 maps the code points of a range to.
enum Mapping : std::uint8_t {
  Same,        ///< valid: to themselves
  Shift,       ///< each to itself + `value`
  Text,        ///< to `size` code points from kDeltaText[value] on
  Ignored,     ///< to nothing
  Disallowed,  ///< not allowed in a domain
};

/// Consecutive code points of the same properties. Sorted and apart from each other.
struct DeltaRange {
  char32_t first;
  char32_t last;
  Mapping mapping;
  std::int32_t value;
  std::uint8_t size;
  std::uint8_t combining_class;
  bool mark;
  BidiClass bidi;
  JoiningType joining;
};

/// A primary composite that is new. Sorted by `first`, then `second`.
struct DeltaPair {
  char32_t first;
  char32_t second;
  char32_t composite;
};

#include "url/idna/unicode_delta.inc"

}  // namespace onward::url::delta
