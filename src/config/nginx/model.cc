// SPDX-License-Identifier: MIT
// From the tree to servers. A file may be the whole of a configuration or a part of it, that nginx
// would include under http, or in a server: what stands in no server becomes a server of its own,
// for every host. What nginx inherits from level to level is handed down here.
#include "config/nginx/model.h"

#include "base/ascii.h"
#include "config/nginx/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace onward::config::nginx {
namespace {

using rules::Severity;

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 6> kProxies{"proxy_pass", "fastcgi_pass",   "uwsgi_pass",
                                                   "scgi_pass",  "memcached_pass", "grpc_pass"};
constexpr std::array<std::string_view, 9> kServerParts{
    "location", "rewrite", "return", "if", "set", "server_name", "listen", "error_page", "break"};
constexpr std::array<std::string_view, 6> kOtherBlocks{"stream", "mail",  "upstream",
                                                       "events", "types", "server"};

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

bool is_status_of_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_absolute(std::string_view target) {
  return target.starts_with("http://") || target.starts_with("https://") ||
         target.starts_with("$scheme");
}

struct Inherited {
  std::vector<ErrorPage> error_pages;
  bool merges_slashes = true;
  bool makes_absolute = true;
  bool names_server = false;
};

std::optional<ErrorPage> read_error_page(const Directive& directive) {
  if (directive.words.size() < 2) return std::nullopt;
  ErrorPage page;
  page.place = directive.name.place;
  page.to = directive.words.back();
  for (std::size_t i = 0; i + 1 < directive.words.size(); ++i) {
    const std::string& word = directive.words[i].text;
    if (word.starts_with('=')) {
      page.takes_status = word.size() == 1;
      if (word.size() > 1) page.status = number(std::string_view(word).substr(1));
    } else {
      page.codes.insert(number(word));
    }
  }
  return page;
}

class Builder {
 public:
  explicit Builder(rules::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Model run(Tree& tree) {
    Directive part;
    read_http(tree.top, part, {});
    if (std::ranges::any_of(part.block, [](const Directive& directive) {
          return is_one_of(directive.is(), kServerParts);
        })) {
      part.lacks_include = tree.top.lacks_include;
      part.name = part.block.front().name;
      model_.made.push_back(std::move(part));
      add_server(model_.made.back(), {}, true);
    }
    find_relevant();
    return std::move(model_);
  }

 private:
  void read_http(Directive& level, Directive& part, Inherited inherited) {
    inherit(level.block, inherited);
    for (Directive& directive : level.block) {
      const std::string& name = directive.is();
      if (name == "http" && directive.has_block) {
        Directive rest;
        read_http(directive, rest, inherited);
      } else if (name == "server" && directive.has_block) {
        add_server(directive, inherited, false);
      } else if ((name == "map" || name == "geo" || name == "split_clients") &&
                 directive.has_block) {
        add_map(directive);
      } else if (!is_one_of(name, kOtherBlocks)) {
        part.block.push_back(std::move(directive));
      }
    }
  }

  static void inherit(const Block& block, Inherited& inherited) {
    std::vector<ErrorPage> own;
    for (const Directive& directive : block) {
      const bool is_on = directive.word(0) == "on";
      if (directive.is() == "error_page") {
        if (auto page = read_error_page(directive)) own.push_back(std::move(*page));
      } else if (directive.is() == "merge_slashes") {
        inherited.merges_slashes = is_on;
      } else if (directive.is() == "absolute_redirect") {
        inherited.makes_absolute = is_on;
      } else if (directive.is() == "server_name_in_redirect") {
        inherited.names_server = is_on;
      }
    }
    if (!own.empty()) inherited.error_pages = std::move(own);
  }

  void add_map(const Directive& directive) {
    MapVariable map;
    map.kind = directive.is() == "geo"             ? MapVariable::Kind::Geo
               : directive.is() == "split_clients" ? MapVariable::Kind::Split
                                                   : MapVariable::Kind::Map;
    map.block = &directive.block;
    map.place = directive.name.place;
    if (directive.words.empty()) return;
    const std::string& name = directive.words.back().text;
    map.source = directive.words.size() > 1 ? directive.word(0) : "$remote_addr";
    if (name.starts_with('$')) model_.maps.emplace(name.substr(1), map);
  }

  void add_server(Directive& directive, const Inherited& above, bool is_part) {
    auto server = std::make_unique<Server>();
    server->place = directive.name.place;
    server->is_part = is_part;
    Inherited inherited = above;
    read_location(directive, inherited, server->root, *server);
    // In a server these hold for all of it.
    inherit(directive.block, inherited);
    server->merges_slashes = inherited.merges_slashes;
    bool is_known = !is_part && !directive.lacks_include;
    bool has_ssl = false;
    for (const Directive& inner : directive.block) {
      if (inner.is() == "server_name") {
        for (const Word& word : inner.words) {
          server->has_template_name = server->has_template_name || word.is_template;
          if (!word.is_template) server->names.push_back(word);
        }
      } else if (inner.is() == "ssl" && inner.word(0) == "on") {
        has_ssl = true;
      } else if (inner.is() == "listen" && !inner.words.empty()) {
        add_listen(inner, *server, is_known);
      }
    }
    for (Listen& listen : server->listens) listen.is_https = listen.is_https || has_ssl;
    if (server->listens.empty() && is_known) server->listens.emplace_back();
    if (is_part) server->names.clear();
    note_named(server->root, *server);
    model_.servers.push_back(std::move(server));
  }

  static void add_listen(const Directive& directive, Server& server, bool& is_known) {
    const std::string& address = directive.words[0].text;
    const std::size_t colon = address.rfind(':');
    const bool has_port = colon != std::string::npos && address.find(']', colon) == address.npos;
    const int port = number(has_port ? std::string_view(address).substr(colon + 1) : address);
    if (address.starts_with("unix:") || directive.words[0].is_template) {
      is_known = false;
      return;
    }
    Listen listen;
    if (port > 0) listen.port = static_cast<unsigned>(port);
    for (const Word& word : directive.words) {
      if (word.text == "ssl" || word.text == "quic") listen.is_https = true;
      if (word.text == "default_server" || word.text == "default") listen.is_default = true;
    }
    if (listen.port == 443) listen.is_https = true;
    const auto same = std::ranges::find(server.listens, listen.port, &Listen::port);
    if (same == server.listens.end()) {
      server.listens.push_back(listen);
    } else {
      same->is_default = same->is_default || listen.is_default;
      same->is_https = same->is_https || listen.is_https;
    }
  }

  /// Blocks nest at most kMaxBlockDepth deep, so that recursion ends.
  void read_location(const Directive& directive, Inherited inherited, Location& location,
                     Server& server) {
    inherit(directive.block, inherited);
    location.block = &directive.block;
    location.place = directive.name.place;
    location.error_pages = inherited.error_pages;
    location.makes_absolute = inherited.makes_absolute;
    location.names_server = inherited.names_server;
    for (const Directive& inner : directive.block) {
      if (inner.is() == "location" && inner.has_block) {
        Location nested;
        if (!read_head(inner, nested)) continue;
        warn_of_repeated(location, nested);
        read_location(inner, inherited, nested, server);
        location.has_redirects = location.has_redirects || nested.has_redirects;
        location.nested.push_back(std::move(nested));
        continue;
      }
      read_inner(inner, location);
    }
    for (const ErrorPage& page : location.error_pages) {
      location.has_redirects = location.has_redirects || page.is_redirect() ||
                               page.to.text.starts_with('@') || page.to.text.starts_with('/');
    }
    location.adds_slash =
        location.kind != Location::Kind::Exact && location.pattern.ends_with('/') &&
        location.pattern.size() > 1 && is_one_of(location.content, kProxies) &&
        (location.kind == Location::Kind::Prefix || location.kind == Location::Kind::PrefixOnly);
    location.has_redirects = location.has_redirects || location.adds_slash;
  }

  void warn_of_repeated(const Location& level, const Location& location) {
    auto& seen = seen_[&level];
    if (seen.emplace(location.kind, location.pattern).second) return;
    diagnostics_.push_back(
        {Severity::Warning, location.place,
         "nginx refuses this: the location '" + location.pattern + "' is there twice",
         "the first one is taken"});
  }

  void read_inner(const Directive& inner, Location& location) {
    const std::string& name = inner.is();
    if (is_one_of(name, kProxies)) location.content = name;
    if (name == "internal") location.is_internal = true;
    if (name.starts_with("content_by_lua") || name == "empty_gif" || name == "stub_status" ||
        name == "js_content" || name == "perl" || name == "mp4" || name == "flv") {
      location.content = name;
    }
    if (name == "return" || name == "rewrite") location.has_redirects = true;
    if (name == "try_files") location.has_redirects = true;
    if (is_redirect(inner)) model_.redirects.push_back(inner.name.place);
    if (name == "if") {
      for (const Directive& conditional : inner.block) {
        if (conditional.is() == "return" || conditional.is() == "rewrite") {
          location.has_redirects = true;
        }
        if (is_redirect(conditional)) model_.redirects.push_back(conditional.name.place);
      }
    }
    if (name == "error_page") {
      if (auto page = read_error_page(inner); page && page->is_redirect()) {
        model_.redirects.push_back(inner.name.place);
        model_.error_pages.insert(inner.name.place.line);
      }
    }
  }

  bool read_head(const Directive& directive, Location& location) {
    using Kind = Location::Kind;
    std::string modifier = directive.word(0);
    std::string pattern = directive.word(1);
    if (directive.words.size() == 1) {
      // "location ~^/a", "location =/a": nginx takes the modifier off the word.
      std::size_t size = 0;
      for (const std::string_view known : {"~*", "^~", "~", "="}) {
        if (size == 0 && modifier.starts_with(known) && !directive.words[0].is_quoted) {
          size = known.size();
        }
      }
      pattern = modifier.substr(size);
      modifier.resize(size);
    }
    location.pattern = pattern;
    location.place = directive.name.place;
    location.kind = modifier == "="    ? Kind::Exact
                    : modifier == "^~" ? Kind::PrefixOnly
                    : modifier == "~"  ? Kind::Regex
                    : modifier == "~*" ? Kind::RegexAnyCase
                                       : Kind::Prefix;
    if (modifier.empty() && pattern.starts_with('@')) location.kind = Kind::Named;
    if (!directive.is_template()) return true;
    diagnostics_.push_back({Severity::Error, directive.name.place,
                            "where this location is, a template says: what stands in it is lost",
                            "import the finished file"});
    count_redirects(directive);
    return false;
  }

  /// The redirects of a block that is not read.
  void count_redirects(const Directive& directive) {
    for (const Directive& inner : directive.block) {
      if (is_redirect(inner)) model_.redirects.push_back(inner.name.place);
      if (inner.has_block) count_redirects(inner);
    }
  }

  static void note_named(const Location& location, Server& server) {
    for (const Location& nested : location.nested) {
      if (nested.kind == Location::Kind::Named) server.named.emplace(nested.pattern, &nested);
      note_named(nested, server);
    }
  }

  void mention(std::string_view text, std::set<std::string>& names) {
    for (const Template& piece : split_variables(text)) {
      if (piece.is_variable) names.insert(piece.text);
    }
  }

  void mention_in(const Block& block, std::set<std::string>& targets,
                  std::vector<std::pair<std::string, std::string>>& sets) {
    for (const Directive& directive : block) {
      const std::string& name = directive.is();
      if (name == "set" && directive.words.size() == 2) {
        model_.set_variables.insert(directive.word(0).substr(1));
        sets.emplace_back(directive.word(0).substr(1), directive.word(1));
      }
      if (name == "if" || name == "return" || name == "rewrite" || name == "error_page") {
        for (const Word& word : directive.words) mention(word.text, model_.relevant);
      }
      if (is_redirect(directive)) mention(directive.word(1), targets);
      if (is_redirect(directive)) mention(directive.word(0), targets);
      if (directive.has_block) mention_in(directive.block, targets, sets);
    }
  }

  void find_relevant() {
    std::set<std::string> targets;
    std::vector<std::pair<std::string, std::string>> sets;
    for (const auto& server : model_.servers) mention_in(*server->root.block, targets, sets);
    for (std::size_t before = 0; before != targets.size() + model_.relevant.size();) {
      before = targets.size() + model_.relevant.size();
      for (const auto& [name, value] : sets) {
        if (model_.relevant.contains(name)) mention(value, model_.relevant);
        if (targets.contains(name)) mention(value, targets);
      }
      for (const auto& [name, map] : model_.maps) {
        if (model_.relevant.contains(name)) mention(map.source, model_.relevant);
      }
    }
    for (auto& [name, map] : model_.maps) {
      if (!targets.contains(name) || map.kind != MapVariable::Kind::Map) continue;
      map.is_target = true;
      for (const Directive& entry : *map.block) {
        if (entry.words.size() == 1 && is_true(entry.word(0))) {
          model_.redirects.push_back(entry.name.place);
        }
      }
    }
  }

  rules::Diagnostics& diagnostics_;
  Model model_;
  std::map<const Location*, std::set<std::pair<Location::Kind, std::string>>> seen_;
};

}  // namespace

Model build(Tree& tree, rules::Diagnostics& diagnostics) { return Builder(diagnostics).run(tree); }

bool ErrorPage::is_redirect() const {
  return !to.text.starts_with('/') && !to.text.starts_with('@') && !to.text.empty();
}

bool is_redirect(const Directive& directive) {
  const std::string& target = directive.word(directive.is() == "rewrite" ? 1 : 0);
  if (directive.is() == "return") {
    return directive.words.size() == 1
               ? is_absolute(target)
               : directive.words.size() > 1 && is_status_of_redirect(number(target));
  }
  if (directive.is() != "rewrite") return false;
  return is_absolute(target) || directive.word(2) == "permanent" || directive.word(2) == "redirect";
}

}  // namespace onward::config::nginx
