// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/exchange.h"
#include "onward/config/server.h"

#include <cstdint>
#include <string>
#include <string_view>

// Lines of the access log: one a request, whatever bytes the request holds. What is not printable
// ASCII, a quote or a backslash is escaped (\xhh in Combined, \u00hh in Json), so no request ends a
// line, forges one, or reaches a terminal.
//
//   127.0.0.1 - - [22/Nov/2026:21:00:00 +0000] "GET /a HTTP/1.1" 307 0 "-" "curl/7.88.1"
//   {"time":"2026-11-22T21:00:00Z","client":"127.0.0.1","method":"GET","target":"/a",…}
namespace onward::gateway {

/// What a line says besides, in Json.
struct LogRemarks {
  std::string_view rule;     ///< the name of the one that decided; "": none
  std::uint32_t sample = 1;  ///< the line stands for so many
};

/// Adds the line of `exchange`, with its line feed, to `lines`.
void write_log_line(std::string& lines, config::AccessLog::Format format, const Exchange& exchange,
                    const LogRemarks& remarks = {});

/// "127.0.0.1", "2001:db8::1".
std::string to_text(const rules::Address& address);

}  // namespace onward::gateway
