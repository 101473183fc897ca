// SPDX-License-Identifier: MIT
// path-to-regexp 6, strict and whole:
//
//   path   = *( literal / escaped / group )
//   group  = [ "." / "/" ] name-part [ modifier ]  /  "{" prefix [ name-part ] suffix "}" [
//   modifier ] name-part = ":" name [ "(" regex ")" ] / "(" regex ")" modifier  = "?" / "*" / "+"
//
// URLPattern grew out of it, so that most paths need nothing but another spelling. What RE2 has no
// words for, and prefixes that URLPattern does not know, become an expression.
#include "config/hosting/path_pattern.h"

#include "base/ascii.h"
#include "config/pattern_text.h"

#include <algorithm>

namespace onward::config {
namespace {

constexpr std::string_view kModifiers = "?*+";

bool is_name_char(char c) { return base::is_alnum(c) || c == '_'; }

class PathParser {
 public:
  PathParser(std::string_view path, PathDialect dialect) : path_(path), dialect_(dialect) {}

  std::optional<std::vector<PathToken>> run() {
    while (at_ < path_.size()) {
      if (!step()) return {};
    }
    end_literal();
    return std::move(tokens_);
  }

 private:
  bool step() {
    const char c = path_[at_];
    if (c == '\\') {
      if (at_ + 1 >= path_.size()) return false;
      literal_ += path_[at_ + 1];
      at_ += 2;
      return true;
    }
    if (dialect_ == PathDialect::One) return step_one(c);
    if (c == '{') return braces();
    if (c == ':' || c == '(') return group_at_prefix();
    if (c == '}' || kModifiers.find(c) != std::string_view::npos) return false;
    literal_ += c;
    ++at_;
    return true;
  }

  /// A step of the older dialect, to which whatever is no group is literal.
  bool step_one(char c) {
    const bool names = c == ':' && at_ + 1 < path_.size() && is_name_char(path_[at_ + 1]);
    if (names || c == '(') return group_at_prefix();
    if (c != '*') {
      literal_ += c;
      ++at_;
      return true;
    }
    end_literal();
    ++at_;
    PathToken token;
    token.is_group = true;
    token.name = std::to_string(unnamed_++);
    token.expression = ".*";
    tokens_.push_back(std::move(token));
    return true;
  }

  void end_literal() {
    if (literal_.empty()) return;
    PathToken token;
    token.literal = std::move(literal_);
    literal_.clear();
    tokens_.push_back(std::move(token));
  }

  /// A group outside of braces takes "/" or "." before it with it.
  bool group_at_prefix() {
    PathToken token;
    if (!name_part(token)) return false;
    const bool has_prefix = !literal_.empty() && (literal_.back() == '/' || literal_.back() == '.');
    if (has_prefix) {
      token.prefix = literal_.back();
      literal_.pop_back();
    }
    end_literal();
    modifier(token);
    tokens_.push_back(std::move(token));
    return true;
  }

  bool braces() {
    end_literal();
    ++at_;
    PathToken token;
    if (!text_into(token.prefix)) return false;
    const bool has_group = at_ < path_.size() && (path_[at_] == ':' || path_[at_] == '(');
    if (has_group && !name_part(token)) return false;
    if (has_group && !text_into(token.suffix)) return false;
    if (at_ >= path_.size() || path_[at_] != '}') return false;
    ++at_;
    modifier(token);
    token.is_group = has_group;
    if (!has_group && token.modifier == 0) {
      token.literal = std::move(token.prefix);
      token.prefix.clear();
    }
    tokens_.push_back(std::move(token));
    return true;
  }

  bool text_into(std::string& text) {
    while (at_ < path_.size() &&
           std::string_view(":({}").find(path_[at_]) == std::string_view::npos) {
      if (kModifiers.find(path_[at_]) != std::string_view::npos) return false;
      if (path_[at_] == '\\' && ++at_ >= path_.size()) return false;
      text += path_[at_++];
    }
    return true;
  }

  bool name_part(PathToken& token) {
    token.is_group = true;
    if (path_[at_] == ':') {
      const std::size_t begin = ++at_;
      while (at_ < path_.size() && is_name_char(path_[at_])) ++at_;
      if (at_ == begin) return false;
      token.name = path_.substr(begin, at_ - begin);
      if (at_ >= path_.size() || path_[at_] != '(') return true;
    } else {
      token.name = std::to_string(unnamed_++);
    }
    return expression(token);
  }

  /// "(" regex ")": no groups that capture in it.
  bool expression(PathToken& token) {
    const std::size_t begin = ++at_;
    if (begin < path_.size() && path_[begin] == '?') return false;
    int depth = 1;
    for (; at_ < path_.size(); ++at_) {
      const char c = path_[at_];
      if (c == '\\') {
        ++at_;
      } else if (c == ')' && --depth == 0) {
        token.expression = path_.substr(begin, at_ - begin);
        ++at_;
        return !token.expression.empty();
      } else if (c == '(') {
        ++depth;
        if (at_ + 1 >= path_.size() || path_[at_ + 1] != '?') return false;
      }
    }
    return false;
  }

  void modifier(PathToken& token) {
    if (at_ < path_.size() && kModifiers.find(path_[at_]) != std::string_view::npos) {
      token.modifier = path_[at_++];
    }
  }

  std::string_view path_;
  PathDialect dialect_;
  std::size_t at_ = 0;
  std::size_t unnamed_ = 0;
  std::string literal_;
  std::vector<PathToken> tokens_;
};

std::string segment_of(const PathToken& token) {
  return token.expression.empty() ? "[^/]+?" : token.expression;
}

/// A literal inside of braces, "{/x}?", too.
std::string token_expression(const PathToken& token) {
  if (!token.literal.empty()) return escape_regex(token.literal);
  const std::string prefix = escape_regex(token.prefix);
  const std::string suffix = escape_regex(token.suffix);
  const std::string modifier(token.modifier == 0 ? 0 : 1, token.modifier);
  if (!token.is_group) return "(?:" + prefix + ")" + modifier;
  const std::string open = "(?P<" + group_name(token) + ">";
  const std::string segment = segment_of(token);
  if (token.modifier == 0) return prefix + open + segment + ")" + suffix;
  if (token.modifier == '?') return "(?:" + prefix + open + segment + ")" + suffix + ")?";
  if (prefix.empty() && suffix.empty()) {
    return open + "(?:" + segment + ")" + modifier + ")";
  }
  const std::string more = "(?:" + suffix + prefix + "(?:" + segment + "))*";
  return "(?:" + prefix + open + "(?:" + segment + ")" + more + ")" + suffix + ")" +
         (token.modifier == '*' ? "?" : "");
}

/// Whether RE2 has words for it: no look-around, no references back, no possessive or atomic parts.
bool is_linear(std::string_view expression) {
  for (std::size_t i = 0; i + 1 < expression.size(); ++i) {
    const std::string_view rest = expression.substr(i);
    if (rest[0] == '\\') {
      const char c = rest[1];
      if ((c >= '1' && c <= '9') || c == 'k' || c == 'Z' || c == 'G' || c == 'h' || c == 'R') {
        return false;
      }
      ++i;
      continue;
    }
    for (const std::string_view part : {"(?=", "(?!", "(?<=", "(?<!", "(?>", "*+", "++", "?+"}) {
      if (rest.starts_with(part)) return false;
    }
  }
  return true;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, base::is_digit);
}

/// The path as a URLPattern; nullopt where only an expression will do.
std::optional<std::string> to_url_pattern(const std::vector<PathToken>& tokens) {
  std::string pattern;
  for (const PathToken& token : tokens) {
    if (!token.is_group && token.modifier == 0) {
      pattern += escape_pattern(token.literal);
      continue;
    }
    if (!is_linear(token.expression)) return {};
    if (token.is_group && !is_digits(token.name) && base::is_digit(token.name[0])) return {};
    // Outside of braces "/" is a prefix there, too.
    const bool needs_braces = token.prefix != "/" || !token.suffix.empty() || !token.is_group;
    if (needs_braces) pattern += '{';
    pattern += escape_pattern(token.prefix);
    if (token.is_group) {
      pattern += ":" + group_name(token);
      if (!token.expression.empty()) pattern += "(" + token.expression + ")";
    }
    pattern += escape_pattern(token.suffix);
    if (needs_braces) pattern += '}';
    if (token.modifier != 0) pattern += token.modifier;
  }
  if (!pattern.starts_with('/')) return {};
  return pattern;
}

}  // namespace

std::string group_name(const PathToken& token) {
  return is_digits(token.name) ? "g" + token.name : token.name;
}

std::optional<std::vector<PathToken>> parse_path(std::string_view path, PathDialect dialect) {
  return PathParser(path, dialect).run();
}

std::string to_expression(const std::vector<PathToken>& tokens) {
  std::string expression;
  for (const PathToken& token : tokens) expression += token_expression(token);
  return expression;
}

void set_path(rules::Rule& rule, const std::vector<PathToken>& tokens, const rules::Place& place) {
  if (const auto pattern = to_url_pattern(tokens)) {
    rule.when.match = {*pattern, place};
    return;
  }
  const std::string flags = rule.comparison.ignore_case ? "(?i)" : "";
  rule.when.regex = regex_of(flags + "^" + to_expression(tokens) + "$", place);
  // What every such path begins with: cheap to ask before the expression is searched.
  if (!tokens.empty() && !tokens[0].literal.empty() && tokens[0].literal.size() > 1) {
    rule.when.match = {escape_pattern(tokens[0].literal) + "*", place};
  }
}

rules::Regex regex_of(std::string_view expression, const rules::Place& place,
                      rules::Subject subject) {
  const std::string spelled = with_named_groups(expression);
  return {
      {spelled, place}, is_linear(spelled) ? rules::Engine::Re2 : rules::Engine::Pcre2, subject};
}

std::string with_named_groups(std::string_view expression) {
  std::string spelled;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const std::string_view rest = expression.substr(i);
    spelled += expression[i];
    if (expression[i] == '\\' && i + 1 < expression.size()) {
      // JavaScript escapes "/" and others that need none, which RE2 does not know.
      const char c = expression[++i];
      if (c == '/' || c == '-' || c == '_' || c == '"' || c == '\'' || c == '%' || c == '&') {
        if (c != '-') spelled.pop_back();
      }
      spelled += c;
      continue;
    }
    if (rest.starts_with("(?<") && rest.size() > 3 && rest[3] != '=' && rest[3] != '!') {
      spelled += "?P";
      ++i;
    }
  }
  return spelled;
}

std::string with_group_names(std::string_view expression, std::string_view prefix) {
  std::string named = "(?P<" + std::string(prefix) + "0>";
  std::size_t number = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    named += c;
    if (c == '\\' && i + 1 < expression.size()) named += expression[++i];
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (in_class || c != '(') continue;
    if (expression.substr(i + 1).starts_with('?')) continue;
    named += "?P<" + std::string(prefix) + std::to_string(++number) + ">";
  }
  return named + ")";
}

std::vector<std::string> groups_of(std::string_view expression) {
  std::vector<std::string> groups;
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\') {
      ++i;
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (in_class || c != '(') continue;
    std::string_view rest = expression.substr(i + 1);
    if (!rest.starts_with('?')) {
      groups.emplace_back();
      continue;
    }
    rest.remove_prefix(rest.starts_with("?P<") ? 3 : std::min<std::size_t>(2, rest.size()));
    const bool is_named = expression.substr(i + 1).starts_with("?P<") ||
                          (expression.substr(i + 1).starts_with("?<") && !rest.starts_with('=') &&
                           !rest.starts_with('!'));
    if (is_named) groups.emplace_back(rest.substr(0, rest.find('>')));
  }
  return groups;
}

}  // namespace onward::config
