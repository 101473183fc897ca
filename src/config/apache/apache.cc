// SPDX-License-Identifier: MIT
// httpd.conf, virtual hosts and .htaccess: read as a tree (tree.h), sorted by scope (scope.h), and
// written in the order in which Apache asks (order.cc).
#include "base/ascii.h"
#include "config/apache/account.h"
#include "config/apache/scope.h"
#include "config/apache/tree.h"
#include "config/foreign.h"
#include "config/lines.h"

#include <array>

namespace onward::config {
namespace {

ForeignRules read(const ForeignText& text, const apache::SiteOptions& options, Includes& includes) {
  apache::Account account;
  const auto tree = apache::read_tree(text, includes, account);
  const apache::Site site = apache::read_site(tree, options, includes, account);
  ForeignRules result;
  result.rules = apache::site_rules(site, options, account);
  result.diagnostics = account.take();
  result.takeover = account.takeover();
  return result;
}

/// How far into a text its format is looked for.
constexpr std::size_t kMaxLooked = std::size_t{64} * 1024;

struct Hits {
  bool has_directive = false;  ///< one that no other format has
  bool has_server = false;     ///< one that no .htaccess has
};

Hits look(std::string_view text) {
  constexpr std::array<std::string_view, 12> kOwn{
      "rewriterule ",       "rewritecond ",  "rewriteengine ", "redirectmatch ",
      "redirectpermanent ", "redirecttemp ", "<ifmodule ",     "<virtualhost ",
      "<locationmatch ",    "<directory ",   "rewritebase ",   "<filesmatch "};
  constexpr std::array<std::string_view, 7> kServer{
      "<virtualhost ",   "<directory ", "documentroot ", "<location ",
      "<locationmatch ", "servername ", "rewritemap "};
  Hits hits;
  LineReader lines(text.substr(0, kMaxLooked));
  for (Line line; lines.next(line);) {
    const std::string word = base::to_lower(trimmed(line.text).substr(0, 24));
    for (const std::string_view own : kOwn) {
      hits.has_directive = hits.has_directive || word.starts_with(own);
    }
    for (const std::string_view server : kServer) {
      hits.has_server = hits.has_server || word.starts_with(server);
    }
    // "Redirect 301 /a https://b": a word of Apache's and no brace or semicolon of others.
    if (word.starts_with("redirect ") && line.text.find_first_of("{};") == std::string_view::npos &&
        line.text.find('/') != std::string_view::npos) {
      hits.has_directive = true;
    }
  }
  return hits;
}

bool is_named_htaccess(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "htaccess" || name.ends_with(".htaccess") || name.starts_with(".htaccess");
}

}  // namespace

ForeignRules read_apache(const ForeignText& text, Includes& includes) {
  return read(text, {}, includes);
}

ForeignRules read_htaccess(const ForeignText& text, Includes& includes) {
  apache::SiteOptions options;
  options.is_folder = true;
  options.base = (text.base.starts_with('/') ? "" : "/") + std::string(text.base);
  if (!options.base.ends_with('/')) options.base += '/';
  return read(text, options, includes);
}

bool is_apache(std::string_view text, std::string_view path) {
  const Hits hits = look(text);
  return (hits.has_directive || hits.has_server) && (!is_named_htaccess(path) || hits.has_server);
}

bool is_htaccess(std::string_view text, std::string_view path) {
  const Hits hits = look(text);
  return is_named_htaccess(path) && hits.has_directive && !hits.has_server;
}

}  // namespace onward::config
