// SPDX-License-Identifier: MIT
// Traefik answers a GET with 302 or 301, and any other method, HEAD too, with 307 or 308: each
// redirect is two rules. It acts where a router uses it; routers stand in the order of their
// priorities, which are the lengths of their rules where nobody says otherwise.
#include "config/foreign.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/yaml/router_rule.h"
#include "config/yaml/traefik_model.h"
#include "config/yaml/url_form.h"
#include "config/yaml/url_regex.h"

#include <algorithm>
#include <set>
#include <utility>

namespace onward::config {
namespace {

using rules::Conditions;
using rules::Text;
using yaml::Middleware;
using yaml::Router;

class TraefikReader {
 public:
  explicit TraefikReader(std::uint32_t file) : report_(file) {}

  ForeignRules run(std::string_view text) {
    model_ = yaml::read_model(text, report_);
    for (const Router* router : sorted_routers()) write_router(*router);
    std::vector<std::pair<std::string_view, const Middleware*>> unused;
    for (const auto& [name, middleware] : model_.middlewares) {
      if (!is_redirect(middleware)) continue;
      ++read_.takeover.redirects;
      if (!middleware.is_used) unused.emplace_back(name, &middleware);
    }
    std::ranges::stable_sort(unused, {}, [](const auto& one) { return one.second->place.line; });
    for (const auto& [name, middleware] : unused) write_unused(std::string(name), *middleware);
    read_.takeover.lost = lost_.size();
    while (!read_.rules.empty() && read_.rules.back().action.pass) read_.rules.pop_back();
    read_.diagnostics = report_.take();
    return std::move(read_);
  }

 private:
  static bool is_redirect(const Middleware& middleware) {
    return middleware.kind == "regex" || middleware.kind == "scheme";
  }

  std::vector<const Router*> sorted_routers() const {
    std::vector<const Router*> routers;
    routers.reserve(model_.routers.size());
    for (const auto& [name, router] : model_.routers) routers.push_back(&router);
    const auto priority = [](const Router* router) {
      return router->priority != 0 ? router->priority : router->rule.text.size();
    };
    std::ranges::stable_sort(routers, [&](const Router* a, const Router* b) {
      if (priority(a) != priority(b)) return priority(a) > priority(b);
      return a->place.line < b->place.line;
    });
    return routers;
  }

  /// The middlewares that a router uses, with those of chains, each once.
  std::vector<Middleware*> used_by(const Router& router) {
    std::vector<Middleware*> used;
    std::vector<std::string> waiting(router.middlewares.rbegin(), router.middlewares.rend());
    std::set<std::string, std::less<>> seen;
    while (!waiting.empty()) {
      const std::string name = std::move(waiting.back());
      waiting.pop_back();
      if (!seen.insert(name).second) continue;
      const auto found = model_.middlewares.find(name);
      if (found == model_.middlewares.end()) continue;
      if (found->second.kind == "chain") {
        waiting.insert(waiting.end(), found->second.chain.rbegin(), found->second.chain.rend());
      } else {
        used.push_back(&found->second);
      }
    }
    return used;
  }

  void write_router(const Router& router) {
    // Its rule is the provider's, made of the container's name.
    if (router.rule.text.empty()) return;
    const auto used = used_by(router);
    const bool redirects =
        std::ranges::any_of(used, [](const Middleware* m) { return is_redirect(*m); });
    auto rule = yaml::read_router_rule(router.rule.text, router.rule.place);
    if (is_open(router.rule)) rule.why = "a template or the environment fills in a part of it";
    if (!rule.why.empty()) {
      if (!redirects) return;
      for (Middleware* middleware : used) {
        if (!is_redirect(*middleware)) continue;
        middleware->is_used = true;
        lose(*middleware, "the rule of its router cannot be asked: " + rule.why);
      }
      return;
    }
    Conditions when = std::move(rule.when);
    if (const std::string scheme = scheme_of(router); !scheme.empty()) {
      Conditions also;
      also.scheme = Text{scheme, router.place};
      add(when, std::move(also));
    }
    std::string changed;
    for (Middleware* middleware : used) {
      if (is_redirect(*middleware)) {
        middleware->is_used = true;
        if (changed.empty()) {
          write(*middleware, when);
        } else {
          lose(*middleware, "'" + changed + "' changes the path before it");
        }
      } else if (middleware->kind == "stripprefix" || middleware->kind == "stripprefixregex" ||
                 middleware->kind == "addprefix" || middleware->kind == "replacepath" ||
                 middleware->kind == "replacepathregex") {
        changed = middleware->kind;
      }
    }
    pass(std::move(when), router.place);
  }

  void pass(Conditions when, const rules::Place& place) {
    rules::Rule& rule = read_.rules.emplace_back();
    rule.place = place;
    rule.when = std::move(when);
    rule.action.pass = true;
  }

  /// What the names of entry points say, as everybody calls them.
  static std::string scheme_of(const Router& router) {
    if (router.has_tls) return "https";
    if (router.entry_points.size() != 1) return "";
    const std::string& name = router.entry_points[0];
    if (name == "web" || name == "http") return "http";
    return name == "websecure" || name == "https" ? "https" : "";
  }

  void write_unused(const std::string& name, const Middleware& middleware) {
    if (!write(middleware, {})) return;
    report_.warning_at(
        middleware.place,
        "no router of this file says which requests '" + name + "' is for; taken over for all",
        "write the router's rule into the conditions");
  }

  void lose(const Middleware& middleware, const std::string& why) {
    if (!lost_.insert(&middleware).second) return;
    report_.error_at(middleware.place, "the redirect is lost: " + why);
  }

  static std::string_view setting(const Middleware& middleware, std::string_view name) {
    const auto found = middleware.settings.find(name);
    return found == middleware.settings.end() ? std::string_view()
                                              : std::string_view(found->second.text);
  }

  /// False where it is lost.
  bool write(const Middleware& middleware, const Conditions& when) {
    std::vector<yaml::UrlReplacement> made;
    if (middleware.kind == "regex") {
      made = regex(middleware);
    } else {
      made.push_back(scheme(middleware));
    }
    if (!made[0].why.empty()) {
      lose(middleware, made[0].why);
      return false;
    }
    for (yaml::UrlReplacement& one : made) write(middleware, when, std::move(one));
    return true;
  }

  void write(const Middleware& middleware, const Conditions& when, yaml::UrlReplacement made) {
    if (made.changes_nothing) {
      report_.warning_at(middleware.place, "it replaces a text by itself, and redirects nothing");
      return;
    }
    if (!made.warning.empty()) report_.warning_at(middleware.place, made.warning);
    Conditions all = when;
    add(all, std::move(made.when));
    const bool is_permanent = setting(middleware, "permanent") == "true";
    if (setting(middleware, "forcepermanentredirect") == "true") {
      return write_rule(middleware, made, std::move(all), 308);
    }
    Conditions get = all;
    add(get, exact_methods({{"GET", middleware.place}}));
    write_rule(middleware, made, std::move(get), is_permanent ? 301 : 302);
    write_rule(middleware, made, std::move(all), is_permanent ? 308 : 307);
  }

  void write_rule(const Middleware& middleware, const yaml::UrlReplacement& made, Conditions when,
                  int code) {
    rules::Rule& rule = read_.rules.emplace_back();
    rule.place = middleware.place;
    rule.when = std::move(when);
    rule.action.to = Text{made.to, middleware.place};
    rule.action.status = http::Status::from(code).value_or(http::Status(302));
    rule.action.status_place = middleware.place;
    rule.action.query = made.keeps_query ? rules::QueryPolicy::Keep : rules::QueryPolicy::Drop;
    if (made.fills_host) rule.action.to_hosts = {{"*", middleware.place}};
  }

  static bool is_open(const yaml::Setting& setting) {
    const std::string_view text = setting.text;
    return setting.is_open || text.find("{{") != text.npos || text.find("<%") != text.npos;
  }

  /// Why what a setting says is not known: of a template, or of the environment.
  static std::string why_open(const Middleware& middleware, std::string_view name) {
    const auto found = middleware.settings.find(name);
    if (found == middleware.settings.end()) return "";
    const std::string_view text = found->second.text;
    if (is_open(found->second)) {
      return "a template or the environment fills in a part of its " + std::string(name);
    }
    if (name != "regex") return "";
    // "$DOMAIN" in an expression can only be of the environment: "$" is the end.
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      const char next = text[i + 1];
      if (text[i] == '$' && (next == '{' || (next >= 'A' && next <= 'Z'))) {
        return "a template or the environment fills in a part of its regex";
      }
    }
    return "";
  }

  /// One or more, the first of which that matches acts; one that says why there is none.
  static std::vector<yaml::UrlReplacement> regex(const Middleware& middleware) {
    const std::string_view expression = setting(middleware, "regex");
    const std::string_view replacement = setting(middleware, "replacement");
    std::vector<yaml::UrlReplacement> made(1);
    made[0].why = why_open(middleware, "regex");
    if (made[0].why.empty()) made[0].why = why_open(middleware, "replacement");
    if (made[0].why.empty() && expression.empty()) made[0].why = "it has no regex";
    if (made[0].why.empty() && replacement.empty()) made[0].why = "it has no replacement";
    if (!made[0].why.empty()) return made;
    made[0] = yaml::take_apart(expression, replacement, middleware.place);
    std::vector<yaml::UrlReplacement> forms;
    for (const yaml::UrlForm& form : yaml::forms_of(expression, replacement)) {
      forms.push_back(yaml::take_apart(form.expression, form.replacement, middleware.place));
      if (!forms.back().why.empty()) return made;
    }
    const bool is_needed = !made[0].why.empty() || forms.size() > 1;
    return forms.empty() || !is_needed ? made : forms;
  }

  static yaml::UrlReplacement scheme(const Middleware& middleware) {
    yaml::UrlReplacement made;
    const std::string scheme(setting(middleware, "scheme"));
    std::string port(setting(middleware, "port"));
    if (scheme != "http" && scheme != "https") {
      made.why = "the scheme '" + scheme + "' is not http or https";
      return made;
    }
    if (!std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) {
      made.why = "the port '" + port + "' is no number";
      return made;
    }
    if (port == (scheme == "https" ? "443" : "80")) port.clear();
    const std::string authority = port.empty() ? "" : ":" + port;
    made.to = scheme + "://{request.host}" + authority + "{request.target}";
    made.fills_host = true;
    // Where the new URL is the old one there is no redirect.
    Conditions same;
    same.regex = rules::Regex{
        {"^" + scheme + "://(?:\\[[^\\]]*\\]|[^/:]*)" + authority + "/", middleware.place},
        rules::Engine::Re2,
        rules::Subject::Url};
    made.when = negation(std::move(same));
    return made;
  }

  Report report_;
  yaml::Model model_;
  ForeignRules read_;
  std::set<const Middleware*> lost_;
};

}  // namespace

ForeignRules read_traefik(const ForeignText& text) {
  return TraefikReader(text.file).run(text.text);
}

bool is_traefik(std::string_view text, std::string_view /*path*/) {
  for (const std::string_view sign :
       {"traefik.http.", "redirectRegex", "redirectScheme", "redirectregex", "redirectscheme",
        "traefik.io/v1", "traefik.containo.us/v1"}) {
    if (text.find(sign) != text.npos) return true;
  }
  return false;
}

}  // namespace onward::config
