// SPDX-License-Identifier: MIT
//   ^https?://www\.(.*)          scheme http or https, host "www." and more, any path and query
//   ^http://a\.example/x/(.*)    scheme, host, a path; the query goes with what the group has
//   //([^/]*)/\?(.*)             any scheme, any host, the path "/", a query
//
// Go replaces what the expression finds and leaves the rest of the URL as it is. What is found may
// begin in front of the scheme or with "//" alone; what is behind it goes on.
//
// Long: the parts of a URL share the groups, the rest and the guard that one pass gathers.
#include "config/yaml/url_regex.h"

#include "base/ascii.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

namespace onward::config::yaml {
namespace {

using rules::Subject;

/// What a group's number stands for in the template.
struct Piece {
  std::string text;
  bool is_host = false;   ///< may stand in the target's host
  bool has_rest = false;  ///< path and query follow it in the URL: nothing else may
};

class Splitter {
 public:
  Splitter(std::string_view expression, std::string_view replacement, const rules::Place& place)
      : expression_(without_needless_escapes(expression)),
        replacement_(replacement),
        place_(place) {}

  UrlReplacement run() {
    if (is_same_text()) {
      result_.changes_nothing = true;
      return std::move(result_);
    }
    std::string_view rest = expression_;
    if (take_scheme(rest)) take_authority(rest);
    if (result_.why.empty()) write();
    return std::move(result_);
  }

 private:
  void refuse(std::string why) {
    if (result_.why.empty()) result_.why = std::move(why);
  }

  /// An expression without any operator that is replaced by itself.
  bool is_same_text() const {
    return expression_ == replacement_ && std::ranges::all_of(expression_, base::is_alnum);
  }

  /// "^https?://" and its like; false where it is none.
  bool take_scheme(std::string_view& rest) {
    const bool is_anchored = rest.starts_with('^');
    if (is_anchored) rest.remove_prefix(1);
    if (!is_anchored && rest.starts_with("//")) {
      // What stands before stays: the scheme.
      before_ = "{request.scheme}:";
      rest.remove_prefix(2);
      return true;
    }
    const std::size_t colon = rest.find("://");
    if (colon == rest.npos) {
      refuse("the expression does not begin with the scheme of a URL");
      return false;
    }
    std::string_view core = rest.substr(0, colon);
    rest.remove_prefix(colon + 3);
    std::string value = "{request.scheme}";
    bool is_group = false;
    bool is_open = false;
    if (core.starts_with('(')) {
      is_group = !core.starts_with("(?:");
      core.remove_prefix(is_group ? 1 : 3);
      is_open = !core.ends_with(')');
      if (!is_open) core.remove_suffix(1);
    }
    if (is_open) {
      // "(https?://)"
      if (!rest.starts_with(')')) {
        refuse("the scheme of the expression is not understood");
        return false;
      }
      rest.remove_prefix(1);
      value += "://";
    }
    constexpr std::array<std::string_view, 7> kBoth{
        "https?", "http[s]?", "http|https", "https|http", "http(s)?", "http(?:s)?", "[a-z]+"};
    if (core == "http" || core == "https" || core == "http?") {
      result_.when.scheme = rules::Text{core == "https" ? "https" : "http", place_};
    } else if (std::ranges::find(kBoth, core) == kBoth.end()) {
      refuse("the scheme of the expression is not understood");
      return false;
    }
    if (is_group) groups_.push_back({value, false, false});
    if (core == "http(s)?") groups_.push_back({"", false, false});
    return true;
  }

  /// Host and port up to the first slash, then path and query.
  void take_authority(std::string_view rest) {
    const std::size_t slash = find_outside_groups(rest, "/");
    std::string_view authority = rest.substr(0, slash);
    const std::string_view path = slash == rest.npos ? "" : rest.substr(slash);
    if (slash == rest.npos) {
      // No path: the end goes over host, port, path and query together.
      take_open_host(authority);
      return;
    }
    take_port(authority);
    take_host(authority, "^", "$");
    take_path(path);
  }

  void take_open_host(std::string_view text) {
    const bool is_closed = text.ends_with('$');
    if (is_closed) text.remove_suffix(1);
    std::size_t wildcard = 0;
    bool is_group = false;
    for (const std::string_view end : {"(.*)", "(.+)", "(.*?)", ".*", ".+"}) {
      if (wildcard == 0 && text.ends_with(end)) {
        wildcard = end.size();
        is_group = end.starts_with('(');
      }
    }
    text.remove_suffix(wildcard);
    if (text.find("(/") != text.npos || text.find("|/") != text.npos) {
      return refuse("host and path are not told apart in the expression");
    }
    std::string_view host = text;
    take_port(host);
    if (wildcard == 0 && is_closed) return refuse("the expression leaves no place for a path");
    // Of the host what is left, then path and query.
    const bool is_any = host.empty();
    if (host.size() != text.size()) {
      // Behind a port only a path can follow.
      take_host(host, "^", "$");
      rest_ = {"{request.target}", false, true};
    } else {
      take_host(host, "^", "(?P<rest>.*)$");
      rest_ = {is_any ? "{request.host}{request.target}" : "{rest}{request.target}", true, true};
      if (is_any) result_.when.regex.reset();
    }
    is_identity_ = true;
    if (wildcard != 0 && is_group) groups_.push_back(rest_);
    if (wildcard == 0) behind_ = rest_;
  }

  /// "(:\d+)?" and its like at the end of an authority; without a port there is nothing.
  void take_port(std::string_view& authority) {
    constexpr std::array<std::string_view, 5> kGroups{"(:\\d+)?", "(:[0-9]+)?", "(:\\d*)?",
                                                      "(:[0-9]*)?", "(:.*)?"};
    constexpr std::array<std::string_view, 3> kNone{"(?::\\d+)?", "(?::[0-9]+)?", ":?\\d*"};
    for (const std::string_view end : kGroups) {
      if (!authority.ends_with(end)) continue;
      authority.remove_suffix(end.size());
      has_port_group_ = true;
      result_.warning = "the port that the client names is left out of the target";
    }
    for (const std::string_view end : kNone) {
      if (authority.ends_with(end)) authority.remove_suffix(end.size());
    }
    const std::size_t colon = find_outside_groups(authority, ":");
    const std::string_view port = colon == authority.npos ? "" : authority.substr(colon + 1);
    const bool is_number = !port.empty() && std::ranges::all_of(port, base::is_digit);
    if (authority.find("(:") != authority.npos || (colon != authority.npos && !is_number)) {
      return refuse("a port that must be there is not understood");
    }
    if (colon == authority.npos) return;
    const bool is_default = port == "80" || port == "443";
    if (!is_default) {
      rules::Conditions when;
      when.regex = rules::Regex{
          {"^[a-z]+://[^/]*:" + std::string(port) + "/", place_}, rules::Engine::Re2, Subject::Url};
      add(result_.when, std::move(when));
    }
    authority.remove_suffix(authority.size() - colon);
  }

  void take_host(std::string_view host, std::string_view begin, std::string_view end) {
    constexpr std::array<std::string_view, 4> kWhole{"([^/]*)", "([^/]+)", "(.*)", "(.+)"};
    if (end == "$" && std::ranges::find(kWhole, host) != kWhole.end()) {
      groups_.push_back({"{request.host}", true, false});
      if (has_port_group_) groups_.push_back({"", true, false});
      return;
    }
    take_optional_front(host);
    add_groups(host, "host", true);
    if (has_port_group_) groups_.push_back({"", true, false});
    const std::string named = named_from(host, "host");
    const bool is_any = host == "[^/]*" || host == "[^/]+" || host == "[^/:]+" || host == ".*";
    if (is_any && end == "$") return;
    rules::Conditions when;
    when.regex = rules::Regex{
        {std::string(begin).append("(?:").append(named).append(")").append(end), place_},
        rules::Engine::Re2,
        Subject::Host};
    add(result_.when, std::move(when));
  }

  /// "(?:www\.)?([^/]+)": the last group is the whole host where there is no "www." in front.
  void take_optional_front(std::string_view host) {
    const std::size_t end = host.find(")?");
    if (!host.starts_with('(') || end == host.npos) return;
    const std::string_view rest = host.substr(end + 2);
    if (rest != "([^/]*)" && rest != "([^/]+)" && rest != "(.*)" && rest != "(.+)") return;
    const std::size_t begin = host.starts_with("(?:") ? 3 : 1;
    optional_front_ = host.substr(begin, end - begin);
    whole_host_ = "{host_" + std::to_string(count_groups(host)) + "}";
  }

  /// Groups get numbers over the whole expression, and names of their part.
  std::string named_from(std::string_view text, std::string_view stem) const {
    return with_named_groups(text, stem);
  }

  void add_groups(std::string_view text, std::string_view stem, bool is_host) {
    const std::size_t count = count_groups(text);
    for (std::size_t i = 1; i <= count; ++i) {
      groups_.push_back(
          {std::string("{").append(stem).append("_").append(std::to_string(i)).append("}"), is_host,
           false});
    }
  }

  void take_path(std::string_view text) {
    const std::size_t question = find_outside_groups(text, "\\?");
    if (question != text.npos) {
      const std::string_view query = text.substr(question + 2);
      add_regex(text.substr(0, question), "path", "^", "$", Subject::Path);
      std::string end = query.ends_with('$') ? "" : "(?P<behind>.*)$";
      if (query.ends_with(".*") || query.ends_with(".*)")) end.clear();
      add_regex(query, "query", "^", end, Subject::Query);
      if (!end.empty()) behind_ = {"{behind}", false, false};
      return;
    }
    const bool is_closed = text.ends_with('$');
    if (is_closed) text.remove_suffix(1);
    for (const std::string_view end : {"(.*)", "(.+)", "(.*?)", ".*", ".+"}) {
      const std::size_t begin = text.size() - std::min(text.size(), end.size());
      const bool is_escaped = begin > 0 && text[begin - 1] == '\\';
      if (!text.ends_with(end) || is_escaped) continue;
      is_identity_ = text == "/(.*)";
      if (text == "/.*") return;
      // What the wildcard takes is the rest of the path, and the query with it.
      add_regex(text, "path", "^", "$", Subject::Path);
      if (end.starts_with('(') && !groups_.empty()) groups_.back().has_rest = true;
      return;
    }
    if (is_closed) {
      rules::Conditions none;
      none.regex = rules::Regex{{"^$", place_}, rules::Engine::Re2, Subject::Query};
      add_regex(text, "path", "^", "$", Subject::Path);
      add(result_.when, std::move(none));
      return;
    }
    add_regex(text, "path", "^", "(?P<behind>.*)$", Subject::Path);
    behind_ = {"{behind}", false, true};
  }

  void add_regex(std::string_view text, std::string_view stem, std::string_view begin,
                 std::string_view end, Subject subject) {
    add_groups(text, stem, false);
    rules::Conditions when;
    when.regex = rules::Regex{{std::string(begin)
                                   .append("(?:")
                                   .append(with_named_groups(text, stem))
                                   .append(")")
                                   .append(end),
                               place_},
                              rules::Engine::Re2,
                              subject};
    add(result_.when, std::move(when));
  }

  /// The replacement as a template, and behind it what the expression did not find.
  void write() {
    std::string& to = result_.to;
    to = before_;
    std::string_view rest = replacement_;
    while (!rest.empty() && result_.why.empty()) {
      if (rest.starts_with("$$")) {
        put_text("$");
        rest.remove_prefix(2);
      } else if (rest.starts_with("${") && rest.find('}') != rest.npos) {
        const std::size_t end = rest.find('}');
        put_group(rest.substr(2, end - 2), end + 1 == rest.size());
        rest.remove_prefix(end + 1);
      } else if (rest.size() > 1 && rest[0] == '$' && (base::is_alnum(rest[1]) || rest[1] == '_')) {
        std::size_t end = 1;
        while (end < rest.size() && (base::is_alnum(rest[end]) || rest[end] == '_')) ++end;
        put_group(rest.substr(1, end - 1), end == rest.size());
        rest.remove_prefix(end);
      } else {
        put_text(rest.substr(0, 1));
        rest.remove_prefix(1);
      }
    }
    if (!behind_.text.empty()) put(behind_, true);
    const bool is_url = to.find("://") != std::string::npos;
    if (!is_url && !to.starts_with('/')) refuse("the replacement is neither a URL nor a path");
    if (is_identity_ && ended_with_rest_) guard();
    if (is_url && to.find('{') == std::string::npos) guard_constant();
  }

  void put_text(std::string_view text) { result_.to += escape_template(text); }

  void put_group(std::string_view name, bool is_last) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool is_number = error == std::errc{} && end == name.data() + name.size();
    if (!is_number) {
      // Of "$1x" Go looks for a group of that name; where there is none nothing is put in.
      if (expression_.find("<" + std::string(name) + ">") != std::string::npos) {
        result_.to.append("{").append(name).append("}");
      }
      return;
    }
    if (index == 0) return refuse("all that the expression finds is no group of a rule");
    if (index > groups_.size()) return;
    put(groups_[index - 1], is_last && behind_.text.empty());
  }

  bool in_authority() const {
    const std::size_t slashes = result_.to.find("://");
    if (slashes == std::string::npos) return false;
    return result_.to.find_first_of("/?#", slashes + 3) == std::string::npos &&
           result_.to.find("{request.target}", slashes) == std::string::npos;
  }

  void put(const Piece& piece, bool is_last) {
    if (piece.text.empty()) return;
    const bool begins = result_.to.empty();
    if (begins && !piece.text.starts_with("{request.scheme}")) {
      return refuse("what the client sends would say where the target leads");
    }
    if (in_authority() && !begins && piece.text != "{request.target}") {
      if (!piece.is_host) return refuse("a part of the path would become a part of the host");
      result_.fills_host = true;
    } else if (piece.has_rest && piece.is_host && !in_authority()) {
      return refuse("the host of the request would stand in the target's path");
    }
    result_.to += piece.text;
    if (!piece.has_rest) return;
    if (!is_last)
      return refuse("path and query of the request would stand in the middle of the target");
    result_.keeps_query = !piece.text.ends_with("{request.target}");
    ended_with_rest_ = true;
  }

  void guard_constant() {
    rules::Conditions same;
    same.regex = rules::Regex{
        {"^" + escape_regex(result_.to) + "$", place_}, rules::Engine::Re2, Subject::Url};
    add(result_.when, negation(std::move(same)));
  }

  /// Where the new URL is the old one there is no redirect.
  void guard() {
    const std::string_view to = result_.to;
    const std::size_t slashes = to.find("://");
    if (slashes == to.npos) return;
    const std::string_view authority =
        to.substr(slashes + 3, to.find_first_of("/{", slashes + 3) - slashes - 3);
    const std::string_view behind = to.substr(slashes + 3 + authority.size());
    const bool is_same_path = behind == "{request.target}" || behind == "/{path_1}" ||
                              behind == "{request.host}{request.target}" ||
                              behind == "{request.host}/{path_1}" ||
                              (!whole_host_.empty() && behind == whole_host_ + "/{path_1}");
    if (!is_same_path) return;
    rules::Conditions same;
    if (!whole_host_.empty() && behind.starts_with(whole_host_)) {
      rules::Conditions front;
      front.regex =
          rules::Regex{{"^(?:" + optional_front_ + ")", place_}, rules::Engine::Re2, Subject::Host};
      same = negation(std::move(front));
    }
    if (!to.starts_with("{")) same.scheme = rules::Text{std::string(to.substr(0, slashes)), place_};
    if (!authority.empty()) {
      const std::size_t colon = std::min(authority.find(':'), authority.size());
      same.hosts = {{escape_pattern(authority.substr(0, colon)), place_}};
    }
    if (result_.when.scheme && same.scheme && result_.when.scheme->value != same.scheme->value)
      return;
    if (!is_always(same)) add(result_.when, negation(std::move(same)));
  }

  std::string expression_;
  std::string_view replacement_;
  rules::Place place_;
  UrlReplacement result_;
  std::string before_;
  std::string optional_front_;
  std::string whole_host_;  ///< the group that is the host where its optional front is not there
  std::vector<Piece> groups_;
  Piece rest_;
  Piece behind_;
  bool has_port_group_ = false;
  bool is_identity_ = false;
  bool ended_with_rest_ = false;
};

}  // namespace

UrlReplacement take_apart(std::string_view expression, std::string_view replacement,
                          const rules::Place& place) {
  return Splitter(expression, replacement, place).run();
}

}  // namespace onward::config::yaml
