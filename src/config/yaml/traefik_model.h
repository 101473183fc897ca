// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"
#include "config/yaml/node.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// What of Traefik's configuration concerns redirects, whichever way it is written: YAML, TOML,
// labels, custom resources.
namespace onward::config::yaml {

/// A value and its place.
struct Setting {
  std::string text;
  rules::Place place;
  bool is_open = false;  ///< the environment fills in a part of it
};

/// redirectRegex, redirectScheme or chain.
struct Middleware {
  std::string kind;  ///< "regex", "scheme", "chain", "other"
  rules::Place place;
  std::map<std::string, Setting, std::less<>> settings;  ///< "regex", "replacement", "permanent" …
  std::vector<std::string> chain;
  bool is_used = false;
};

struct Router {
  Setting rule;
  rules::Place place;
  std::vector<std::string> middlewares;
  std::vector<std::string> entry_points;
  std::size_t priority = 0;  ///< 0: the length of its rule
  bool has_tls = false;
};

struct Model {
  /// By name; of the map's order routers of one priority are told apart by their places.
  std::map<std::string, Middleware, std::less<>> middlewares;
  std::map<std::string, Router, std::less<>> routers;
};

Model read_model(std::string_view text, Report& report);

}  // namespace onward::config::yaml
