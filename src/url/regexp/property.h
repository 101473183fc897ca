// SPDX-License-Identifier: MIT
#pragma once

#include "url/regexp/class_set.h"

#include <optional>
#include <string_view>

namespace onward::url {

struct PropertySet {
  ClassSet set;
  bool of_strings = false;  ///< a property of strings: \P and [^…] refuse it
};

/// ECMA-262, "UnicodePropertyValueExpression": the inside of \p{…}, "Lu" or "Script=Latin".
/// Names are exact: no other case, no missing underscore. nullopt if there is no such property.
std::optional<PropertySet> property_set(std::string_view expression, bool ignore_case);

}  // namespace onward::url
