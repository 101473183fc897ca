// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kImportManual =
    R"(onward import - the redirects of another server as Onward's rules

Usage: onward import FORMAT FILE... [-o OUT.toml] [OPTION]...

Reads redirect files of others in FORMAT ('auto': recognised by content and
name), and writes the rules that answer as they did: to OUT.toml, with maps of
many rows as files beside it, or to the output. Several files are read in their
order; what they include is read too.

What could not be taken over is told on standard error, each with file, line,
what it would have done and why, and a count at the end:
  error     a directive that redirects is lost
  warning   taken over, but it may answer otherwise than before in some case
  note      it redirects nothing and changes no redirect, and is left out

FORMAT is one of
  nginx, nginx-map, apache, htaccess, haproxy, haproxy-map, caddy,
  netlify, netlify-toml, cloudflare, vercel, firebase, gateway-api, traefik,
  microsoft, iis, express, worker, csv, tsv, mdn, map, image, auto

Options:
  -o, --output FILE   where the rules go; '-' is the output, and then a map of
                      many rows needs a FILE
  --base PATH         the URL path of the folder that a .htaccess stands in,
                      /docs/; without it, that of the document root
  --force             write over files that are there
  --json              the report as JSON, on standard error
  --strict            warnings count as losses for the exit status
  --quiet             errors alone, and the count
  -h, --help          this text

Exit status: 0 nothing that redirects was lost; 1 something was, and the rest
is written; 2 the command line is wrong, or a file can't be understood at all;
3 a file can't be read or written.

Examples:
  onward import nginx /etc/nginx/nginx.conf -o onward.toml
  onward import htaccess .htaccess
  onward import auto _redirects netlify.toml -o onward.toml --force
  onward import csv moved.csv -o moved.toml --json 2>report.json
)";

ExitCode run_import(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
