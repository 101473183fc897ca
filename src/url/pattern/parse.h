// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "url/pattern/part.h"

#include <string>
#include <string_view>

namespace onward::url {

/// URLPattern: an "encoding callback": a piece of fixed text made canonical for its component.
using EncodingCallback = Result<std::string> (*)(std::string_view text);

/// URLPattern: "parse a pattern string". `input` is well-formed UTF-8.
/// Errors: PatternSyntax, PatternDuplicateName, and the callback's, at the text it was given.
Result<PartList> parse_pattern_string(std::string_view input, const PartOptions& options,
                                      EncodingCallback encode);

}  // namespace onward::url
