// SPDX-License-Identifier: MIT
// Sorting directives. A section is a scope of its own, with what it asks as a condition; scopes are
// kept in the order in which Apache merges them: folders from the outer to the inner, then
// <Location>, then <If> (core documentation, "How the sections are merged").
#include "config/apache/scope.h"

#include "base/ascii.h"
#include "config/apache/emit.h"
#include "config/apache/environment.h"
#include "config/apache/expression.h"
#include "config/apache/target.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <array>
#include <map>

namespace onward::config::apache {
namespace {

bool is_redirect_name(std::string_view name) {
  return name == "redirect" || name == "redirectmatch" || name == "redirectpermanent" ||
         name == "redirecttemp";
}

std::string with_slash(std::string path) {
  if (!path.ends_with('/')) path += '/';
  return path;
}

/// A section's path as a pattern: the path and all below it, by whole segments.
std::string below(const std::string& path) {
  const std::string pattern = escape_pattern(escape_path(path));
  return path.ends_with('/') ? pattern + "*" : pattern + "{/*}?";
}

struct Section {
  Scope scope;
  int rank = 0;           ///< in the order of merging
  std::size_t depth = 0;  ///< of a folder
};

class SiteReader {
 public:
  SiteReader(const SiteOptions& options, Includes& includes, Account& account)
      : options_(options), includes_(includes), account_(account) {}

  Site run(const std::vector<Directive>& tree) {
    Site site;
    site_ = &site;
    site.main.is_main = true;
    if (options_.is_folder) {
      Section folder;
      folder.scope.context = {true, options_.base};
      host_ = &site.main;
      read(tree, folder);
      add_sections(std::move(folder));
      return site;
    }
    read_host(tree, site.main);
    for (const Directive& directive : tree) read_virtual_hosts(directive);
    return site;
  }

 private:
  void read_virtual_hosts(const Directive& directive) {
    if (directive.name == "virtualhost" && directive.is_section) {
      Host host;
      host.place = directive.place;
      address(directive.text, host);
      host.document_root = site_->main.document_root;
      read_host(directive.children, host);
      site_->hosts.push_back(std::move(host));
    }
  }

  static void address(std::string_view text, Host& host) {
    const auto words = words_of(text);
    if (words.empty()) return;
    const std::size_t colon = words[0].rfind(':');
    if (colon != std::string::npos && words[0].find(']', colon) == std::string::npos) {
      host.port = words[0].substr(colon + 1);
    }
    if (host.port == "*") host.port.clear();
    host.is_tls = host.port == "443" || host.port == "8443";
  }

  void read_host(const std::vector<Directive>& directives, Host& host) {
    host_ = &host;
    // A folder's URL depends on these, wherever they stand.
    for (const Directive& directive : directives) of_host(directive);
    Section server;
    read(directives, server);
    host.server = std::move(server.scope);
    add_sections({});
  }

  void of_host(const Directive& directive) {
    const auto words = words_of(directive.text);
    if (words.empty()) return;
    const std::string& name = directive.name;
    if (name == "documentroot") {
      host_->document_root = words[0];
    } else if (name == "alias" && words.size() > 1) {
      host_->aliases.emplace_back(words[0], words[1]);
    } else if (name == "servername") {
      // The last one counts.
      if (!host_->server_name.empty()) std::erase(host_->names, host_->server_name);
      host_->server_name = plain_name(words[0]);
      add_name(host_->server_name, directive);
    } else if (name == "serveralias") {
      for (const std::string& alias : words) add_name(plain_name(alias), directive);
    } else if (name == "sslengine") {
      host_->is_tls = base::to_lower(std::string_view(words[0])) == "on";
    } else if (name == "rewritemap") {
      add_map(directive, includes_, host_->maps, account_);
    } else if (name == "allowencodedslashes") {
      site_->allows_encoded_slashes = base::to_lower(std::string_view(words[0])) != "off";
    }
  }

  void add_name(const std::string& name, const Directive& directive) {
    const bool is_host = std::ranges::all_of(name, [](char c) {
      return base::is_alnum(c) || std::string_view("-._*").find(c) != std::string_view::npos;
    });
    if (is_host && !name.empty()) return host_->names.push_back(name);
    account_.warning(directive.place, "'" + name + "' is no name of a host: it is left out");
  }

  /// "https://www.example.com:443" is a name, too.
  static std::string plain_name(std::string_view name) {
    if (const std::size_t scheme = name.find("://"); scheme != name.npos) {
      name.remove_prefix(scheme + 3);
    }
    const std::size_t colon = name.rfind(':');
    if (colon != name.npos && name.find(']', colon) == name.npos) name = name.substr(0, colon);
    return base::to_lower(name);
  }

  // --- One scope ---------------------------------------------------------------------------------

  void read(const std::vector<Directive>& directives, Section& section) {
    std::vector<const Directive*> conditions;
    for (const Directive& directive : directives) {
      if (directive.is_section) {
        nested(directive, section);
        continue;
      }
      if (directive.name == "rewritecond") {
        conditions.push_back(&directive);
        continue;
      }
      if (directive.name == "rewriterule") {
        if (auto line = rewrite_line(directive, conditions, account_)) {
          section.scope.rewrites.push_back(std::move(*line));
        }
        conditions.clear();
        continue;
      }
      one(directive, section);
    }
  }

  void one(const Directive& directive, Section& section) {
    const std::string& name = directive.name;
    Scope& scope = section.scope;
    const auto words = words_of(directive.text);
    if (name == "rewriteengine") {
      scope.is_engine_on = !words.empty() && base::to_lower(std::string_view(words[0])) == "on";
    } else if (name == "rewritebase") {
      if (!words.empty()) scope.rewrite_base = words[0];
    } else if (name == "rewriteoptions") {
      for (const std::string& word : words) {
        if (base::to_lower(std::string_view(word)).starts_with("inherit")) scope.inherits = true;
      }
    } else if (is_redirect_name(name)) {
      redirect(directive, scope);
    } else if (is_setenvif(name)) {
      scope.environment.push_back(&directive);
    } else if (name == "errordocument" && words.size() > 1 && is_absolute(words[1])) {
      account_.lost(directive.place,
                    "this redirect is lost: it is one for what is not found, and what is found is "
                    "not known here",
                    "a last rule without a match would take all that no other takes");
    } else if (name.starts_with("proxypass") && !name.starts_with("proxypassreverse")) {
      forward(directive, scope);
    } else if (!is_silent(name)) {
      account_.left_out(directive.place, name);
    }
  }

  /// What is read elsewhere, or says nothing about requests at all.
  static bool is_silent(std::string_view name) {
    constexpr std::array<std::string_view, 16> kSilent{
        "documentroot",    "servername",          "serveralias", "sslengine",
        "rewritemap",      "allowencodedslashes", "alias",       "serveradmin",
        "errorlog",        "customlog",           "loglevel",    "listen",
        "serversignature", "servertokens",        "loadmodule",  "rewriterule"};
    return std::ranges::find(kSilent, name) != kSilent.end();
  }

  void redirect(const Directive& directive, Scope& scope) {
    auto redirect = alias_redirect(directive, account_);
    if (!redirect) return;
    if (!redirect->from && is_empty(scope.where)) {
      account_.lost(directive.place, "this redirect is lost: it has no path",
                    "Redirect with a target alone belongs into <Location>");
      return;
    }
    scope.redirects.push_back(std::move(*redirect));
  }

  void forward(const Directive& directive, Scope& scope) {
    const auto words = words_of(directive.text);
    if (words.empty()) return;
    rules::Rule rule;
    rule.place = directive.place;
    rule.comparison.merge_slashes = true;
    rule.when.place = directive.place;
    const bool has_path = words[0].starts_with('/') || words[0].starts_with('^');
    if (has_path && words.size() > 1 && words[1] == "!") return;  // not forwarded
    if (directive.name == "proxypassmatch" && has_path) {
      rule.when = path_conditions(words[0], false, directive.place);
    } else if (has_path && words[0] != "/") {
      rule.when.match = rules::Text{below(words[0]), directive.place};
    }
    rule.action.pass = true;
    scope.passes.push_back(std::move(rule));
  }

  // --- Sections ----------------------------------------------------------------------------------

  void nested(const Directive& directive, Section& outer) {
    const std::string& name = directive.name;
    if (name == "virtualhost") return;  // a host of its own
    if (name.starts_with("proxy") || name.starts_with("require") || name == "authnprovideralias") {
      return account_.left_out(directive.place, "<" + name + ">");
    }
    Section section;
    section.scope.context = outer.scope.context;
    section.scope.where = outer.scope.where;
    section.scope.fault = outer.scope.fault;
    section.rank = outer.rank;
    section.depth = outer.depth;
    enter(directive, section);
    read(directive.children, section);
    sections_.push_back(std::move(section));
  }

  void enter(const Directive& directive, Section& section) {
    const std::string& name = directive.name;
    auto words = words_of(directive.text);
    const bool is_pattern = name.ends_with("match") || (!words.empty() && words[0] == "~");
    if (words.size() > 1 && words[0] == "~") words.erase(words.begin());
    const std::string path = words.empty() ? "" : words[0];
    if (name.starts_with("location")) {
      section.rank = 3;
      location(path, is_pattern, directive, section.scope);
    } else if (name.starts_with("directory")) {
      section.rank = 1;
      section.depth = path.size();
      directory(path, is_pattern, directive, section.scope);
    } else if (name == "if" || name == "elseif" || name == "else") {
      section.rank = 4;
      condition(directive, section.scope);
    } else {
      section.rank = 2;
      section.scope.fault = "what <" + name + "> asks is not known here";
    }
  }

  void location(const std::string& path, bool is_pattern, const Directive& directive,
                Scope& scope) {
    rules::Conditions where;
    where.place = directive.place;
    if (is_pattern) {
      where = path_conditions(path, false, directive.place);
    } else if (path.find_first_of("*?[") != std::string::npos) {
      scope.fault = "wildcards in <Location>";
    } else {
      where.match = rules::Text{path == "/" ? "/*" : below(path), directive.place};
    }
    scope.where = all_of({scope.where, std::move(where)});
    scope.context.is_location = true;
  }

  void directory(const std::string& path, bool is_pattern, const Directive& directive,
                 Scope& scope) {
    scope.context.is_folder = true;
    if (is_pattern || path.find_first_of("*?[") != std::string::npos) {
      scope.fault = "a folder that is named by a pattern";
      return;
    }
    const auto base = url_of(path, directive);
    if (!base) {
      scope.fault = "the URL of the folder '" + path + "' is not known";
      return;
    }
    scope.context.base = *base;
    if (*base == "/") return;
    rules::Conditions where;
    where.place = directive.place;
    where.match = rules::Text{below(base->substr(0, base->size() - 1)), directive.place};
    scope.where = all_of({scope.where, std::move(where)});
  }

  /// The URL of a folder on disk.
  std::optional<std::string> url_of(const std::string& path, const Directive& directive) {
    const std::string folder = with_slash(path);
    for (const auto& [url, target] : host_->aliases) {
      if (folder.starts_with(with_slash(target))) {
        return with_slash(url) + folder.substr(with_slash(target).size());
      }
    }
    if (host_->document_root.empty()) {
      if (folder != "/") {
        account_.warning_once(directive.place,
                              "there is no DocumentRoot: the folder is taken for it");
      }
      return "/";
    }
    const std::string root = with_slash(host_->document_root);
    if (root.starts_with(folder)) return "/";
    if (folder.starts_with(root)) return "/" + folder.substr(root.size());
    return std::nullopt;
  }

  /// <If>, <ElseIf>, <Else>: each asks that those before it do not hold.
  void condition(const Directive& directive, Scope& scope) {
    if (directive.name == "if") before_.clear();
    rules::Conditions where;
    where.place = directive.place;
    if (directive.name != "else") {
      const auto words = words_of(directive.text);
      const std::string text = words.size() == 1 ? words[0] : directive.text;
      const Tested tested = test_expression(text, scope.context, directive.place);
      if (tested.truth == Tested::Truth::Unknown) {
        scope.fault = "the expression of <" + directive.name + "> (" + tested.why + ")";
        return;
      }
      if (tested.truth == Tested::Truth::Never) scope.fault = "its expression never holds";
      if (tested.truth == Tested::Truth::Depends) where = tested.when;
    }
    std::vector<rules::Conditions> all{scope.where, where};
    if (!before_.empty()) all.push_back(none_of(before_));
    scope.where = all_of(std::move(all));
    before_.push_back(std::move(where));
  }

  void add_sections(Section own) {
    if (options_.is_folder) sections_.insert(sections_.begin(), std::move(own));
    std::ranges::stable_sort(sections_, [](const Section& a, const Section& b) {
      return a.rank != b.rank ? a.rank < b.rank : a.rank == 1 && a.depth < b.depth;
    });
    for (Section& section : sections_) host_->folders.push_back(std::move(section.scope));
    sections_.clear();
  }

  const SiteOptions& options_;
  Includes& includes_;
  Account& account_;
  Site* site_ = nullptr;
  Host* host_ = nullptr;
  std::vector<Section> sections_;
  std::vector<rules::Conditions> before_;
};

}  // namespace

Site read_site(const std::vector<Directive>& tree, const SiteOptions& options, Includes& includes,
               Account& account) {
  return SiteReader(options, includes, account).run(tree);
}

}  // namespace onward::config::apache
