// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/message.h"

#include <string_view>

namespace onward::http {

/// Which of the four forms a target has, and its parts. `text` is made of target bytes only
/// (syntax.h) and is not empty. Errors: HttpTargetForm, HttpTargetUserinfo; HttpHostInvalid for the
/// authority. Offsets are in `text`.
Result<Target> parse_target(std::string_view text, KnownMethod method);

}  // namespace onward::http
