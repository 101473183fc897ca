// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kExplainManual =
    R"(onward explain - what a rule file answers to one request, and why

Usage: onward explain FILE URL [-X METHOD] [-H 'NAME: VALUE']... [--json]
                      [--client NAME|all [--content SOURCE]
                      [--secret-field NAME]...]

Shows which rule decides, why those before it do not, the exact answer, which
of 301 302 303 307 308 fits what the rule does, and what CORS means for it.
With -H 'Expect: 100-continue', a Content-Length or Transfer-Encoding also what
becomes of the content and of the connection. Nothing is sent anywhere.

URL is a whole URL, taken as a browser would send it, or a path, taken byte by
byte as it stands. The host of a path is that of a Host field given with -H,
else the first listener's if the file has one, else localhost.

Options:
  -X, --method METHOD   the request's method; GET
  -H, --header FIELD    a field of the request, as often as needed
  --client NAME         what this client does with the answer, or 'all' of
                        them: followed or not, with which method, content and
                        fields, and what is lost; 'onward clients' lists them;
                        onward, fetch and strict are policies of 'follow'
  --content SOURCE      where that client has the content from: memory, file,
                        stream, none; memory for POST, PUT and PATCH
  --secret-field NAME   a field that only the first server may see; known as
                        such are Authorization, Cookie, *-Api-Key, *-Token ...
  --client ADDRESS      the address of the client; 127.0.0.1
  --at TIME             the time to answer at, 2026-12-01T06:00:00Z; now
  --format FORMAT       what FILE is written in: toml, or one of 'onward help
                        import'; recognised by itself
  --base PATH           the URL path of the folder that a .htaccess stands in
  --json                one JSON object
  -h, --help            this text

Exit status: 0 a rule decides, 1 none does, 2 the file or the command line is
wrong, 3 the file can't be read.

Examples:
  onward explain examples/quickstart.toml /api/v1/orders -X POST
  onward explain examples/quickstart.toml /api/v1/orders -X POST \
    --client all --content stream
  onward explain _redirects https://shop.example/old?x=1
  onward explain onward.toml /upload -X PUT -H 'Content-Length: 33554432'
  onward explain onward.toml /api -X OPTIONS -H 'Origin: https://app.example' \
    -H 'Access-Control-Request-Method: PUT'
)";

ExitCode run_explain(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
