// SPDX-License-Identifier: MIT
// The order in which Apache asks. Of a server: its rules of mod_rewrite, what is forwarded, its
// redirects of mod_alias; then those of folders and sections, again mod_rewrite before mod_alias,
// the innermost first. Of several servers the one whose name the request has; the first of them is
// for all other hosts, which is why it comes last here.
#include "config/apache/emit.h"
#include "config/apache/environment.h"
#include "config/apache/rewrite.h"
#include "config/apache/scope.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace onward::config::apache {
namespace {

using rules::Conditions;
using rules::Rule;

class SiteWriter {
 public:
  SiteWriter(const Site& site, const SiteOptions& options, Account& account)
      : site_(site), options_(options), account_(account) {}

  std::vector<Rule> run() {
    if (site_.hosts.empty()) {
      append(host_rules(site_.main), {});
    } else {
      hosts();
    }
    drop_idle_passes();
    for (Rule& rule : rules_) place_at(rule.when, rule.place);
    if (!rules_.empty() && !site_.allows_encoded_slashes) refuse_encoded_slashes();
    return std::move(rules_);
  }

 private:
  void append(std::vector<Rule> rules, const Conditions& where) {
    for (Rule& rule : rules) {
      if (!is_empty(where)) {
        const rules::Place place = rule.when.place;
        rule.when = all_of({std::move(rule.when), where});
        rule.when.place = place;
      }
      rules_.push_back(std::move(rule));
    }
  }

  // --- One server --------------------------------------------------------------------------------

  std::vector<Rule> host_rules(const Host& host) {
    std::vector<Rule> rules;
    Environment environment;
    for (const Directive* directive : host.server.environment) {
      set_environment(*directive, host.server.context, environment);
    }
    std::vector<AliasRedirect> redirects = host.server.redirects;
    if (!host.is_main)
      std::ranges::copy(site_.main.server.redirects, std::back_inserter(redirects));
    const bool has_folders = std::ranges::any_of(host.folders, [](const Scope& scope) {
      return !scope.redirects.empty() || !scope.rewrites.empty();
    });
    rewrites(host, host.server, !redirects.empty() || has_folders, environment, rules);
    std::ranges::copy(host.server.passes, std::back_inserter(rules));
    locations(host, rules);
    for (const AliasRedirect& redirect : redirects) {
      std::ranges::move(alias_rules(redirect, host.server.context, account_),
                        std::back_inserter(rules));
    }
    folders(host, environment, rules);
    return rules;
  }

  void rewrites(const Host& host, const Scope& scope, bool has_more, Environment& environment,
                std::vector<Rule>& rules) {
    if (scope.rewrites.empty()) return;
    if (!scope.is_engine_on) {
      account_.note(scope.rewrites.front().place,
                    "RewriteEngine is not on: the rules are left out");
      return;
    }
    if (scope.inherits) {
      account_.warning(scope.rewrites.front().place,
                       "RewriteOptions Inherit: the rules of the outer context are not added");
    }
    RewriteSet set;
    set.context = scope.context;
    set.lines = scope.rewrites;
    set.has_more = has_more;
    set.has_base = scope.rewrite_base.has_value();
    set.rewrite_base = scope.rewrite_base.value_or(scope.context.base);
    if (!set.rewrite_base.ends_with('/')) set.rewrite_base += '/';
    set.own_hosts = host.names;
    std::ranges::move(rewrite_rules(set, environment, host.maps, account_),
                      std::back_inserter(rules));
  }

  /// <Location>s with a Redirect that has a target alone come before the redirects of the server:
  /// translate_alias_redir() asks them first.
  void locations(const Host& host, std::vector<Rule>& rules) {
    for (auto scope = host.folders.rbegin(); scope != host.folders.rend(); ++scope) {
      if (!scope->context.is_location || !scope->fault.empty()) continue;
      for (const AliasRedirect& redirect : scope->redirects) {
        if (redirect.from) continue;
        with_where(alias_rules(redirect, host.server.context, account_), scope->where, rules);
      }
    }
  }

  /// All of a scope is lost, as it is not known when it applies.
  void lose(const Scope& scope) {
    const std::string why = "this redirect is lost: " + scope.fault;
    for (const RewriteLine& line : scope.rewrites) {
      if (answers(line)) account_.lost(line.place, why);
    }
    for (const AliasRedirect& redirect : scope.redirects) account_.lost(redirect.place, why);
  }

  void folders(const Host& host, const Environment& environment, std::vector<Rule>& rules) {
    std::vector<Rule> redirects;
    for (auto scope = host.folders.rbegin(); scope != host.folders.rend(); ++scope) {
      if (!scope->fault.empty()) {
        lose(*scope);
        continue;
      }
      std::vector<Rule> of_scope;
      Environment inner = environment;
      for (const Directive* directive : scope->environment) {
        set_environment(*directive, scope->context, inner);
      }
      const bool has_more = std::ranges::any_of(
          host.folders, [](const Scope& other) { return !other.redirects.empty(); });
      folder_rewrites(host, *scope, has_more, inner, of_scope);
      std::ranges::copy(scope->passes, std::back_inserter(of_scope));
      with_where(std::move(of_scope), scope->where, rules);
      of_scope.clear();
      for (const AliasRedirect& redirect : scope->redirects) {
        if (!redirect.from && scope->context.is_location) continue;  // locations()
        Context context = scope->context;
        context.is_folder = context.is_folder && !context.is_location;
        std::ranges::move(alias_rules(redirect, context, account_), std::back_inserter(of_scope));
      }
      with_where(std::move(of_scope), scope->where, redirects);
    }
    std::ranges::move(redirects, std::back_inserter(rules));
  }

  void folder_rewrites(const Host& host, const Scope& scope, bool has_more,
                       Environment& environment, std::vector<Rule>& rules) {
    if (!scope.context.is_location || scope.rewrites.empty()) {
      Scope own = scope;
      if (!own.is_engine_on && !options_.is_folder) own.is_engine_on = host.server.is_engine_on;
      return rewrites(host, own, has_more, environment, rules);
    }
    // In <Location> mod_rewrite is given the path of a file: only what asks nothing of it is known.
    Scope known = scope;
    known.context.is_folder = false;
    std::erase_if(known.rewrites, [&](const RewriteLine& line) {
      const bool is_all = line.pattern == "^" || line.pattern == ".*" || line.pattern == "." ||
                          line.pattern == "^.*$" || line.pattern == "^.*";
      if (is_all && !line.is_negated) return false;
      if (answers(line)) {
        account_.lost(line.place,
                      "this rule is lost: in <Location> its pattern is held against the path of a "
                      "file");
      }
      return true;
    });
    known.is_engine_on = known.is_engine_on || host.server.is_engine_on;
    rewrites(host, known, has_more, environment, rules);
  }

  /// Adds what a section asks, unless the rule asks that already.
  static void with_where(std::vector<Rule> from, const Conditions& where, std::vector<Rule>& to) {
    for (Rule& rule : from) {
      if (!is_empty(where)) {
        const rules::Place place = rule.when.place;
        rule.when = all_of({std::move(rule.when), where});
        rule.when.place = place;
      }
      to.push_back(std::move(rule));
    }
  }

  // --- Several servers ---------------------------------------------------------------------------

  void hosts() {
    const auto count = [&](bool is_tls) {
      return std::ranges::count(site_.hosts, is_tls, &Host::is_tls);
    };
    const bool has_both = count(true) > 0 && count(false) > 0;
    if (has_both) {
      group("http", false);
      group("https", true);
    } else {
      group("", count(true) > 0);
    }
    if (!site_.main.server.rewrites.empty()) {
      account_.warning(site_.main.server.rewrites.front().place,
                       "rules of mod_rewrite outside of <VirtualHost> are not those of virtual "
                       "hosts: they are left out");
    }
  }

  void group(const std::string& scheme, bool is_tls) {
    std::vector<const Host*> hosts;
    for (const Host& host : site_.hosts) {
      if (host.is_tls == is_tls) hosts.push_back(&host);
    }
    std::vector<rules::Text> others;
    for (std::size_t i = 1; i < hosts.size(); ++i) named(*hosts[i], scheme, others);
    std::vector<Rule> first = host_rules(*hosts[0]);
    if (!others.empty() && !first.empty()) {
      Rule pass;
      pass.place = hosts[0]->place;
      pass.when.place = pass.place;
      pass.when.hosts = others;
      pass.when = all_of({std::move(pass.when), scheme_is(scheme, pass.place)});
      pass.action.pass = true;
      rules_.push_back(std::move(pass));
    }
    append(std::move(first), scheme_is(scheme, hosts[0]->place));
  }

  void named(const Host& host, const std::string& scheme, std::vector<rules::Text>& others) {
    std::vector<Rule> rules = host_rules(host);
    if (host.names.empty()) {
      account_.note(host.place, "this virtual host has no name: no request comes to it");
      return;
    }
    Conditions where = scheme_is(scheme, host.place);
    where.place = host.place;
    for (const std::string& name : host.names) {
      rules::Text text{host_pattern(name), host.place};
      others.push_back(text);
      where.hosts.push_back(std::move(text));
    }
    append(std::move(rules), where);
    const bool has_wildcard = std::ranges::any_of(
        host.names, [](const std::string& name) { return name.find('*') != std::string::npos; });
    if (!has_wildcard) return;
    // Other servers' names may fit, too, and this one comes first.
    Rule pass;
    pass.place = host.place;
    pass.when = where;
    pass.action.pass = true;
    rules_.push_back(std::move(pass));
  }

  static Conditions scheme_is(const std::string& scheme, const rules::Place& place) {
    Conditions conditions;
    if (!scheme.empty()) conditions.scheme = rules::Text{scheme, place};
    return conditions;
  }

  static std::string host_pattern(std::string_view name) {
    std::string pattern;
    for (const char c : name) {
      if (c == '*') {
        pattern += '*';
      } else {
        pattern += escape_pattern(std::string_view(&c, 1));
      }
    }
    return pattern;
  }

  // --- All together ------------------------------------------------------------------------------

  /// What passes passes anyway where no rule follows.
  void drop_idle_passes() {
    while (!rules_.empty() && rules_.back().action.pass) rules_.pop_back();
  }

  /// AllowEncodedSlashes is off by default: "%2F" in a path is 404. No line says so: the rule's
  /// name does, and its place is the file.
  void refuse_encoded_slashes() {
    Rule rule;
    rule.name = {"AllowEncodedSlashes is off", {}};
    rule.place = {rules_.front().place.file, 0, 0};
    rule.when.place = rule.place;
    std::string expression = "%2F";
    if (options_.base != "/") expression = "^" + escape_regex(options_.base) + ".*%2F";
    rule.when.regex =
        rules::Regex{{expression, rule.place}, rules::Engine::Re2, rules::Subject::Path};
    rule.action.status = http::Status::from(404).value();
    rule.action.status_place = rule.place;
    rules_.insert(rules_.begin(), std::move(rule));
  }

  const Site& site_;
  const SiteOptions& options_;
  Account& account_;
  std::vector<Rule> rules_;
};

}  // namespace

std::vector<Rule> site_rules(const Site& site, const SiteOptions& options, Account& account) {
  return SiteWriter(site, options, account).run();
}

}  // namespace onward::config::apache
