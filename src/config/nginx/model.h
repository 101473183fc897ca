// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/tree.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What of a configuration bears on redirects: servers, their locations, maps.
namespace onward::config::nginx {

/// "error_page 503 =307 https://x.example".
struct ErrorPage {
  std::set<int> codes;
  std::optional<int> status;  ///< "=307"
  bool takes_status = false;  ///< "=": that of the page
  Word to;                    ///< a URL, a path, "@name"
  rules::Place place{};

  bool is_redirect() const;
};

struct Location {
  enum class Kind : std::uint8_t { Exact, Prefix, PrefixOnly, Regex, RegexAnyCase, Named };
  Kind kind = Kind::Prefix;
  std::string pattern;
  rules::Place place{};
  const Block* block = nullptr;
  std::vector<Location> nested;
  std::vector<ErrorPage> error_pages;  ///< with those of the levels above
  std::string content;                 ///< the directive that answers, "proxy_pass"; "" for files
  bool adds_slash = false;             ///< "/a" is redirected to its "/a/"
  bool is_internal = false;
  bool makes_absolute = true;
  bool names_server = false;   ///< server_name_in_redirect
  bool has_redirects = false;  ///< in it, or in what is nested in it
};

struct Listen {
  unsigned port = 80;
  bool is_https = false;
  bool is_default = false;

  friend bool operator==(const Listen&, const Listen&) = default;
};

struct Server {
  rules::Place place{};
  std::vector<Word> names;
  std::vector<Listen> listens;  ///< none: not known
  bool has_template_name = false;
  bool is_part = false;  ///< what stands in no server of its file
  bool merges_slashes = true;
  /// The server as a location: what answers where none fits, and what stands in none.
  Location root;
  std::map<std::string, const Location*> named;
};

struct MapVariable {
  enum class Kind : std::uint8_t { Map, Geo, Split };
  Kind kind = Kind::Map;
  std::string source;  ///< a text with variables
  const Block* block = nullptr;
  rules::Place place{};
  bool is_target = false;  ///< redirects lead where it says
};

/// Views of a tree that outlives it.
struct Model {
  std::vector<std::unique_ptr<Server>> servers;
  std::map<std::string, MapVariable> maps;
  std::set<std::string> set_variables;
  std::set<std::string> relevant;  ///< variables that redirects, rewrites and conditions name
  /// Directives that redirect, and entries of maps that redirects lead to.
  std::vector<rules::Place> redirects;
  std::set<std::uint32_t> error_pages;  ///< the lines of those that are `error_page`
  /// Directives and blocks that the model had to make up.
  std::deque<Directive> made;
};

Model build(Tree& tree, rules::Diagnostics& diagnostics);

/// Whether `return` or `rewrite` sends a redirect.
bool is_redirect(const Directive& directive);

}  // namespace onward::config::nginx
