// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kResolveManual =
    R"(onward resolve - what a browser makes of a URL or of a Location

Usage: onward resolve [--base URL] [--json] [URL]...
       onward resolve [--base URL] [--json] -

Parses each URL by the WHATWG URL standard, as browsers do, and prints its
canonical form and its components, or why it is invalid. With '-', or without
a URL, the URLs are read from standard input, one a line, and each answer is
one line.

Options:
  --base URL   resolve against this URL, as a Location is resolved against the
               URL of its request
  --json       one JSON object a line: href protocol username password host
               hostname port pathname search hash origin; or
               {"failure":true,"error":CODE,"reason":TEXT,"offset":BYTE}.
               With '-' each line is an object, too:
               {"input":URL,"base":URL or null}
  -h, --help   this text

Exit status: 0 all valid, 1 some URL is invalid, 2 wrong usage. Reading from
standard input, an invalid URL is an answer like any other (0), and a line of
JSON that is not as it should be is 2.

Examples:
  onward resolve --base https://shop.example/a/b '../c?x=1'
  onward resolve --base https://shop.example '/\evil.example/x'
  printf '/a\n//evil.example\n' | onward resolve --base https://shop.example
  printf '%s\n' '{"input":"?q","base":"https://shop.example/a"}' |
    onward resolve --json -
)";

ExitCode run_resolve(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
