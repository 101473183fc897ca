// SPDX-License-Identifier: MIT
// firebase.json, as superstatic, the server of Firebase's own tools, takes it:
//
//   source       a glob of minimatch, by byte; where the destination has "/:name", a path of
//                path-to-regexp 1 without regard to case
//   regex        RE2, searched; ":1" and ":name" in the destination are its groups
//   type         301 if there is none
//
// A slash at the end of a path does not count. The file may have comments. Several targets in one
// file are taken together.
#include "base/ascii.h"
#include "config/hosting/glob.h"
#include "config/hosting/path_pattern.h"
#include "config/imported.h"
#include "config/json/value.h"
#include "config/pattern_text.h"
#include "config/source_url.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

using Kind = JsonValue::Kind;

/// So many groups of a path may be absent and asked for: each doubles the rules.
constexpr std::size_t kMaxOptional = 4;

bool is_name_char(char c) { return base::is_alnum(c) || c == '_'; }

/// ":name" where path-to-regexp sees one: where the destination begins, or behind a slash.
bool has_captures(std::string_view destination) {
  return destination.starts_with(':') || destination.find("/:") != std::string_view::npos;
}

/// A group's name and what a template calls it; "" is an absent one.
using Captures = std::vector<CaptureName>;

/// "/:a*/x" with the groups filled in. An absent group takes the slash before it along.
std::string fill(std::string_view to, const Captures& captures, bool& is_unknown) {
  std::string made;
  const std::size_t slashes = to.find("//");
  const std::size_t path = slashes == std::string_view::npos || to.starts_with('/')
                               ? 0
                               : std::min(to.find('/', slashes + 2), to.size());
  for (std::size_t at = 0; at < to.size();) {
    std::size_t end = at + 1;
    while (to[at] == ':' && end < to.size() && is_name_char(to[end])) ++end;
    if (end == at + 1 || at < path) {
      made += escape_template(to.substr(at++, 1));
      continue;
    }
    const std::string_view name = to.substr(at + 1, end - at - 1);
    const auto capture = std::ranges::find(captures, name, &CaptureName::name);
    is_unknown |= capture == captures.end();
    if (is_unknown) return "";
    if (!capture->in_template.empty()) {
      made += "{" + capture->in_template + "}";
    } else if (made.ends_with('/')) {
      made.pop_back();
    }
    const bool has_modifier =
        end < to.size() && std::string_view("*+?").find(to[end]) != std::string_view::npos;
    at = end + (has_modifier ? 1 : 0);
  }
  return made.empty() ? "/" : made;
}

/// One member of `redirects`, on its way into rules.
class RedirectReader {
 public:
  RedirectReader(const JsonValue& entry, Imported& imported) : entry_(entry), imported_(imported) {}

  void read() {
    imported_.redirect();
    const JsonValue* source = entry_.string_of("source");
    if (source == nullptr) source = entry_.string_of("glob");
    const JsonValue* regex = entry_.string_of("regex");
    destination_ = entry_.string_of("destination");
    if ((source == nullptr) == (regex == nullptr) || destination_ == nullptr) {
      imported_.lost(entry_.place, "the redirect needs a destination, and a source or a regex");
      return;
    }
    if (!take_status()) return;
    if (regex != nullptr) {
      read_regex(*regex);
    } else if (has_captures(destination_->string)) {
      read_captures(*source);
    } else {
      read_glob(*source);
    }
  }

 private:
  bool take_status() {
    const JsonValue* type = entry_.find("type");
    if (type == nullptr) return true;
    status_ = type->is(Kind::Number) && type->number > 0 && type->number < 1000
                  ? static_cast<int>(type->number)
                  : 0;
    if (is_redirect_status(status_)) return true;
    imported_.lost(type->place, "the type is none of 301, 302, 303, 307 and 308");
    return false;
  }

  void add(rules::Rule rule, const Captures& captures) {
    bool is_unknown = false;
    const std::string to = has_captures(destination_->string)
                               ? fill(destination_->string, captures, is_unknown)
                               : escape_template(destination_->string);
    if (is_unknown) {
      if (!was_said_) {
        imported_.lost(destination_->place,
                       "the destination asks for a group that the source does not have",
                       "Firebase redirects nothing then");
      }
      was_said_ = true;
      return;
    }
    const bool is_path = !to.starts_with('/') && !is_http_url(to);
    rule.action.to = {is_path ? "/" + to : to, destination_->place};
    // superstatic puts "&" and the request's query behind a query, also where there is none.
    rule.action.query = rules::QueryPolicy::KeepNonempty;
    if (to.find('?') < to.find('#')) rule.action.to->value += "&{request.query}";
    imported_.add(std::move(rule));
  }

  void read_regex(const JsonValue& regex) {
    rules::Rule rule = redirect_rule(entry_.place, status_);
    rule.when.regex = regex_of(regex.string, regex.place);
    Captures captures{{"0", "0"}};
    std::size_t number = 0;
    for (const std::string& name : groups_of(regex.string)) {
      captures.push_back({std::to_string(++number), std::to_string(number)});
      if (!name.empty()) captures.push_back({name, name});
    }
    add(std::move(rule), captures);
  }

  static std::string slashed(const std::string& source) {
    return source.starts_with('/') ? source : "/" + source;
  }

  void read_glob(const JsonValue& source) {
    rules::Rule rule = redirect_rule(entry_.place, status_);
    const std::string glob = slashed(source.string);
    if (glob.find_first_of("*?[{(!+@\\") == std::string::npos) {
      rule.when.match = {escape_pattern(glob), source.place};
      rule.comparison.ignore_trailing_slash = !glob.ends_with('/');
    } else if (const auto expression = glob_expression(glob)) {
      rule.when.regex = regex_of(*expression, source.place);
      const std::string_view literal =
          std::string_view(glob).substr(0, glob.find_first_of("*?[{(!+@\\"));
      const std::size_t slash = literal.rfind('/');
      if (slash != std::string_view::npos && slash > 0 && literal.size() > slash) {
        rule.when.match = {escape_pattern(literal.substr(0, slash)) + "*", source.place};
      }
    } else {
      imported_.lost(source.place, "the glob '" + source.string + "' has a form that is not known",
                     "write it as a 'regex'");
      return;
    }
    add(std::move(rule), {});
  }

  void read_captures(const JsonValue& source) {
    const auto tokens = parse_path(slashed(source.string), PathDialect::One);
    if (!tokens) {
      imported_.lost(source.place, "'" + source.string + "' is no path pattern");
      return;
    }
    std::vector<std::size_t> optional;
    for (std::size_t i = 0; i < tokens->size(); ++i) {
      const char modifier = (*tokens)[i].modifier;
      if (modifier == '*' || modifier == '?') optional.push_back(i);
    }
    if (optional.size() > kMaxOptional) {
      imported_.lost(source.place, "more than four groups of the source may be absent");
      return;
    }
    for (std::size_t absent = 0; absent < (std::size_t{1} << optional.size()); ++absent) {
      add_variant(*tokens, optional, absent, source.place);
    }
  }

  /// The rule for the requests in which the groups whose bits are set are absent.
  void add_variant(std::vector<PathToken> tokens, const std::vector<std::size_t>& optional,
                   std::size_t absent, const rules::Place& place) {
    Captures captures;
    for (std::size_t bit = 0; bit < optional.size(); ++bit) {
      PathToken& token = tokens[optional[bit]];
      token.modifier = token.modifier == '*' ? '+' : static_cast<char>(0);
      if ((absent >> bit & 1U) == 0) continue;
      captures.push_back({token.name, ""});
      token = PathToken{};
    }
    for (const PathToken& token : tokens) {
      if (token.is_group) captures.push_back({token.name, group_name(token)});
    }
    if (!tokens.empty() && tokens.back().literal.ends_with('/')) tokens.back().literal.pop_back();
    rules::Rule rule = redirect_rule(entry_.place, status_);
    rule.when.regex = regex_of("(?i)^" + to_expression(tokens) + "/?$", place);
    add(std::move(rule), captures);
  }

  const JsonValue& entry_;
  Imported& imported_;
  const JsonValue* destination_ = nullptr;
  int status_ = 301;
  bool was_said_ = false;
};

void note_others(const JsonValue& hosting, Imported& imported) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOthers{
      {{"rewrites", "they serve other content under the same URL, below all redirects"},
       {"headers", "they add fields to answers"},
       {"i18n", "it chooses among files"},
       {"cleanUrls", "it redirects to files that exist, and there are no files here"},
       {"trailingSlash", "it redirects to files that exist, and there are no files here"}}};
  for (const auto& [key, what] : kOthers) {
    const JsonValue* value = hosting.find(key);
    if (value == nullptr || (value->is(Kind::Boolean) && !value->boolean)) continue;
    imported.note(value->place, "'" + std::string(key) + "' is left out: " + std::string(what));
  }
}

void read_hosting(const JsonValue& hosting, Imported& imported) {
  if (const JsonValue* redirects = hosting.find("redirects")) {
    for (const JsonValue& entry : redirects->items) RedirectReader(entry, imported).read();
  }
  note_others(hosting, imported);
}

}  // namespace

ForeignRules read_firebase(const ForeignText& text) {
  Imported imported(text);
  const auto document = parse_json(text.text, JsonDialect::Lenient, imported.report());
  if (!document) return imported.take();
  const JsonValue* hosting = document->find("hosting");
  if (hosting == nullptr) {
    read_hosting(*document, imported);
    return imported.take();
  }
  if (hosting->is(Kind::Object)) read_hosting(*hosting, imported);
  for (const JsonValue& target : hosting->items) {
    if (hosting->items.size() > 1 && target.find("redirects") != nullptr) {
      imported.warning(target.place, "a target of several; each is a site of its own there",
                       "here all of them answer for every host");
    }
    read_hosting(target, imported);
  }
  return imported.take();
}

bool is_firebase(std::string_view text, std::string_view path) {
  return path.ends_with("firebase.json") || has_json_key(text, "hosting");
}

}  // namespace onward::config
