// SPDX-License-Identifier: MIT
#pragma once

#include "config/caddy/lines.h"
#include "config/report.h"

#include <optional>
#include <string>
#include <vector>

// The sites of a Caddyfile: which requests each takes.
namespace onward::config::caddy {

/// "https://*.example.com:8443/api*"
struct Address {
  std::string scheme;  ///< as written; "" where it is not
  std::string host;    ///< "" is any
  std::string port;    ///< as written; "" where it is not
  std::string path;
  rules::Place place;

  bool is_http = false;  ///< it listens without TLS
  std::string listens;   ///< the port
};

/// What of the global options counts here.
struct Globals {
  std::string http_port = "80";
  std::string https_port = "443";
  bool has_auto_https = true;      ///< names get certificates
  bool has_auto_redirects = true;  ///< and their http requests a redirect
};

struct Site {
  std::vector<Address> addresses;
  std::vector<Line> lines;
  rules::Place place;
};

/// A word of a site's head; nullopt where it is none, which is an error in `report`.
std::optional<Address> read_address(const Word& word, const Globals& globals, Report& report);

/// The sites in the order in which Caddy asks them: the more of a host they name, the earlier.
void sort(std::vector<Site>& sites);

}  // namespace onward::config::caddy
