// SPDX-License-Identifier: MIT
// Most expressions of redirect files are texts: "^/a/b$", "^/a/(.*)$". A small reader takes those,
// from left to right, and leaves all else to a real engine. An unescaped "." is any character and
// no text. Engines differ in the names of groups: (?<x>…) is (?P<x>…) in RE2.
#include "config/nginx/expression.h"

#include "base/ascii.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"
#include "onward/url/percent_encode.h"
#include "rules/regex.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace onward::config::nginx {
namespace {

bool is_plain(char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '~' || c == '/'; }

std::string_view without_case_flag(std::string_view expression, bool& ignore_case) {
  if (!expression.starts_with("(?i)")) return expression;
  ignore_case = true;
  return expression.substr(4);
}

/// Takes a literal off the front; false where something else stands there.
bool take_literal(std::string_view& rest, std::string& text) {
  if (rest.empty()) return false;
  std::size_t size = 1;
  char c = rest[0];
  if (c == '\\' && rest.size() > 1 && !base::is_alnum(rest[1])) {
    c = rest[1];
    size = 2;
    if (!is_plain(c) && c != '.') return false;
  } else if (!is_plain(c)) {
    return false;
  }
  // What is repeated is no literal.
  if (rest.size() > size && std::string_view("*+?{").find(rest[size]) != std::string_view::npos) {
    return false;
  }
  text += c;
  rest.remove_prefix(size);
  return true;
}

class Reducer {
 public:
  Reducer(std::string_view rest, bool ignore_case) : rest_(rest) {
    result_.ignore_case = ignore_case;
  }

  std::optional<Reduced> run() {
    if (whole()) return std::move(result_);
    if (!rest_.starts_with('^')) return std::nullopt;
    rest_.remove_prefix(1);
    while (take_literal(rest_, text_) || take_segment()) {
    }
    if (!text_.starts_with('/') && result_.text.empty()) return std::nullopt;
    if (!take_end()) return std::nullopt;
    flush();
    if (result_.text.empty()) return std::nullopt;
    return std::move(result_);
  }

 private:
  /// Expressions that every path fits.
  bool whole() {
    struct All {
      std::string_view expression;
      std::string_view group;
    };
    for (const All& all : {All{"", ""},          All{"^", ""},           All{"/", ""},
                           All{"^/", ""},        All{".*", ""},          All{"^.*", ""},
                           All{"^.*$", ""},      All{"^/.*", ""},        All{"^/.*$", ""},
                           All{"/.*", ""},       All{".", ""},           All{"$", ""},
                           All{"(.*)", "/{0}"},  All{"^(.*)", "/{0}"},   All{"^(.*)$", "/{0}"},
                           All{"(.*)$", "/{0}"}, All{"^(/.*)$", "/{0}"}, All{"^(/.*)", "/{0}"},
                           All{"(/.*)", "/{0}"}, All{"^/(.*)", "{0}"},   All{"/(.*)$", "{0}"},
                           All{"/(.*)", "{0}"},  All{"^/(.*)$", "{0}"},  All{"^(.+)$", "/{0}"},
                           All{"(.+)", "/{0}"},  All{"^(.+)", "/{0}"},   All{"^(/)", "/"}}) {
      if (rest_ != all.expression) continue;
      result_.match = "/*";
      result_.text = "/";
      if (!all.group.empty()) {
        result_.groups.emplace_back(all.group);
        result_.names.emplace_back();
      }
      return true;
    }
    return false;
  }

  void flush() {
    if (result_.groups.empty() && result_.text.empty()) result_.text = text_;
    result_.match += escape_pattern(text_);
    text_.clear();
  }

  /// "([^/]+)" between slashes.
  bool take_segment() {
    if (!text_.ends_with('/')) return false;
    std::string_view inside = rest_;
    std::string name;
    if (!open_group(inside, name) || !inside.starts_with("[^/]+")) return false;
    inside.remove_prefix(5);
    if (inside.starts_with('?')) inside.remove_prefix(1);
    if (!inside.starts_with(')')) return false;
    inside.remove_prefix(1);
    const bool ends_segment = inside.starts_with('/') || inside.starts_with("$");
    if (!ends_segment) return false;
    if (result_.text.empty()) result_.text = text_;
    flush();
    const std::string group = "p" + std::to_string(result_.groups.size() + 1);
    result_.match += ":" + group;
    add_group("{" + group + "}", name);
    rest_ = inside;
    is_open_ = true;
    return true;
  }

  static bool open_group(std::string_view& rest, std::string& name) {
    if (!rest.starts_with('(')) return false;
    rest.remove_prefix(1);
    if (!rest.starts_with('?')) return true;
    const std::size_t open = rest.starts_with("?P<") ? 3 : rest.starts_with("?<") ? 2 : 0;
    const std::size_t close = rest.find('>');
    if (open == 0 || close == std::string_view::npos || rest[open] == '=' || rest[open] == '!') {
      return false;
    }
    name = rest.substr(open, close - open);
    rest.remove_prefix(close + 1);
    return true;
  }

  void add_group(std::string in_template, std::string name) {
    result_.groups.push_back(std::move(in_template));
    result_.names.push_back(std::move(name));
  }

  /// What may stand behind the literals.
  bool take_end() {
    if (rest_ == "$") {
      flush();
      result_.is_exact = !is_open_;
      return true;
    }
    if (rest_ == "/?$" && !text_.empty() && !text_.ends_with('/')) {
      flush();
      result_.match += "{/}?";
      return true;
    }
    if (rest_.empty() || rest_ == ".*" || rest_ == ".*$") {
      flush();
      result_.match += '*';
      return true;
    }
    std::string_view inside = rest_;
    std::string name;
    if (!open_group(inside, name)) return false;
    if (inside != ".*)" && inside != ".*)$") return false;
    flush();
    result_.match += '*';
    add_group("{0}", name);
    return true;
  }

  std::string_view rest_;
  std::string text_;
  Reduced result_;
  bool is_open_ = false;
};

std::string for_re2(std::string_view expression) {
  std::string text;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const std::string_view rest = expression.substr(i);
    if (rest[0] == '\\' && rest.size() > 1) {
      text += rest.substr(0, 2);
      ++i;
    } else if (rest.starts_with("(?<") && rest.size() > 3 && rest[3] != '=' && rest[3] != '!') {
      text += "(?P<";
      i += 2;
    } else {
      text += rest[0];
    }
  }
  return text;
}

std::optional<rules::CompiledRegex> compile(std::string_view expression, rules::Engine engine,
                                            bool ignore_case) {
  auto result = rules::CompiledRegex::create(expression, {engine, ignore_case});
  if (auto* regex = std::get_if<rules::CompiledRegex>(&result)) return std::move(*regex);
  return std::nullopt;
}

}  // namespace

bool is_plain_path(std::string_view path) {
  return std::ranges::all_of(path, [](char c) { return is_plain(c) || c == '.'; }) &&
         path.find("/.") == std::string_view::npos && path.find("//") == std::string_view::npos;
}

std::string encoded_path(std::string_view path) {
  std::string text;
  for (const char c : path) {
    if (c == '%') {
      text += "%25";
    } else if (c == '\\') {
      text += "%5C";
    } else if (c == '|') {
      text += "%7C";
    } else {
      text += c;
    }
  }
  return url::percent_encode(text, url::PercentEncodeSet::Path);
}

std::optional<Reduced> reduced(std::string_view expression, bool ignore_case) {
  const std::string_view rest = without_case_flag(expression, ignore_case);
  auto result = Reducer(rest, ignore_case).run();
  // Dots at the begin of a segment would be read as dot segments.
  if (result && result->match.find("/.") != std::string::npos) return std::nullopt;
  if (result && result->match.find("//") != std::string::npos) return std::nullopt;
  return result;
}

std::string literal_begin(std::string_view expression, bool ignore_case) {
  std::string_view rest = without_case_flag(expression, ignore_case);
  if (ignore_case || !rest.starts_with('^')) return "";
  // An alternative may begin otherwise.
  for (std::size_t i = 0, depth = 0; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '[') {
      i = behind_class(rest, i) - 1;
    } else {
      if (rest[i] == '(') ++depth;
      if (rest[i] == ')' && depth > 0) --depth;
      if (rest[i] == '|' && depth == 0) return "";
    }
  }
  rest.remove_prefix(1);
  std::string text;
  while (take_literal(rest, text)) {
  }
  return text;
}

bool may_begin_with(std::string_view expression, bool ignore_case, std::string_view begin) {
  const std::string_view rest = without_case_flag(expression, ignore_case);
  std::string literal = literal_begin(rest, false);
  std::string asked(begin);
  if (ignore_case) {
    literal = base::to_lower(literal);
    asked = base::to_lower(asked);
  }
  return literal.starts_with(asked) || asked.starts_with(literal);
}

std::vector<GroupSpan> groups_of(std::string_view expression) {
  std::vector<GroupSpan> groups;
  std::vector<std::pair<bool, std::size_t>> open;  // capturing, its index
  bool has_alternatives = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\') {
      ++i;
    } else if (c == '[') {
      i = behind_class(expression, i) - 1;
    } else if (c == '|') {
      has_alternatives = has_alternatives || open.empty();
    } else if (c == ')' && !open.empty()) {
      const auto [is_capturing, index] = open.back();
      open.pop_back();
      if (!is_capturing) continue;
      groups[index].close = i;
      const std::string_view behind = expression.substr(i + 1);
      const std::size_t end =
          behind.starts_with('{') ? behind.find('}') + 1 : behind.find_first_not_of("*+?");
      groups[index].quantifier = behind.substr(0, std::min(end, behind.size()));
    } else if (c == '(') {
      std::string_view inside = expression.substr(i + 1);
      GroupSpan span;
      span.open = i;
      span.begin = i + 1;
      const std::size_t name = inside.starts_with("?P<")                              ? 3
                               : inside.starts_with("?<") || inside.starts_with("?'") ? 2
                                                                                      : 0;
      const bool looks_behind = inside.starts_with("?<=") || inside.starts_with("?<!");
      const bool is_capturing =
          (!inside.starts_with('?') && !inside.starts_with('*')) || (name != 0 && !looks_behind);
      if (is_capturing && name != 0) {
        const std::size_t end = std::min(inside.find_first_of(">'", name), inside.size());
        span.name = inside.substr(name, end - name);
        span.begin = i + 1 + std::min(end + 1, inside.size());
      }
      span.is_top = open.empty();
      open.emplace_back(is_capturing, groups.size());
      if (is_capturing) groups.push_back(std::move(span));
    }
  }
  if (has_alternatives) {
    for (GroupSpan& group : groups) group.is_top = false;
  }
  return groups;
}

std::string with_named_groups(std::string_view expression, std::string_view prefix) {
  std::string text;
  std::size_t at = 0;
  std::size_t number = 0;
  for (const GroupSpan& group : groups_of(expression)) {
    text += expression.substr(at, group.open - at);
    text.append("(?P<").append(prefix).append(std::to_string(++number)).append(">");
    at = group.begin;
  }
  return text.append(expression.substr(at));
}

std::optional<Compilable> compilable(std::string_view expression, bool ignore_case) {
  if (expression.empty()) expression = "^";
  std::string renamed = for_re2(expression);
  if (compile(renamed, rules::Engine::Re2, ignore_case)) {
    return Compilable{std::move(renamed), rules::Engine::Re2};
  }
  if (compile(expression, rules::Engine::Pcre2, ignore_case)) {
    return Compilable{std::string(expression), rules::Engine::Pcre2};
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> search(std::string_view expression, bool ignore_case,
                                               std::string_view text) {
  if (expression.empty()) expression = "^";
  auto regex = compile(for_re2(expression), rules::Engine::Re2, ignore_case);
  if (!regex) regex = compile(expression, rules::Engine::Pcre2, ignore_case);
  if (!regex) return std::nullopt;
  std::vector<rules::Group> groups(regex->group_count());
  if (regex->search(text, groups) != rules::CompiledRegex::Outcome::Found) return std::nullopt;
  std::vector<std::string> found;
  found.reserve(groups.size());
  for (const rules::Group& group : groups) found.emplace_back(group.value_or(std::string_view()));
  return found;
}

}  // namespace onward::config::nginx
