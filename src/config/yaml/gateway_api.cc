// SPDX-License-Identifier: MIT
// HTTPRoute of Kubernetes' Gateway API (gateway.networking.k8s.io/v1). Where several matches fit,
// the specification says which is meant, over all routes and rules: an exact path, the longest
// prefix, a method, more fields, more query parameters; then the order of the file. So the matches
// are sorted, and a rule that has a backend and no redirect takes its requests from those below.
#include "config/foreign.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"
#include "config/yaml/node.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace onward::config {
namespace {

using rules::Conditions;
using rules::Text;
using rules::ValueTest;
using yaml::Node;

Text text(const Node& node) { return {node.text, node.place}; }

/// What stands below a prefix, with its slash.
constexpr std::string_view kBelow = "(/.*)?";

/// One match of a rule, and what the specification sorts by.
struct Match {
  Conditions when;
  bool is_exact = false;
  bool is_regex = false;
  std::string path = "/";  ///< of the prefix, without a slash at its end but for "/"
  rules::Place path_place;
  bool has_method = false;
  std::size_t fields = 0;
  std::size_t parameters = 0;
};

/// A rule of ours on its way, and its rank.
struct Ranked {
  rules::Rule rule;
  std::tuple<int, std::size_t, int, std::size_t, bool, std::size_t, std::size_t> rank;
};

class GatewayReader {
 public:
  explicit GatewayReader(std::uint32_t file) : report_(file) {}

  ForeignRules run(std::string_view text) {
    const auto documents = yaml::read_documents(text, report_);
    for (const Node& document : documents) read_gateway(document);
    for (const Node& document : documents) read_object(document);
    std::ranges::stable_sort(ranked_, {}, &Ranked::rank);
    for (Ranked& one : ranked_) read_.rules.push_back(std::move(one.rule));
    while (!read_.rules.empty() && read_.rules.back().action.pass) read_.rules.pop_back();
    read_.diagnostics = report_.take();
    return std::move(read_);
  }

 private:
  void read_object(const Node& object) {
    const std::string_view kind = object.text_of("kind");
    const Node* items = object.find("items");
    if (items != nullptr && kind.ends_with("List")) {
      for (const Node& item : items->items) read_object(item);
    }
    // Documentation shows a route without its head.
    const Node* spec = object.find("spec");
    if (kind == "HTTPRoute" && spec != nullptr) read_route(*spec);
    if (kind.empty() && spec == nullptr && object.find("rules") != nullptr) read_route(object);
  }

  /// The listeners of a Gateway in the same file.
  void read_gateway(const Node& object) {
    if (object.text_of("kind") != "Gateway") return;
    const Node* spec = object.find("spec");
    const Node* listeners = spec == nullptr ? nullptr : spec->find("listeners");
    if (listeners == nullptr) return;
    for (const Node& listener : listeners->items) {
      schemes_[std::string(listener.text_of("name"))] =
          listener.text_of("protocol") == "HTTPS" ? "https" : "http";
    }
  }

  /// The scheme of the listeners that a route is for; "" where it is for both, or nobody knows.
  std::string scheme_of(const Node& spec) const {
    const Node* parents = spec.find("parentRefs");
    if (parents == nullptr || parents->items.empty()) return "";
    std::string scheme;
    for (const Node& parent : parents->items) {
      const std::string section(parent.text_of("sectionName"));
      const std::string_view port = parent.text_of("port");
      std::string one;
      if (const auto known = schemes_.find(section); known != schemes_.end()) {
        one = known->second;
      } else if (section == "https" || port == "443") {
        one = "https";
      } else if (section == "http" || port == "80") {
        one = "http";
      }
      if (one.empty() || (!scheme.empty() && scheme != one)) return "";
      scheme = one;
    }
    return scheme;
  }

  void read_route(const Node& spec) {
    Conditions hosts;
    if (const std::string scheme = scheme_of(spec); !scheme.empty()) {
      hosts.scheme = Text{scheme, spec.place};
    }
    std::size_t longest = 0;
    bool is_wildcard = false;
    if (const Node* names = spec.find("hostnames")) {
      for (const Node& name : names->items) {
        std::string host = name.text;
        is_wildcard = is_wildcard || host.starts_with("*.");
        longest = std::max(longest, host.size());
        // "*.example.com" is one label or more.
        hosts.hosts.push_back({escape_host(host), name.place});
      }
    }
    host_rank_ = hosts.hosts.empty() ? 2 : is_wildcard ? 1 : 0;
    host_length_ = longest;
    const Node* list = spec.find("rules");
    if (list == nullptr) return;
    for (const Node& rule : list->items) read_rule(rule, hosts);
  }

  static std::string escape_host(const std::string& host) {
    return host.starts_with("*.") ? "*." + escape_pattern(std::string_view(host).substr(2))
                                  : escape_pattern(host);
  }

  void read_rule(const Node& rule, const Conditions& hosts) {
    std::vector<Match> matches;
    std::string why;
    if (const Node* list = rule.find("matches")) {
      for (const Node& match : list->items) matches.push_back(read_match(match, why));
    }
    if (matches.empty()) matches.emplace_back();
    const Node* redirect = nullptr;
    const Node* filter_place = nullptr;
    for (const Node* filters : filter_lists(rule)) {
      for (const Node& filter : filters->items) {
        if (filter.text_of("type") != "RequestRedirect") continue;
        redirect = filter.find("requestRedirect");
        filter_place = &filter;
      }
    }
    if (filter_place == nullptr) return write_pass(rule, hosts, matches, why);
    ++read_.takeover.redirects;
    static const Node kNothing;
    if (redirect == nullptr) redirect = &kNothing;
    const Node* backends = rule.find("backendRefs");
    if (backends != nullptr && filter_place != nullptr && rule.find("filters") != nullptr) {
      report_.warning_at(backends->place,
                         "a rule that redirects has no backends; the specification forbids it");
    }
    const std::size_t before = ranked_.size();
    for (const Match& match : matches) {
      if (why.empty()) why = write_redirect(*redirect, filter_place->place, hosts, match);
    }
    if (why.empty()) return;
    ranked_.resize(before);
    ++read_.takeover.lost;
    report_.error_at(filter_place->place, "the redirect is lost: " + why);
  }

  /// The filters of a rule, and those of its backends.
  static std::vector<const Node*> filter_lists(const Node& rule) {
    std::vector<const Node*> lists;
    if (const Node* filters = rule.find("filters")) lists.push_back(filters);
    if (const Node* backends = rule.find("backendRefs")) {
      for (const Node& backend : backends->items) {
        if (const Node* filters = backend.find("filters")) lists.push_back(filters);
      }
    }
    return lists;
  }

  Match read_match(const Node& node, std::string& why) {
    Match match;
    match.path_place = node.place;
    if (const Node* path = node.find("path")) read_path(*path, match, why);
    if (const Node* method = node.find("method")) {
      match.has_method = true;
      add(match.when, exact_methods({text(*method)}));
    }
    match.fields = read_tests(node.find("headers"), match.when.fields, why);
    match.parameters = read_tests(node.find("queryParams"), match.when.query, why);
    return match;
  }

  static void read_path(const Node& path, Match& match, std::string& why) {
    const std::string_view type = path.text_of("type");
    std::string value(path.text_of("value"));
    if (value.empty()) value = "/";
    const Node* node = path.find("value");
    const rules::Place place = node == nullptr ? path.place : node->place;
    match.path_place = place;
    if (type == "Exact") {
      match.is_exact = true;
      match.when.match = Text{escape_pattern(value), place};
    } else if (type == "RegularExpression") {
      match.is_regex = true;
      const std::string whole = "^(?:" + value + ")$";
      match.when.regex = rules::Regex{{whole, place}, engine_for(whole), rules::Subject::Path};
    } else if (type.empty() || type == "PathPrefix" || type == "Prefix") {
      while (value.size() > 1 && value.ends_with('/')) value.pop_back();
      match.path = value;
      if (value != "/") match.when.match = Text{escape_pattern(value).append(kBelow), place};
    } else {
      why = "the path type '" + std::string(type) + "' is not known";
    }
  }

  static std::size_t read_tests(const Node* list, std::vector<ValueTest>& tests, std::string& why) {
    if (list == nullptr) return 0;
    for (const Node& one : list->items) {
      const Node* name = one.find("name");
      const Node* value = one.find("value");
      if (name == nullptr || value == nullptr) continue;
      ValueTest test{text(*name), ValueTest::Kind::Equals, text(*value)};
      const std::string_view type = one.text_of("type");
      if (type == "RegularExpression") {
        test.kind = ValueTest::Kind::Regex;
        test.value.value = "^(?:" + test.value.value + ")$";
      } else if (!type.empty() && type != "Exact") {
        why = "the type '" + std::string(type) + "' of a match is not known";
      }
      tests.push_back(std::move(test));
    }
    return list->items.size();
  }

  void write_pass(const Node& rule, const Conditions& hosts, const std::vector<Match>& matches,
                  const std::string& why) {
    if (!why.empty()) {
      report_.warning_at(rule.place,
                         "this rule is not taken over, and may take requests from "
                         "redirects: " +
                             why);
      return;
    }
    for (const Match& match : matches) {
      rules::Rule& pass = rank(match, hosts, rule.place);
      pass.action.pass = true;
    }
  }

  rules::Rule& rank(const Match& match, const Conditions& hosts, const rules::Place& place) {
    Ranked& ranked = ranked_.emplace_back();
    ranked.rule.place = place;
    ranked.rule.when = hosts;
    add(ranked.rule.when, match.when);
    const int kind = match.is_exact ? 0 : match.is_regex ? 1 : 2;
    const std::size_t length = match.is_exact || match.is_regex ? 0 : match.path.size();
    ranked.rank = {host_rank_,    ~host_length_,    kind, ~length, !match.has_method,
                   ~match.fields, ~match.parameters};
    return ranked.rule;
  }

  /// Why it is lost; "" where it is not.
  std::string write_redirect(const Node& redirect, const rules::Place& place,
                             const Conditions& hosts, const Match& match) {
    const std::string_view scheme = redirect.text_of("scheme");
    const std::string_view host = redirect.text_of("hostname");
    std::string port(redirect.text_of("port"));
    int code = 302;
    if (const std::string_view digits = redirect.text_of("statusCode"); !digits.empty()) {
      std::from_chars(digits.data(), digits.data() + digits.size(), code);
    }
    constexpr std::array kCodes{301, 302, 303, 307, 308};
    if (std::ranges::find(kCodes, code) == kCodes.end()) {
      return "the status " + std::string(redirect.text_of("statusCode")) + " is none of a redirect";
    }
    if (!scheme.empty() && scheme != "http" && scheme != "https") {
      return "the scheme '" + std::string(scheme) + "' is not http or https";
    }
    std::string why;
    std::string path = path_of(redirect.find("path"), match, why);
    if (!why.empty()) return why;
    std::string to;
    const bool stays = scheme.empty() && host.empty() && port.empty();
    if (!stays) {
      to.append(scheme.empty() ? "{request.scheme}" : scheme).append("://");
      to.append(host.empty() ? "{request.host}" : host);
      // With a scheme of its own the port is that scheme's, else the listener's.
      if (!port.empty()) to.append(":").append(port);
    }
    to += path;
    rules::Rule& rule = rank(match, hosts, place);
    const bool leads_to_itself = !scheme.empty() && host.empty() && port.empty() &&
                                 redirect.find("path") == nullptr && !rule.when.scheme;
    if (path == "/{below}" && rule.when.match) {
      // Without a prefix the slash is not the group's, which could go on with the host.
      std::string& pattern = rule.when.match->value;
      pattern.replace(pattern.size() - kBelow.size(), kBelow.size(), "{/*}?");
      to.replace(to.size() - path.size(), path.size(), "/{0}");
    }
    if (leads_to_itself) {
      rule.when.scheme = Text{scheme == "https" ? "http" : "https", place};
    }
    rule.action.to = Text{std::move(to), redirect.place.line == 0 ? place : redirect.place};
    if (host.empty() && !stays) rule.action.to_hosts = {{"*", place}};
    rule.action.status = http::Status::from(code).value_or(http::Status(302));
    rule.action.status_place = place;
    return "";
  }

  static std::string path_of(const Node* path, const Match& match, std::string& why) {
    if (path == nullptr) return "{request.path}";
    const std::string_view type = path->text_of("type");
    if (type == "ReplaceFullPath" || path->find("replaceFullPath") != nullptr) {
      const std::string_view full = path->text_of("replaceFullPath");
      return (full.starts_with('/') ? "" : "/") + escape_template(full);
    }
    if (type != "ReplacePrefixMatch" && path->find("replacePrefixMatch") == nullptr) {
      why = "the path type '" + std::string(type) + "' is not known";
      return "";
    }
    if (match.is_exact || match.is_regex) {
      why = "ReplacePrefixMatch needs a match of a prefix";
      return "";
    }
    std::string prefix = escape_template(path->text_of("replacePrefixMatch"));
    if (!prefix.starts_with('/')) prefix.insert(0, "/");
    while (prefix.ends_with('/')) prefix.pop_back();
    if (match.path == "/") return prefix.empty() ? "{request.path}" : prefix + "{request.path}";
    return prefix.empty() ? "/{below}" : prefix + "{0}";
  }

  Report report_;
  ForeignRules read_;
  std::vector<Ranked> ranked_;
  std::map<std::string, std::string, std::less<>> schemes_;  ///< of listeners, by name
  int host_rank_ = 0;
  std::size_t host_length_ = 0;
};

}  // namespace

ForeignRules read_gateway_api(const ForeignText& text) {
  return GatewayReader(text.file).run(text.text);
}

bool is_gateway_api(std::string_view text, std::string_view /*path*/) {
  return text.find("kind: HTTPRoute") != text.npos && text.find("rules:") != text.npos;
}

}  // namespace onward::config
