// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/alias.h"
#include "config/apache/directive.h"
#include "config/apache/maps.h"
#include "config/apache/rewrite_rule.h"
#include "config/apache/test.h"
#include "config/foreign.h"
#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <vector>

// What a configuration says, sorted by where it is asked.
namespace onward::config::apache {

/// A server's own directives, or those of one of its folders and sections.
struct Scope {
  Context context;
  rules::Conditions where;  ///< what a section asks
  std::string fault{};      ///< why it is not known what a section asks
  bool is_engine_on = false;
  bool inherits = false;  ///< RewriteOptions Inherit
  std::optional<std::string> rewrite_base{};
  std::vector<RewriteLine> rewrites{};
  std::vector<AliasRedirect> redirects{};
  std::vector<const Directive*> environment{};
  std::vector<rules::Rule> passes{};  ///< what is forwarded elsewhere
};

/// <VirtualHost>, or what stands outside of all.
struct Host {
  rules::Place place;
  std::string server_name{};
  std::vector<std::string> names{};  ///< with that of ServerName
  std::string port{};                ///< "" for all
  bool is_tls = false;
  bool is_main = false;
  std::string document_root{};
  std::vector<std::pair<std::string, std::string>> aliases{};  ///< URL, folder
  Maps maps{};
  Scope server{};
  std::vector<Scope> folders{};  ///< in the order of merging: the last counts most
};

struct Site {
  Host main;
  std::vector<Host> hosts;
  bool allows_encoded_slashes = false;
};

struct SiteOptions {
  bool is_folder = false;  ///< the text is a .htaccess
  std::string base = "/";  ///< its folder's URL
};

/// The site refers to the tree, which outlives it.
Site read_site(const std::vector<Directive>& tree, const SiteOptions& options, Includes& includes,
               Account& account);

/// Its rules, in the order in which Apache asks.
std::vector<rules::Rule> site_rules(const Site& site, const SiteOptions& options, Account& account);

}  // namespace onward::config::apache
