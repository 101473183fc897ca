// SPDX-License-Identifier: MIT
// web.config of IIS: <httpRedirect>, <rewrite> with its <rules> and <rewriteMaps>, also below
// <location path>, and files of <rewriteMaps> or <rules> alone, as configSource names them.
#include "config/hosting/iis.h"

#include "base/ascii.h"
#include "config/hosting/path_pattern.h"
#include "config/lines.h"
#include "config/pattern_text.h"

#include <algorithm>

namespace onward::config {
namespace {

/// "/sales" of <location path="sales">; "" for the whole site.
std::string location_path(const XmlElement& location) {
  std::string path = location.attribute_or("path", "");
  if (path == "." || path.empty()) return "";
  return path.starts_with('/') ? path : "/" + path;
}

int http_redirect_status(const XmlElement& element) {
  const std::string word = element.attribute_or("httpResponseStatus", "Found");
  return word == "Found" ? 302 : iis_status(word);
}

/// "$V" is the path behind the location's, "$Q" the query with its mark.
std::string with_variables(std::string to) {
  std::string made;
  for (std::size_t i = 0; i < to.size(); ++i) {
    const bool is_variable = to[i] == '$' && i + 1 < to.size();
    if (is_variable && (to[i + 1] == 'V' || to[i + 1] == 'v')) {
      made += "{rest}";
      ++i;
    } else if (is_variable && (to[i + 1] == 'Q' || to[i + 1] == 'q')) {
      ++i;  // the query goes along anyway
    } else {
      made += escape_template(to.substr(i, 1));
    }
  }
  return made;
}

/// <httpRedirect destination>, for the paths below `path`.
void read_http_redirect(const XmlElement& element, const std::string& path, Imported& imported) {
  const std::string* destination = element.attribute("destination");
  if (destination == nullptr || destination->empty() || !element.is_true("enabled", false)) return;
  imported.redirect();
  const int status = http_redirect_status(element);
  if (status == 0) {
    imported.lost(element.place, "the httpResponseStatus is none");
    return;
  }
  rules::Rule rule = redirect_rule(element.place, status);
  const bool is_exact = element.is_true("exactDestination", false);
  const std::string rest = element.is_true("childOnly", false) ? "/[^/]*" : "(?:/.*)?";
  rule.when.regex =
      regex_of("(?i)^" + escape_regex(path) + "(?P<rest>" + rest + ")$", element.place);
  const bool has_variables = destination->find('$') != std::string::npos;
  std::string to = with_variables(*destination);
  if (!is_exact && !has_variables) {
    if (to.ends_with('/')) to.pop_back();
    // Behind a host a part may only follow that begins with a slash: "/" is put before it.
    if (rest.starts_with("(?:")) {
      rule.when.regex =
          regex_of("(?i)^" + escape_regex(path) + "(?:/(?P<rest>.*))?$", element.place);
    } else {
      rule.when.regex = regex_of("(?i)^" + escape_regex(path) + "/(?P<rest>[^/]*)$", element.place);
    }
    to += "/{rest}";
  }
  rule.action.to = {to, element.place};
  imported.add(std::move(rule));
}

IisRule rule_of(const XmlElement& element) {
  IisRule rule;
  rule.place = element.place;
  rule.syntax = element.attribute_or("patternSyntax", "ECMAScript");
  rule.stops = element.is_true("stopProcessing", false);
  if (const XmlElement* match = element.child("match")) {
    rule.url = match->attribute_or("url", "");
    rule.ignore_case = match->is_true("ignoreCase", true);
    rule.negate = match->is_true("negate", false);
  }
  if (const XmlElement* conditions = element.child("conditions")) {
    rule.any = conditions->attribute_or("logicalGrouping", "MatchAll") == "MatchAny";
    for (const XmlElement& one : conditions->children) {
      if (one.name != "add") continue;
      rule.conditions.push_back({one.attribute_or("input", ""), one.attribute_or("pattern", ""),
                                 one.attribute_or("matchType", "Pattern"),
                                 one.is_true("ignoreCase", true), one.is_true("negate", false),
                                 one.place});
    }
  }
  if (const XmlElement* action = element.child("action")) {
    rule.action = action->attribute_or("type", "None");
    rule.to = action->attribute_or("url", "");
    rule.redirect_type = action->attribute_or("redirectType", "");
    rule.append_query = action->is_true("appendQueryString", true);
  }
  return rule;
}

/// One file and those that it names.
class ConfigReader {
 public:
  ConfigReader(Imported& imported, Includes& includes) : imported_(imported), includes_(includes) {}

  void read(const XmlElement& document) {
    if (document.name == "rewriteMaps") {
      read_iis_maps(document, maps_);
    } else if (document.name == "rules") {
      read_rules(document);
    } else {
      walk(document);
    }
    for (auto& [name, map] : maps_) finish(name, map, document.name == "rewriteMaps");
  }

 private:
  /// Sections stand one or two levels deep: <configuration>, <location>, <system.webServer>.
  void walk(const XmlElement& document) {
    for (const XmlElement& element : document.children) {
      if (element.name == "system.webServer") read_server(element, "");
      if (element.name != "location") continue;
      if (const XmlElement* server = element.child("system.webServer")) {
        read_server(*server, location_path(element));
      }
    }
    if (document.name == "system.webServer") read_server(document, "");
  }

  void read_server(const XmlElement& server, const std::string& path) {
    if (const XmlElement* redirect = server.child("httpRedirect")) {
      read_http_redirect(*redirect, path, imported_);
    }
    const XmlElement* rewrite = server.child("rewrite");
    if (rewrite == nullptr) return;
    if (const XmlElement* maps = rewrite->child("rewriteMaps")) {
      with_source(*maps, [this](const XmlElement& found) { read_iis_maps(found, maps_); });
    }
    const XmlElement* rules = rewrite->child("rules");
    if (rules == nullptr) return;
    if (!path.empty()) {
      imported_.redirect();
      imported_.lost(rules->place, "the rules are for '" + path + "' alone",
                     "their patterns begin behind it; write them for the whole site");
      return;
    }
    with_source(*rules, [this](const XmlElement& found) { read_rules(found); });
  }

  /// The element, or what the file that it names has.
  template <class Read>
  void with_source(const XmlElement& element, Read read) {
    const std::string* source = element.attribute("configSource");
    if (source == nullptr) return read(element);
    std::string path = *source;
    std::ranges::replace(path, '\\', '/');
    const auto file = includes_.open(path);
    if (!file) {
      imported_.report().error_at(element.place, "the file '" + path + "' cannot be read",
                                  "without it its maps and rules are missing");
      return;
    }
    Report report(file->file);
    const auto document = parse_xml(without_mark(file->text), report);
    for (const rules::Diagnostic& one : report.take()) {
      imported_.report().error_at(one.place, one.message, one.hint);
    }
    if (document) read(*document);
  }

  void read_rules(const XmlElement& rules) {
    for (const XmlElement& element : rules.children) {
      if (element.name != "rule" || !element.is_true("enabled", true)) continue;
      take_iis_rule(rule_of(element), maps_, imported_);
    }
  }

  void finish(const std::string& name, const IisMap& map, bool is_alone) {
    if (!map.is_used && !is_alone) {
      imported_.warning(map.place, "no rule redirects by the map '" + name + "'",
                        "IIS redirects nothing by it, either");
      return;
    }
    imported_.read().takeover.redirects += map.rows.size();
    if (!map.is_used) {
      imported_.warning(map.place, "the rule that asks the map '" + name + "' is in another file",
                        "its rows are taken for redirects with 301, asked with the whole URL");
      take_iis_map(map, imported_);
    }
  }

  Imported& imported_;
  Includes& includes_;
  IisMaps maps_;
};

}  // namespace

ForeignRules read_iis(const ForeignText& text, Includes& includes) {
  Imported imported(text);
  const auto document = parse_xml(without_mark(text.text), imported.report());
  if (document) ConfigReader(imported, includes).read(*document);
  return imported.take();
}

bool is_iis(std::string_view text, std::string_view path) {
  constexpr std::size_t kLookedAt = std::size_t{64} * 1024;
  const std::string_view begin = trimmed(without_mark(text).substr(0, kLookedAt));
  if (!begin.starts_with('<')) return false;
  const bool has_sections = begin.find("<rewriteMap") != std::string_view::npos ||
                            begin.find("<system.webServer") != std::string_view::npos ||
                            begin.find("<httpRedirect") != std::string_view::npos;
  return has_sections || path.ends_with("web.config");
}

}  // namespace onward::config
