// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/message.h"

#include <string_view>

namespace onward::http {

/// Which of the four forms a target has, and its parts, into `target` (what is returned is copied,
/// and each request comes by here). `text` is made of target bytes only (syntax.h), is not empty.
/// Errors: HttpTargetForm, HttpTargetUserinfo; HttpHostInvalid for the authority. Offsets are in
/// `text`.
Result<void> parse_target(std::string_view text, KnownMethod method, Target& target);

}  // namespace onward::http
