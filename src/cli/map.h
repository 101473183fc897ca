// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

// `onward map`: images of maps, made and looked into.
namespace onward::cli {

inline constexpr std::string_view kMapManual =
    R"(onward map - images of maps: tables of millions of rows that open at once

Usage: onward map build FILE... -o IMAGE [OPTION]...
       onward map get IMAGE URL... [--json]
       onward map info IMAGE [--json] [--rows]

An image is a file that the server maps into memory and looks up where it lies.
Ten million rows open in the time of ten, processes share the memory, and
a new image put in the place of the old one serves within seconds, without
a reload. In onward.toml:

  [[rule]]
  map = "moved.map"

or 'onward serve moved.map'. What rows mean is told in docs/rules.md, "Maps";
the format in docs/map_format.md.

build writes IMAGE from the rows of each FILE: CSV, _redirects.txt and others,
as map = "FILE" takes them. The first of two rows with one source is used, the
other said. The file is written beside IMAGE and then renamed, so that a server
which has the old one open goes on with it until the new one is whole; its owner
and permissions are those of the old one.
  -o, --output IMAGE        where it is written
      --format NAME         what all files are written in; else recognised
      --status CODE         of rows that state none: 301 302 303 307 308 404 410
                            (default: the status of the rule, without it 301)
      --ignore-case         how paths are compared; a rule that looks the image
      --merge-slashes       up must say the same: ignore_case = true,
      --ignore-trailing-slash
                            slashes = "merge", trailing_slash = "ignore",
      --keep-escapes        escapes = "keep",
      --keep-dots           dots = "keep"
      --strict              writes nothing where a row can't be honoured
      --quiet               says errors, and no warnings

get says which row answers a URL, or a path of which no host is known.
info says what an image holds, and reads all of it to see that it is whole.
      --rows                looks each row up besides
      --json                as JSON, a line for each answer

Exit status:
  0  done
  1  a row can't be honoured and is left out; there is no row for a URL
  2  the command line or a file can't be understood, or the image is broken
  3  reading or writing failed

Examples:
  onward map build moved.csv -o moved.map
  onward map get moved.map '/blog/2019/hello?ref=mail' https://old.example/
  onward map info moved.map --rows
)";

ExitCode run_map(Arguments arguments, const Streams& streams);

/// Its parts; `arguments` are those behind the word.
ExitCode run_map_build(Arguments arguments, const Streams& streams);
ExitCode run_map_get(Arguments arguments, const Streams& streams);
ExitCode run_map_report(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
