// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "url/regexp/class_set.h"
#include "url/regexp/escape.h"

namespace onward::url {

/// ECMA-262, "CharacterClass" with the v flag: […] with unions, ranges, nested classes, "&&", "--"
/// and \q{…}. The cursor stands on "[" and is left behind the matching "]".
/// Errors: PatternRegexpSyntax, PatternTooComplex (kMaxRegexpNesting).
Result<ClassSet> read_class(RegexpCursor& cursor, bool ignore_case);

}  // namespace onward::url
