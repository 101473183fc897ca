// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

namespace onward::cli {

inline constexpr std::string_view kFollowManual =
    R"(onward follow - a request, followed through every redirect without loss

Usage: onward follow [OPTION]... URL

Sends a request and follows what comes back as RFC 9110 and the Fetch standard
say. Content is sent whole or not at all; what comes from a pipe is kept while
it is sent, so that a 307 can have it again. Credentials stay with the origin
that they were given for. docs/follow.md tells it all.

What is sent (as curl has it):
  -X, --request METHOD    GET; POST with content, PUT with -T
  -d, --data TEXT         content; @FILE is a file without its line ends, @- the
                          standard input; more than one are joined with '&'
      --data-binary TEXT  likewise, but a file goes as it is
      --data-raw TEXT     likewise, but '@' means nothing
  -F, --form NAME=VALUE   a form (multipart/form-data); VALUE may be @FILE or
                          <FILE, and end in ;type=TYPE or ;filename=NAME
  -T, --upload-file FILE  a file as content, '-' is the standard input
  -H, --header FIELD      'Name: value'; 'Transfer-Encoding: chunked' is obeyed
  -u, --user NAME:PASS    Authorization: Basic
  -A, -e                  User-Agent, Referer
  -b, --cookie COOKIE     'name=value', or a file to read cookies from
  -c, --cookie-jar FILE   cookies are kept, and written there at the end
  -I, --head              HEAD, and the heads of the answers are shown

How redirects are followed (curl's -L is taken, and changes nothing):
      --max-redirects N   20
      --policy NAME       onward; fetch (to the letter of that standard); strict
                          (301 and 302 keep the method)
      --keep-method       301 and 302 keep the method
      --allow-downgrade   from https to http as well
      --trust-origin URL  credentials may go to that origin
      --cache FILE        redirects that still hold are kept there, and not
                          asked for again
      --secret-field NAME a field that is treated as Authorization is
      --deny-private      connects to public addresses only, whatever a name or
                          a redirect says: not to loopback, private, link-local,
                          metadata, nor to these inside of IPv6 addresses
      --spool-limit SIZE  2G; of a pipe this much is kept to be sent again
      --expect-over SIZE  1M; larger content waits for '100 Continue'

The connection:
  -k, --cacert FILE, --resolve HOST:PORT:ADDRESS
  -x, --proxy URL         http, https, socks4, socks4a, socks5, socks5h; '' is
                          none. Without it http_proxy, https_proxy, all_proxy
                          and no_proxy count, as with curl
  -U, --proxy-user NAME:PASS, --proxy-header FIELD, --noproxy HOST,HOST...
  -m, --max-time SECONDS, --connect-timeout SECONDS
      --http1.1, --http2, --http2-prior-knowledge

What is shown:
  -o, --output FILE       the answer's content; FILE is whole or as it was
  -O, --remote-name       likewise, named as the URL's last part
  -i, --include           the heads of the answers as well
  -f, --fail              an answer of 400 or above is a failure
      --trace             each hop: status, content, fields not sent on and why
      --json              the same as data; content goes to -o alone
  -w, --write-out FORMAT  curl's variables, and %{stop_reason}
  -v, -s, -S              every line; nothing; errors only
  -h, --help              this text

Exit status:
   0  an answer came that is no redirect      14  too many redirects
   1  the answer is 400 or above (--fail)     15  a loop
   2  the command line can't be understood    16  from https to http
   3  a file can't be read or written         17  another origin
  10  a redirect without Location             18  not for this method
  11  Location is no URL                      19  the content is gone
  12  two Locations that differ               20  credentials in Location
  13  another scheme than http and https      29  another reason to stop
  30  the name has no address                 37  it broke off in the answer
  31  no connection                           38  what came is no HTTP
  32  TLS                                     39  an address that is denied
  33  the proxy                               40  broken off, and not repeatable
  34  time is up                              41  the file was changed meanwhile
  35  it broke off while sending              49  another failure
  36  it broke off before an answer          130  SIGINT; 143 SIGTERM

Examples:
  onward follow --trace http://127.0.0.1:8307/api/v1/orders -d book=1984
  tar c data | onward follow -T - https://upload.example/backup.tar
  onward follow --json -X DELETE https://api.example/v1/orders/7
  onward follow --deny-private -o page.html "$URL_OF_A_STRANGER"
)";

ExitCode run_follow(Arguments arguments, const Streams& streams);

}  // namespace onward::cli
