// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kClientsManual =
    R"(onward clients - what real clients do with a redirect

Usage: onward clients [--json] [NAME]...

Without NAME: the clients that are known, one a line, with what becomes of a
POST on 307 and 308 when its content is in memory, in a file, or a stream:
'again' (it arrives), 'empty' (lost, and success is reported), 'error',
'GET', or '-' (not followed). With NAME: all that is known of that client.

'onward explain FILE URL --client NAME' says what one of them, or 'all', does
with the answer to one request.

Options:
  --json       one JSON object a line: id product versions setup agent
               observed, max_redirects (null: none), second_request by status
               and method (null: not followed), content by source and status,
               fields_kept by origins, location by value, loop_visits (0: not
               looked for), from_first, fragment, referer, keeps_cookies,
               stores and wire
  -h, --help   this text

Exit status: 0 done, 2 there is no client of that name.

Examples:
  onward clients
  onward clients requests go curl-X
  onward clients --json | grep '"curl'
)";

ExitCode run_clients(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
