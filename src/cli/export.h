// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kExportManual =
    R"(onward export - rules in the language of another server

Usage: onward export FORMAT FILE [-o OUT] [OPTION]...

Reads FILE, a configuration of Onward's or a redirect file of somebody else's,
and writes its rules in FORMAT, so that they answer there as here and the first
that matches wins. What FORMAT cannot say is told on standard error, with the
place of the rule; so are the limits of its platform.

FORMAT is one of
  nginx        a server { } and its maps, for http { }
  apache       a virtual host with mod_rewrite, and files of RewriteMap
  haproxy      a frontend, and map files
  caddy        a site of a Caddyfile
  gateway-api  HTTPRoutes of Kubernetes
  netlify      _redirects
  csv          a list of Cloudflare's bulk redirects
Files beside OUT are named after it, OUT-1.map; such rules need -o.

Options:
  -o, --output OUT    where it goes; the output
  --from FORMAT       what FILE is written in; recognised by itself
  --host HOST         the host of rules that name none, where FORMAT needs one
  --force             write over a file that is there
  -h, --help          this text

Exit status: 0 every rule is written, 1 some could not be, 2 the command line or
FILE is wrong, 3 a file can't be read or written.

Examples:
  onward export nginx onward.toml -o redirects.conf
  onward export apache onward.toml -o redirects.conf
  onward export csv moved.csv --host shop.example
)";

ExitCode run_export(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
