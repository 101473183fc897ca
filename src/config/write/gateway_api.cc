// SPDX-License-Identifier: MIT
// Rules as HTTPRoutes of Kubernetes' Gateway API. Their order is none: the most specific match
// decides, over all routes. So a rule that stands behind one that takes its requests is left out,
// with a note, and one that would be asked before a rule above it, about requests that both take,
// is an error. A route has 16 rules and 128 matches at most.
#include "config/write/export_report.h"
#include "config/write/exporters.h"
#include "config/write/gateway_match.h"
#include "config/write/plain_rule.h"
#include "config/write/questions.h"
#include "config/write/row_groups.h"
#include "onward/url/url.h"
#include "rules/target.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

using rules::Part;
using rules::Rule;

constexpr std::size_t kRulesOfRoute = 16;
constexpr std::size_t kMatchesOfRoute = 128;

/// What a redirect of a route says; "" for what it leaves as it is.
struct Redirect {
  std::string scheme;
  std::string host;
  std::string port;
  std::string full_path;
  std::string prefix;
  int status = 302;
  bool is_pass = false;
};

std::string quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

class GatewayWriter {
 public:
  explicit GatewayWriter(const ExportOptions& options) : options_(options) {}

  Written run(std::span<const Rule> rules) {
    for (const Rule& rule : rules) write(rule);
    if (!rules.empty()) {
      report_.say(rules::Severity::Note, rules[0].place,
                  "gateways send no Cache-Control with these redirects; parentRefs has to name "
                  "yours");
    }
    Written written;
    written.files.push_back(
        {"",
         "# Redirects, as HTTPRoutes of the Gateway API. What none of them takes is for other "
         "routes.\n" +
             text_});
    written.diagnostics = std::move(report_.diagnostics());
    return written;
  }

 private:
  void write(const Rule& rule) {
    if (rule.action.map) return write_map(rule);
    std::string why;
    const auto cases = cases_of(rule, why);
    if (!cases) return report_.lose(rule.place, why);
    for (const Case& one : *cases) {
      GatewayMatch match;
      Redirect redirect;
      if (!gateway_match(one, options_.host, match, why) ||
          !read_redirect(rule, match, redirect, why)) {
        return report_.lose(rule.place, why);
      }
      add(rule, rule.place, match, redirect);
    }
  }

  bool read_redirect(const Rule& rule, const GatewayMatch& match, Redirect& redirect,
                     std::string& why) const {
    constexpr std::array kStatuses{301, 302, 303, 307, 308};
    const auto cannot = [&why](const char* what) {
      why = std::string(what) + " cannot be said";
      return false;
    };
    redirect.is_pass = rule.action.pass;
    if (rule.action.pass) return true;
    redirect.status = rule.action.status ? rule.action.status->code() : 307;
    const bool is_redirect =
        std::find(kStatuses.begin(), kStatuses.end(), redirect.status) != kStatuses.end();
    if (!rule.action.to || !is_redirect) return cannot("a rule that does not redirect");
    if (!rules::keeps_query(rule.action.query)) {
      return cannot("a redirect that does not pass the query on");
    }
    rules::Diagnostics ignored;
    const auto target =
        compile_target(*rule.action.to, rule.action.to_hosts, groups_of(rule), ignored);
    if (target.is_opaque || target.has_query || target.has_fragment) {
      return cannot("a target with a query or a fragment, or without a path,");
    }
    if (!read_origin(target, redirect)) return cannot("what is filled into the target's host");
    if (!read_path(target, match, redirect)) return cannot("what is filled into the target");
    if (!is_fit(redirect)) return cannot("such a host or path of a target");
    return true;
  }

  /// PreciseHostname has no addresses and no underscores; a path has 1024 bytes at most.
  static bool is_fit(const Redirect& redirect) {
    constexpr std::size_t kLongest = 1024;
    const bool is_name = redirect.host.empty() ||
                         (redirect.host.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos &&
                          redirect.host.find_first_not_of("0123456789.") != std::string::npos);
    return is_name && redirect.full_path.size() <= kLongest && redirect.prefix.size() <= kLongest;
  }

  static bool read_origin(const rules::Target& target, Redirect& redirect) {
    if (!target.is_origin_filled) {
      if (target.origin.empty()) return true;
      const auto url = url::parse(target.origin + "/");
      if (!url) return false;
      redirect.scheme = std::string(url->scheme());
      redirect.host = std::string(url->hostname());
      redirect.port = std::string(url->port());
      return redirect.host.find_first_of("[:") == std::string::npos;
    }
    redirect.scheme = target.scheme;
    redirect.port = target.port;
    // Without a hostname it is the request's.
    return target.host.size() == 1 && target.host[0].kind == Part::Kind::Host &&
           std::ranges::find(target.hosts, "*") != target.hosts.end();
  }

  static bool read_path(const rules::Target& target, const GatewayMatch& match,
                        Redirect& redirect) {
    const auto& path = target.path;
    const bool is_request_path = path.size() == 1 && (path[0].kind == Part::Kind::Path ||
                                                      path[0].kind == Part::Kind::RequestTarget);
    if (is_request_path) return true;
    if (path.empty()) {
      redirect.full_path = "/";
      return true;
    }
    if (path[0].kind != Part::Kind::Literal) return false;
    if (path.size() == 1) {
      redirect.full_path = path[0].text;
      return redirect.full_path.starts_with('/');
    }
    const bool is_group = path.size() == 2 && path[1].kind == Part::Kind::PathGroup &&
                          path[1].index == match.below_group;
    if (!is_group || !match.is_prefix) return false;
    redirect.prefix = path[0].text;
    const bool ends = redirect.prefix.ends_with('/');
    if (ends != match.group_is_behind_slash) return false;
    if (ends && redirect.prefix.size() > 1) redirect.prefix.pop_back();
    return redirect.prefix.starts_with('/') && !redirect.prefix.starts_with("//");
  }

  void write_map(const Rule& rule) {
    std::string why;
    const auto cases = cases_of(rule, why);
    if (!cases) return report_.lose(rule.place, why);
    if (rule.comparison.ignore_case) {
      return report_.lose(rule.place, "a map that is asked without case cannot be said");
    }
    for (const RowGroup& group : row_groups(rule, report_)) {
      for (const RowGroup::Row& row : group.rows) {
        if (!write_row(rule, *cases, group, row)) {
          report_.lose(rule.place, "the row of '" + row.key + "' cannot be said");
        }
      }
    }
  }

  bool write_row(const Rule& rule, const std::vector<Case>& cases, const RowGroup& group,
                 const RowGroup::Row& row) {
    if (group.has_query || group.status / 100 != 3 || group.to_has_query ||
        group.query == QueryBehind::None || group.has_fragment) {
      return false;
    }
    Redirect redirect;
    redirect.status = group.status;
    const bool is_path = row.to.starts_with('/');
    const auto url = url::parse(is_path ? "http://a.example" + row.to : row.to);
    if (!url) return false;
    if (!is_path) {
      redirect.scheme = std::string(url->scheme());
      redirect.host = std::string(url->hostname());
      redirect.port = std::string(url->port());
    }
    redirect.full_path = std::string(url->pathname());
    if (!is_fit(redirect)) return false;
    for (const Case& one : cases) {
      GatewayMatch match;
      std::string why;
      if (!gateway_match(one, options_.host, match, why)) return false;
      const std::size_t slash = row.key.find('/');
      if (group.has_host) match.hosts = {row.key.substr(0, slash)};
      match.path = row.key.substr(slash);
      if (!is_gateway_path(match.path)) return false;
      match.is_prefix = false;
      match.has_path = true;
      add(rule, rule.place, match, redirect);
    }
    return true;
  }

  void add(const Rule& rule, const rules::Place& place, const GatewayMatch& match,
           const Redirect& redirect) {
    const auto taken = std::ranges::find_if(
        matches_, [&match](const GatewayMatch& above) { return covers(above, match); });
    if (taken != matches_.end()) {
      return report_.say(rules::Severity::Note, place,
                         "a rule above takes these requests, and there this one may be asked first",
                         "it is left out");
    }
    const auto meets = std::ranges::find_if(matches_, [&match](const GatewayMatch& above) {
      return overlap(above, match) && is_more_specific(match, above);
    });
    if (meets != matches_.end()) {
      return report_.lose(place,
                          "a rule that is more specific than one above it, which takes some "
                          "of its requests first, cannot be said");
    }
    warn(rule, match, redirect);
    matches_.push_back(match);
    const std::size_t count = std::max<std::size_t>(match.methods.size(), 1);
    if (rules_of_route_ == 0 || rules_of_route_ == kRulesOfRoute || match.hosts != hosts_ ||
        matches_of_route_ + count > kMatchesOfRoute) {
      begin_route(match);
    }
    ++rules_of_route_;
    matches_of_route_ += count;
    text_ += to_yaml(match, redirect);
  }

  void warn(const Rule& rule, const GatewayMatch& match, const Redirect& redirect) {
    if (&rule == warned_) return;
    warned_ = &rule;
    const auto warning = [&](std::string message) {
      report_.say(rules::Severity::Warning, rule.place, std::move(message));
    };
    if (match.is_wider) {
      warning("a prefix of a route takes '" + match.path + "' too, without the slash at its end");
    }
    if (redirect.status == 303 || redirect.status == 307 || redirect.status == 308) {
      warning("gateways need not have the status " + std::to_string(redirect.status) +
              ": it is extended support");
    }
    if (redirect.is_pass) warning("backendRefs has to name what serves these requests");
    if (rule.action.cache || rule.action.retry_after || rule.action.cors) {
      warning("fields of the answer cannot be said here");
    }
  }

  void begin_route(const GatewayMatch& match) {
    hosts_ = match.hosts;
    rules_of_route_ = 0;
    matches_of_route_ = 0;
    std::string number = std::to_string(++routes_);
    number.insert(0, 4 - std::min<std::size_t>(4, number.size()), '0');
    text_ += "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n";
    text_ += "  name: onward-" + number + "\nspec:\n  parentRefs:\n    - name: gateway\n";
    if (!hosts_.empty()) text_ += "  hostnames:\n";
    for (const std::string& host : hosts_) text_ += "    - " + quoted(host) + "\n";
    text_ += "  rules:\n";
  }

  static std::string named_values(const char* key,
                                  const std::vector<std::pair<std::string, std::string>>& values) {
    if (values.empty()) return "";
    std::string text = std::string("          ") + key + ":\n";
    for (const auto& [name, value] : values) {
      text +=
          "            - name: " + quoted(name) + "\n              value: " + quoted(value) + "\n";
    }
    return text;
  }

  static std::string to_yaml(const GatewayMatch& match, const Redirect& redirect) {
    std::string text = "    - matches:\n";
    std::vector<std::string> methods = match.methods;
    if (methods.empty()) methods.emplace_back();
    for (const std::string& method : methods) {
      text += "        - path:\n            type: ";
      text += match.is_prefix ? "PathPrefix" : "Exact";
      text += "\n            value: " + quoted(match.path) + "\n";
      if (!method.empty()) text += "          method: " + method + "\n";
      text += named_values("headers", match.fields) + named_values("queryParams", match.parameters);
    }
    if (redirect.is_pass) {
      return text + "      backendRefs:\n        - name: site\n          port: 80\n";
    }
    text += "      filters:\n        - type: RequestRedirect\n          requestRedirect:\n";
    const std::string indent = "            ";
    if (!redirect.scheme.empty()) text += indent + "scheme: " + redirect.scheme + "\n";
    if (!redirect.host.empty()) text += indent + "hostname: " + quoted(redirect.host) + "\n";
    if (!redirect.port.empty()) text += indent + "port: " + redirect.port + "\n";
    if (!redirect.full_path.empty()) {
      text += indent + "path:\n" + indent + "  type: ReplaceFullPath\n" + indent +
              "  replaceFullPath: " + quoted(redirect.full_path) + "\n";
    }
    if (!redirect.prefix.empty()) {
      text += indent + "path:\n" + indent + "  type: ReplacePrefixMatch\n" + indent +
              "  replacePrefixMatch: " + quoted(redirect.prefix) + "\n";
    }
    return text + indent + "statusCode: " + std::to_string(redirect.status) + "\n";
  }

  const ExportOptions& options_;
  std::string text_;
  std::vector<GatewayMatch> matches_;
  std::vector<std::string> hosts_;
  std::size_t rules_of_route_ = 0;
  std::size_t matches_of_route_ = 0;
  std::size_t routes_ = 0;
  const Rule* warned_ = nullptr;
  ExportReport report_{"the Gateway API"};
};

}  // namespace

Written to_gateway_api(std::span<const Rule> rules, const ExportOptions& options) {
  return GatewayWriter(options).run(rules);
}

}  // namespace onward::config
