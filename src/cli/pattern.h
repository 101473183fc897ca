// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kPatternManual =
    R"(onward pattern - match URLs against a URLPattern

Usage: onward pattern [--base URL] [--ignore-case] [--json] PATTERN [URL]...
       onward pattern --json -

Compiles PATTERN by the WHATWG URL Pattern standard, prints its components,
and for each URL whether it matches and what the groups hold. A PATTERN that
begins with '/' is a pathname and matches on any host; any other is a whole
URL, relative to --base if that is given.

Options:
  --base URL      the base of a relative PATTERN and of relative URLs
  --ignore-case   letters match in either case (pathname, search and hash)
  --json          one JSON object a line:
                  {"components":{...},"hasRegExpGroups":BOOL,"match":...},
                  where match is null, or has the inputs and for each component
                  its input and groups; or
                  {"failure":true,"error":CODE,"reason":TEXT,...}.
                  With '-' each line of standard input is
                  {"pattern":[...],"inputs":[...]}: what JavaScript's
                  URLPattern constructor and its exec() take
  -h, --help      this text

Exit status: 0 all match, 1 some URL does not, 2 wrong usage or a pattern that
is not one. Reading from standard input, every answer is 0, and a line that is
not as it should be is 2.

The pattern language:
  :name     a group up to the next '/'    *        a group of anything
  (regexp)  a group with an expression    {...}?   an optional piece; + and *
  /a/:b?    matches /a and /a/x           \:       the character itself

Examples:
  onward pattern '/api/v1/*' 'https://shop.example/api/v1/orders?x=1'
  onward pattern 'https://{:lang.}?shop.example/:id(\d+)' \
    https://de.shop.example/42
  printf '%s\n' \
    '{"pattern":[{"pathname":"/:id"}],"inputs":["https://shop.example/42"]}' |
    onward pattern --json -
)";

ExitCode run_pattern(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
