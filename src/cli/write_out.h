// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/client/outcome.h"

#include <string>
#include <string_view>

namespace onward::cli {

/// What -w FORMAT prints: curl's variables as far as they have a meaning here, and stop_reason.
/// "%{name}", "%header{name}", "%%", and the escapes \n \r \t \\. An unknown name is left as it is.
std::string write_out(std::string_view format, const client::Outcome& outcome, ExitCode code,
                      std::string_view output_path);

}  // namespace onward::cli
