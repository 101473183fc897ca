// SPDX-License-Identifier: MIT
// Placeholders of Caddy as those of a template. Caddy puts {path} and groups in decoded, where a
// template escapes them again: the two differ where a name holds "?", "#" or "%".
#include "config/caddy/target.h"

#include "base/ascii.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace onward::config::caddy {
namespace {

/// Caddyfile's short names and what they stand for.
constexpr std::array kShort{
    std::pair<std::string_view, std::string_view>{"uri", "http.request.uri"},
    std::pair<std::string_view, std::string_view>{"path", "http.request.uri.path"},
    std::pair<std::string_view, std::string_view>{"query", "http.request.uri.query"},
    std::pair<std::string_view, std::string_view>{"?query", "http.request.uri.prefixed_query"},
    std::pair<std::string_view, std::string_view>{"%uri", "http.request.uri_escaped"},
    std::pair<std::string_view, std::string_view>{"host", "http.request.host"},
    std::pair<std::string_view, std::string_view>{"hostport", "http.request.hostport"},
    std::pair<std::string_view, std::string_view>{"scheme", "http.request.scheme"},
    std::pair<std::string_view, std::string_view>{"method", "http.request.method"},
    std::pair<std::string_view, std::string_view>{"orig_uri", "http.request.orig_uri"},
    std::pair<std::string_view, std::string_view>{"orig_path", "http.request.orig_uri.path"},
    std::pair<std::string_view, std::string_view>{"orig_query", "http.request.orig_uri.query"},
    std::pair<std::string_view, std::string_view>{"orig_?query",
                                                  "http.request.orig_uri.prefixed_query"}};
constexpr std::array kShortPrefixes{
    std::pair<std::string_view, std::string_view>{"labels.", "http.request.host.labels."},
    std::pair<std::string_view, std::string_view>{"re.", "http.regexp."},
    std::pair<std::string_view, std::string_view>{"query.", "http.request.uri.query."},
    std::pair<std::string_view, std::string_view>{"path.", "http.request.uri.path."}};

std::string long_name(std::string_view name) {
  for (const auto& [from, to] : kShort) {
    if (name == from) return std::string(to);
  }
  for (const auto& [from, to] : kShortPrefixes) {
    if (name.starts_with(from)) return std::string(to).append(name.substr(from.size()));
  }
  return std::string(name);
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

class Translator {
 public:
  Translator(const Word& word, const TargetScope& scope) : word_(word), scope_(scope) {}

  Target run() {
    std::string_view rest = word_.text;
    std::string& to = target_.to;
    // A reference to another host keeps the scheme.
    if (rest.starts_with("//")) to = "{request.scheme}:";
    if (rest.starts_with('?')) add_path();
    while (!rest.empty() && target_.why.empty()) {
      if (rest.starts_with("\\{")) {
        to += "{{";
        rest.remove_prefix(2);
      } else if (rest[0] == '{' && rest.find('}') != rest.npos) {
        const std::size_t end = rest.find('}');
        is_last_ = end + 1 == rest.size();
        fill(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
      } else {
        to += escape_template(rest.substr(0, 1));
        has_query_ = has_query_ || rest[0] == '?';
        rest.remove_prefix(1);
      }
    }
    if (word_.text.empty()) refuse("the target is empty");
    if (target_.why.empty()) check_begin();
    if (!labels_.empty()) add_labels();
    if (needs_rest_) add_rest();
    return std::move(target_);
  }

 private:
  void refuse(std::string why) {
    if (target_.why.empty()) target_.why = std::move(why);
  }

  /// Whether what comes next is still in the target's host.
  bool in_authority() const {
    const std::size_t slashes = target_.to.find("://");
    if (slashes == std::string::npos) return false;
    const std::string_view behind = std::string_view(target_.to).substr(slashes + 3);
    return behind.find_first_of("/?#") == behind.npos &&
           behind.find("{request.path}") == behind.npos &&
           behind.find("{request.target}") == behind.npos;
  }

  void fill(std::string_view short_name) {
    std::string name = long_name(short_name);
    constexpr std::string_view kOriginal = "http.request.orig_uri";
    if (name.starts_with(kOriginal)) {
      if (scope_.is_rewritten || !scope_.stripped.empty()) {
        return refuse("'{" + std::string(short_name) + "}' is what the path was before a rewrite");
      }
      name = "http.request.uri" + name.substr(kOriginal.size());
    }
    if (fill_uri(name) || fill_request(name) || fill_group(name)) return;
    refuse("the placeholder '{" + std::string(short_name) + "}' is none that a rule can fill in");
  }

  void add_path() {
    if (scope_.stripped.empty()) {
      target_.to += "{request.path}";
    } else {
      target_.to += "/{rest}";
      needs_rest_ = true;
    }
  }

  /// The query with "?", where there is one.
  void add_query(rules::QueryPolicy policy) {
    if (is_last_ && !has_query_) {
      target_.query = policy;
    } else if (has_query_) {
      refuse("a query stands behind another one");
    } else {
      target_.to += "?{request.query}";
    }
    has_query_ = true;
  }

  /// The "?" in front of a placeholder stands whatever that is.
  void keep_mark() {
    if (target_.to.ends_with('?') && target_.query == rules::QueryPolicy::Drop) {
      target_.query = rules::QueryPolicy::AsWritten;
    }
  }

  bool fill_uri(std::string_view name) {
    constexpr std::string_view kUri = "http.request.uri";
    if (!name.starts_with(kUri)) return false;
    name.remove_prefix(kUri.size());
    if (name.empty()) {
      if (scope_.stripped.empty()) {
        target_.to += "{request.target}";
        has_query_ = true;
      } else {
        add_path();
        add_query(rules::QueryPolicy::Keep);
      }
    } else if (name == ".path") {
      add_path();
    } else if (name == ".query") {
      keep_mark();
      target_.to += "{request.query}";
    } else if (name == ".prefixed_query") {
      add_query(rules::QueryPolicy::KeepNonempty);
    } else if (name.starts_with(".query.") && name.size() > 7) {
      keep_mark();
      target_.to.append("{query.").append(name.substr(7)).append("}");
    } else {
      return false;
    }
    return true;
  }

  bool fill_request(std::string_view name) {
    constexpr std::string_view kLabels = "http.request.host.labels.";
    if (name == "http.request.host" || name == "http.request.hostport") {
      if (name.ends_with("port")) {
        target_.warning = "'{hostport}' is taken without the port that the client named";
      }
      target_.fills_host = target_.fills_host || in_authority();
      target_.to += "{request.host}";
    } else if (name == "http.request.scheme") {
      target_.to += "{request.scheme}";
    } else if (name == "http.request.method") {
      target_.to += "{request.method}";
    } else if (name.starts_with(kLabels)) {
      const auto label = number(name.substr(kLabels.size()));
      if (!label || *label > 30) return false;
      target_.fills_host = target_.fills_host || in_authority();
      labels_.push_back(*label);
      target_.to.append("{label_").append(std::to_string(*label)).append("}");
    } else {
      return false;
    }
    return true;
  }

  /// "http.regexp.NAME.1", or "http.regexp.1" of the expression that was asked last.
  bool fill_group(std::string_view name) {
    constexpr std::string_view kRegexp = "http.regexp.";
    if (!name.starts_with(kRegexp)) return false;
    name.remove_prefix(kRegexp.size());
    const std::size_t dot = name.rfind('.');
    const std::string_view expression = dot == name.npos ? "" : name.substr(0, dot);
    const std::string_view group = dot == name.npos ? name : name.substr(dot + 1);
    const auto stem = scope_.stems.find(expression);
    if (stem == scope_.stems.end()) {
      refuse("no regular expression '" + std::string(expression) + "' is asked before it");
      return true;
    }
    const auto index = number(group);
    if (index == std::size_t{0}) {
      refuse("all that an expression found is no group of a rule");
    } else if (index) {
      target_.to.append("{").append(stem->second).append("_").append(group).append("}");
    } else {
      target_.to.append("{").append(group).append("}");
    }
    if (in_authority()) target_.fills_host = true;
    return true;
  }

  void check_begin() {
    const std::string_view to = target_.to;
    const bool is_path = to.starts_with('/') || to.starts_with("{request.path}") ||
                         to.starts_with("{request.target}");
    const bool is_url = to.find("://") != to.npos || to.find(':') < to.find('/');
    if (is_path || is_url) return;
    refuse(to.starts_with('{') ? "what the client sends would say where the target leads"
                               : "a target is a path that begins with '/', or a URL");
  }

  /// Labels are counted from the end: {labels.0} of "www.example.com" is "com".
  void add_labels() {
    std::string expression = "(?:^|\\.)";
    for (std::size_t i = *std::ranges::max_element(labels_) + 1; i-- > 0;) {
      expression.append("(?P<label_").append(std::to_string(i)).append(">[^.]*)");
      expression += i == 0 ? "$" : "\\.";
    }
    rules::Conditions when;
    when.regex = rules::Regex{{expression, word_.place}, rules::Engine::Re2, rules::Subject::Host};
    add(target_.also, std::move(when));
  }

  void add_rest() {
    rules::Conditions when;
    when.regex = rules::Regex{{"^" + escape_regex(scope_.stripped) + "/(?P<rest>.*)$", word_.place},
                              rules::Engine::Re2,
                              rules::Subject::Path};
    add(target_.also, std::move(when));
  }

  const Word& word_;
  const TargetScope& scope_;
  Target target_;
  std::vector<std::size_t> labels_;
  bool is_last_ = false;
  bool has_query_ = false;
  bool needs_rest_ = false;
};

}  // namespace

Target read_target(const Word& word, const TargetScope& scope) {
  return Translator(word, scope).run();
}

}  // namespace onward::config::caddy
