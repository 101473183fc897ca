// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kCheckManual =
    R"(onward check - what is wrong with a rule set, and how to mend it

Usage: onward check FILE... [--report KIND] [-o OUTPUT] [OPTION]...
       onward check URL... [--urls LIST] [--against FILE] [OPTION]...

Reads rule files as 'serve' does and looks for redirects that never end, chains
of them, rules that never decide, duplicates and conflicts, a POST that is lost,
caching, https that leads to http, open redirects, variants of a path that are
missed, what a platform does not allow. Every finding has a request that shows
it. docs/check.md has all of them; 'onward check --explain ID' tells one.

With URLs it asks the servers: each redirect with its status, the form of its
Location, how long it is kept; loops, chains, dead ends, https that leads to
http; what the clients of the atlas would make of the first answer.

Options:
  --report KIND         text, json, sarif, junit or html; text
  -o, --output OUTPUT   a file instead of the output
  --fail-on WHAT        when the exit status is 1: error, warning, note, never,
                        or ids with commas between them; warning
  --disable ID          not to be looked for; as often as needed
  --explain ID          what an id means, and why; 'all' of them
  --fix                 write the last target of a chain into its line, where
                        that can be done safely, and say what was changed
  --host HOST           a redirect to this host comes back to these rules; as
                        often as needed. Hosts that rules name are known
  --slashes-alike       the server takes /a and /a/ for one path
  --platform NAME       keep to the limits of cloudflare, cloudflare-bulk,
                        netlify, vercel, gitlab, gateway-api, alb; that of the
                        file's format
  --format FORMAT       what the files are written in; recognised by itself
  --base PATH           the URL path of the folder that a .htaccess stands in
  --all                 all findings of an id, not twenty of them
  -h, --help            this text

With URLs:
  --urls LIST           a file with a URL a line; '-' is the input
  --against FILE        what should happen: the first answers are compared with
                        these rules'
  -X, -d, -H, -k, --cacert, --resolve, --max-time
                        the request, as for 'onward follow'; GET, 30 seconds
  --client NAME         predict this client only; as often as needed
  --uploads             also ask how content is treated: sends POST (or -X) with
                        up to a mebibyte of zeros. For servers of your own
  --at-once N           so many servers at one time; 8
  --pause SECONDS       between two URLs of one server; 0.1

Colours are shown on a terminal, unless NO_COLOR is set.

Exit status: 0 nothing was found, 1 findings at or above --fail-on, 2 the
command line is wrong, 3 a file can't be read or written.

Examples:
  onward check onward.toml
  onward check _redirects --fail-on error
  onward check moved.csv --report html -o report.html
  onward check *.toml --report sarif -o onward.sarif --disable slash-variant
  onward check moved.csv --fix
  onward check docs/.htaccess --base /docs/
  onward check https://shop.example/old -X POST -d book=1984
  onward check --urls old-urls.txt --against onward.toml --report junit
)";

ExitCode run_check(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
