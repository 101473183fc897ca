// SPDX-License-Identifier: MIT
// Rules as a server of nginx. Locations have a precedence of their own, whatever their order; the
// if of a server is asked in the order of the file, and the first that returns decides. So each
// rule is an if, and the path that is compared is that of $request_uri, with its escapes as they
// were sent: $uri is decoded, and a line end that was escaped would come back in Location.
#include "config/printable.h"
#include "config/write/comment.h"
#include "config/write/export_report.h"
#include "config/write/exporters.h"
#include "config/write/nginx_conditions.h"
#include "config/write/nginx_map.h"
#include "config/write/nginx_text.h"
#include "config/write/plain_rule.h"
#include "rules/target.h"

#include <algorithm>
#include <bit>

namespace onward::config {
namespace {

using rules::Part;
using rules::Rule;

class NginxWriter {
 public:
  explicit NginxWriter(const ExportOptions& options) : options_(options) {}

  Written run(std::span<const Rule> rules) {
    for (const Rule& rule : rules) write(rule);
    report_.note_differences(rules);
    Written written;
    written.files.push_back({"", head() + server_ + tail()});
    written.diagnostics = std::move(report_.diagnostics());
    return written;
  }

 private:
  void write(const Rule& rule) {
    NginxConditions conditions;
    std::string why;
    const bool may_ask_only = !rule.action.rewrite;
    if (!to_nginx_conditions(rule, may_ask_only, conditions, why))
      return report_.lose(rule.place, why);
    std::string action;
    std::string before;
    if (!rule.action.map && !write_action(rule, conditions, before, action, why)) {
      return report_.lose(rule.place, why);
    }
    warn(rule);
    server_ += rule_comment(rule, options_, "    ");
    if (rule.action.map) return write_map(rule, conditions);
    server_ += conditions.text;
    server_ += before;
    const std::string question = conditions.only.empty() ? "$onward" : conditions.only;
    server_ += "    if (" + question + ") { " + action + " }\n";
  }

  void warn(const Rule& rule) {
    report_.warn(rule,
                 "nginx sends no Cache-Control here: it has no add_header in the if of a server");
    if (rule.when.regex && rule.when.regex->subject == rules::Subject::DecodedPath) {
      report_.say(rules::Severity::Warning, rule.place,
                  "nginx's $uri has its slashes merged and what is behind an escaped NUL or '?' as "
                  "it was");
    }
  }

  void write_map(const Rule& rule, const NginxConditions& conditions) {
    std::string flag = "onward";
    if (!conditions.only.empty()) {
      server_ += "    set $onward \"\";\n    if (" + conditions.only + ") { set $onward 1; }\n";
    } else if (conditions.text == kAsksNothing) {
      flag.clear();
    } else {
      server_ += conditions.text;
    }
    NginxMap map = to_nginx_map(rule, ++maps_, flag, report_.diagnostics());
    http_ += map.http;
    server_ += map.server;
    longest_key_ = std::max(longest_key_, map.longest_key);
    rows_ += rule.action.map->rows.size();
  }

  bool write_action(const Rule& rule, const NginxConditions& conditions, std::string& before,
                    std::string& action, std::string& why) {
    if (rule.action.pass) {
      action = "break;";
      return true;
    }
    if (rule.action.rewrite) return write_rewrite(rule, conditions, action, why);
    const int status = rule.action.status ? rule.action.status->code() : 307;
    action = "return " + std::to_string(status);
    if (rule.action.to) {
      rules::Diagnostics ignored;
      const auto target =
          compile_target(*rule.action.to, rule.action.to_hosts, groups_of(rule), ignored);
      std::string text;
      if (!write_target(rule, target, conditions, before, text, why)) return false;
      action += " " + nginx_quoted(text);
    }
    action += ";";
    return true;
  }

  bool write_rewrite(const Rule& rule, const NginxConditions& conditions, std::string& action,
                     std::string& why) {
    rules::Diagnostics ignored;
    const auto target =
        compile_path(rule.action.rewrite.value_or(rules::Text{}), groups_of(rule), ignored);
    if (target.has_query || target.ends_in_query || !rules::keeps_query(rule.action.query)) {
      why = "a rewrite that changes the query cannot be said";
      return false;
    }
    std::string path;
    if (!fill(target.path, conditions, path, why)) return false;
    action = "set $onward_path " + nginx_quoted(path) + ";";
    return true;
  }

  /// Parts with their variables.
  static bool fill(const rules::Parts& parts, const NginxConditions& conditions, std::string& out,
                   std::string& why) {
    for (const Part& part : parts) {
      switch (part.kind) {
        case Part::Kind::Literal:
          out += nginx_literal(part.text);
          break;
        case Part::Kind::PathGroup:
        case Part::Kind::HostGroup: {
          const auto& groups =
              part.kind == Part::Kind::PathGroup ? conditions.groups : conditions.host_groups;
          if (part.source == rules::GroupSource::DecodedPath) {
            why = "a group of the decoded path cannot be encoded again";
            return false;
          }
          if (part.index >= groups.size() || groups[part.index].empty()) {
            why = "a group of the target cannot be said";
            return false;
          }
          out += groups[part.index];
          break;
        }
        case Part::Kind::Parameter: {
          const bool is_name = part.text.find_first_not_of(
                                   "abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
          if (!is_name) {
            why = "the parameter '" + part.text + "' cannot be said";
            return false;
          }
          out += "${arg_" + part.text + "}";
          break;
        }
        case Part::Kind::Path:
          out += "${onward_path}";
          break;
        case Part::Kind::RequestTarget:
          out += "${onward_path}${onward_tail}";
          break;
        case Part::Kind::Host:
          out += "${host}";
          break;
        case Part::Kind::Query:
          out += "${args}";
          break;
        case Part::Kind::Scheme:
          out += "${scheme}";
          break;
        case Part::Kind::Method:
          out += "${request_method}";
          break;
      }
    }
    return true;
  }

  /// A path that begins with "/" and something else, whatever is filled in.
  static bool is_surely_path(const rules::Target& target) {
    const auto& path = target.path;
    return !path.empty() && path[0].kind == Part::Kind::Literal &&
           (path[0].text.size() > 1 ? path[0].text[1] != '/' : path.size() == 1);
  }

  bool write_target(const Rule& rule, const rules::Target& target,
                    const NginxConditions& conditions, std::string& before, std::string& text,
                    std::string& why) {
    text = nginx_literal(target.origin);
    if (target.is_opaque) return true;
    if (target.is_origin_filled) {
      text = (target.scheme.empty() ? "${scheme}" : target.scheme) + "://";
      std::string host;
      if (!fill(target.host, conditions, host, why)) return false;
      if (!check_host(target, conditions, host, before, why)) return false;
      text += host;
      if (!target.port.empty()) text += ":" + target.port;
    } else if (target.origin.empty() &&
               (!is_surely_path(target) || rule.action.location == rules::LocationForm::Absolute)) {
      // Else "//" could come of it, which names a host.
      text = "${scheme}://${http_host}";
    }
    if (target.path.empty()) text += "/";
    if (!fill(target.path, conditions, text, why)) return false;
    const bool is_request_query =
        target.query.size() == 1 && target.query[0].kind == Part::Kind::Query;
    if (is_request_query && rule.action.query != rules::QueryPolicy::AsWritten) {
      text += nginx_query(rule.action.query);
    } else if (target.has_query) {
      text += "?";
      if (!fill(target.query, conditions, text, why)) return false;
      const bool may_be_empty = !target.query.empty() &&
                                target.query[0].kind != Part::Kind::Literal &&
                                rule.action.query != rules::QueryPolicy::AsWritten;
      if (may_be_empty) {
        report_.say(rules::Severity::Warning, rule.place,
                    "nginx writes the '?' of the target also where nothing follows it");
      }
    }
    if (!target.places_query && rules::keeps_query(rule.action.query)) {
      text += target.has_query ? "${onward_amp}${args}" : nginx_query(rule.action.query);
    }
    if (target.has_fragment) {
      text += "#";
      if (!fill(target.fragment, conditions, text, why)) return false;
    }
    return true;
  }

  static bool check_host(const rules::Target& target, const NginxConditions& conditions,
                         const std::string& host, std::string& before, std::string& why) {
    const bool is_any =
        std::find(target.hosts.begin(), target.hosts.end(), "*") != target.hosts.end();
    if (is_any || target.hosts.empty()) return true;
    if (!conditions.only.empty()) {
      why = "the list of hosts of a target that has groups of the path cannot be said";
      return false;
    }
    std::string allowed;
    for (const std::string& listed : target.hosts) {
      std::string name;
      for (const char c : listed) name += c == '.' ? "\\." : c == '*' ? ".+" : std::string(1, c);
      allowed += (allowed.empty() ? "" : "|") + name;
    }
    before += "    set $onward_host " + nginx_quoted(host) + ";\n    if ($onward_host !~ " +
              nginx_quoted("^(?:" + allowed + ")$") + ") { set $onward \"${onward}refused\"; }\n" +
              "    if ($onward = 1refused) { return 404; }\n    if ($onward != 1) { set $onward "
              "\"\"; }\n";
    return true;
  }

  std::string head() const {
    std::string text =
        "# Redirects, for http { } of nginx. What is redirected by none of them goes to the\n"
        "# location at the end.\n";
    if (rows_ > 0) {
      text += "map_hash_max_size " + std::to_string(std::bit_ceil(2 * rows_ + 2048)) + ";\n";
      text += "map_hash_bucket_size " + std::to_string(std::bit_ceil(longest_key_ + 96)) + ";\n";
    }
    text +=
        "geo $onward_dollar { default \"$\"; }\n"
        "map $args $onward_amp { \"\" \"\"; default \"&\"; }\n"
        "map $request_uri $onward_sent {\n"
        "    \"~^[a-z]+://[^/?]*(?<onward_a>/[^?]*)\" $onward_a;\n"
        "    \"~^(?<onward_b>/[^?]*)\" $onward_b;\n"
        "    default \"/\";\n}\n"
        "map $request_uri $onward_tail {\n    \"~^[^?]*(?<onward_d>\\?.*)$\" $onward_d;\n"
        "    default \"\";\n}\n"
        "map $onward_path $onward_bare {\n    volatile;\n"
        "    \"~^(?<onward_c>.+)/$\" $onward_c;\n    default $onward_path;\n}\n";
    text += http_;
    // A map with expressions takes the place of $1 when it is looked up first: that is done here.
    text +=
        "\nserver {\n    listen 80;\n    absolute_redirect off;\n    set $onward_path "
        "$onward_sent;\n    set $onward_query $onward_tail;\n";
    return text;
  }

  static std::string tail() { return "\n    location / { return 404; }\n}\n"; }

  const ExportOptions& options_;
  std::string http_;
  std::string server_;
  std::size_t maps_ = 0;
  std::size_t rows_ = 0;
  std::size_t longest_key_ = 0;
  ExportReport report_{"nginx"};
};

}  // namespace

Written to_nginx(std::span<const Rule> rules, const ExportOptions& options) {
  return NginxWriter(options).run(rules);
}

}  // namespace onward::config
