// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/client/outcome.h"

namespace onward::cli {

/// `onward follow`'s exit status: a number for each way of ending, the same for ever. The manual
/// (follow.h) and docs/follow.md show the table.
ExitCode exit_code(const client::Outcome& outcome);
ExitCode exit_code(redirect::Reason reason);
ExitCode exit_code(ErrorCode code);

}  // namespace onward::cli
