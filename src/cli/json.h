// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/base/error.h"

#include <functional>
#include <string_view>

#include <boost/json.hpp>

// JSON lines: one value a line in, one object a line out, in order, whatever the line held.
namespace onward::cli {

/// {"failure":true,"error":"host-forbidden","reason":"...","offset":8}
boost::json::object failure(const Error& error);

/// The same for a base URL, with a reason that says so.
boost::json::object base_failure(const Error& error);

/// The answer to a line that is JSON, but not what the command takes.
boost::json::object malformed(std::string_view reason);

/// What is wrong with a base URL: as message(), but a base that is relative needs no base itself.
std::string_view base_message(ErrorCode code);

struct Answer {
  boost::json::object object;
  bool understood;  ///< false makes the exit status Usage
};

/// Reads lines until the end and prints the answer to each; a line that is not JSON is answered
/// here. Empty lines are passed over.
ExitCode answer_json_lines(const Streams& streams,
                           const std::function<Answer(const boost::json::value&)>& answer);

}  // namespace onward::cli
