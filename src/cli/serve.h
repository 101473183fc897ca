// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kServeManual =
    R"(onward serve - answer requests by rules

Usage: onward serve [FILE] [--listen ADDRESS]... [OPTION]...

Reads FILE (onward.toml if none is named), checks it, and serves until it is
told to stop. FILE is a configuration of Onward's, or a redirect file of
somebody else's: nginx, Apache, HAProxy, Caddy, _redirects, CSV and others, see
'onward help import'. A line that cannot be honoured is reported, and the others
serve.

Options:
  --listen ADDRESS    instead of the file's listeners: 127.0.0.1:8080, [::]:80;
                      port 0 is any free one. TLS and the rest are as the
                      file has them of its first listener
  --threads N         event loops; one a core
  --format FORMAT     what FILE is written in: toml, or one of 'onward help
                      import'; recognised by content, then by name
  --base PATH         the URL path of the folder that a .htaccess stands in
  --access-log FILE   instead of the file's access log; '-' is the output
  --user NAME[:GROUP] be this user once the listeners and the log are open;
                      for root. What is read later, a new FILE and new
                      certificates, must be readable by that user; a warning
                      says what will not be
  --check             read and check FILE, and end
  -h, --help          this text

Signals:
  SIGTERM, SIGINT   take no new connection, finish what has begun, end;
                    a second one ends at once
  SIGHUP            read FILE again. A file that is wrong is refused with its
                    diagnostics, and the old rules go on; so with certificates,
                    which are read again even then. The access log is opened
                    again
  SIGUSR2           start the program anew, with the same words, and let it take
                    over the listening sockets: an upgrade without a gap. If it
                    does not start, this one goes on

Watching: [admin] listen = "unix:/run/onward/admin.sock", or an address of
loopback, in FILE: /metrics for Prometheus, /livez and /readyz, and the hits of
each rule ('onward help rules').

Exit status: 0 it was told to stop, or FILE is good (--check); 1 (--check) some
line can't be honoured, and the others would serve; 2 FILE or the command line
is wrong; 3 a file can't be read, or an address can't be taken.

Examples:
  onward serve
  onward serve examples/quickstart.toml
  onward serve _redirects --format cloudflare --listen 127.0.0.1:8080
  onward serve moved.csv --listen 127.0.0.1:0 --access-log -
)";

ExitCode run_serve(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
