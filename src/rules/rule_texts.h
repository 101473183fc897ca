// SPDX-License-Identifier: MIT
#pragma once

#include "rules/conditions.h"
#include "rules/required_text.h"

#include <string_view>
#include <vector>

// What a request must contain so that a rule can match it.
namespace onward::rules {

/// In this part of a request one of the texts occurs.
struct RequiredTexts {
  Subject subject = Subject::Path;
  OneOf texts;
};

/// All that is known of conditions; each of them holds where the conditions hold.
std::vector<RequiredTexts> required_of(const CompiledConditions& conditions);

/// The part of a request as rules with this comparison see it, in the longest of its forms.
std::string_view text_of(Subject subject, const Comparison& comparison, Asked& asked);

}  // namespace onward::rules
