// SPDX-License-Identifier: MIT
// One scan finds groups, bars and anchors; everything else is cutting text at these places. In the
// context of a folder Apache searches in the path without the folder's name and without a slash:
// "^a" is "^/folder/a" of the whole path, and "a" is "^/folder/(?s:.*?)a". An anchor deeper in an
// expression needs PCRE2, which can look behind.
#include "config/apache/expression_text.h"

#include "base/ascii.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"
#include "rules/regex.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace onward::config::apache {
namespace {

/// Whether a byte of a path is always written in one way by clients, so that comparing normal forms
/// is comparing what they stand for: unreserved, or never sent unescaped (RFC 3986 §2.2, §2.3).
bool is_plain_path_byte(char c) {
  if (base::is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) return true;
  return std::string_view("-._~/ ").find(c) != std::string_view::npos;
}

bool is_special(char c) {
  return std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos;
}

/// The text of an escape, "\." is "."; nullopt for those that mean more.
std::optional<char> escaped_literal(char c) {
  if (base::is_alnum(c)) return std::nullopt;
  return c;
}

/// Whether the expression can only begin at the begin of a subject because it would take all that
/// is before anyway.
bool takes_all_before(std::string_view alternative) {
  while (alternative.starts_with("(?:") || alternative.starts_with("(")) {
    if (alternative.starts_with("(?:")) {
      alternative.remove_prefix(3);
    } else if (alternative.starts_with("(?")) {
      return false;
    } else {
      alternative.remove_prefix(1);
    }
    if (!(alternative.starts_with(".*") || alternative.starts_with(".+"))) return false;
    // "(.*)" and "(.*)x" do, "(.*|x)" may not.
    const std::size_t end = alternative.find_first_of("|)");
    if (end == alternative.npos || alternative[end] == '|') return false;
    // "(.*)?" does as well.
    return true;
  }
  return alternative.starts_with(".*") || alternative.starts_with(".+");
}

std::vector<std::string_view> alternatives_of(std::string_view text, const ExpressionParts& parts) {
  std::vector<std::string_view> alternatives;
  std::size_t begin = 0;
  for (const std::size_t bar : parts.bars) {
    alternatives.push_back(text.substr(begin, bar - begin));
    begin = bar + 1;
  }
  alternatives.push_back(text.substr(begin));
  return alternatives;
}

/// Whether all anchors stand at the begin of an alternative.
bool anchors_are_first(std::string_view text, const ExpressionParts& parts) {
  return std::ranges::all_of(parts.anchors,
                             [&](std::size_t at) {
                               return at == 0 ||
                                      std::ranges::find(parts.bars, at - 1) != parts.bars.end();
                             }) &&
         !text.empty();
}

/// Takes inline flags off the front: "(?i)^a".
std::string take_inline_flags(std::string_view& text) {
  if (!text.starts_with("(?")) return "";
  const std::size_t end = text.find(')');
  if (end == text.npos) return "";
  const std::string_view flags = text.substr(2, end - 2);
  if (flags.empty() || flags.find_first_not_of("ims") != flags.npos) return "";
  text.remove_prefix(end + 1);
  return std::string(flags);
}

std::string with_names(std::string_view text, std::string_view prefix) {
  const ExpressionParts parts = parts_of(text);
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < parts.groups.size(); ++i) {
    const auto& group = parts.groups[i];
    out += text.substr(copied, group.begin - copied);
    out.append("(?P<").append(prefix).append(std::to_string(i + 1)).append(">");
    copied = group.body;
  }
  return out.append(text.substr(copied));
}

/// All anchors as looks behind at the base.
std::string looking_behind(std::string_view text, const ExpressionParts& parts,
                           const std::string& base) {
  std::string out;
  std::size_t copied = 0;
  for (const std::size_t at : parts.anchors) {
    out.append(text.substr(copied, at - copied)).append("(?<=^").append(base).append(")");
    copied = at + 1;
  }
  return out.append(text.substr(copied));
}

/// The expression behind the base, without flags and names.
std::string behind_base(std::string_view text, const MoveOptions& options, Moved& moved) {
  const ExpressionParts parts = parts_of(text);
  const std::string base = escape_regex(options.base);
  const auto wrapped = [&](const std::string& inner) {
    if (!options.needs_whole) return inner;
    moved.whole = "whole";
    moved.first = 2;
    return "(?P<whole>" + inner + ")";
  };
  if (!anchors_are_first(text, parts) && !parts.anchors.empty()) {
    return "^" + base + "(?s:.*?)(?:" + wrapped(looking_behind(text, parts, base)) + ")";
  }
  const auto alternatives = alternatives_of(text, parts);
  std::string all;
  std::size_t never = 0;
  bool is_first = true;
  for (std::string_view alternative : alternatives) {
    // "^|a": what stands in front of the bar can be nothing.
    if (!std::exchange(is_first, false)) all += '|';
    const bool is_anchored = alternative.starts_with('^');
    if (is_anchored) alternative.remove_prefix(1);
    const bool begins_with_slash = alternative.starts_with("/") && !alternative.starts_with("/?") &&
                                   !alternative.starts_with("/*");
    if (is_anchored && begins_with_slash) ++never;
    const bool skips = !is_anchored && !takes_all_before(alternative);
    if (skips) all += "(?s:.*?)";
    all += wrapped(alternatives.size() > 1 && options.needs_whole
                       ? "(?:" + std::string(alternative) + ")"
                       : std::string(alternative));
    if (options.needs_whole && alternatives.size() > 1) moved.whole.clear();
  }
  moved.is_never = never == alternatives.size();
  return alternatives.size() > 1 ? "^" + base + "(?:" + all + ")" : "^" + base + all;
}

}  // namespace

ExpressionParts parts_of(std::string_view text) {
  ExpressionParts parts;
  std::vector<std::size_t> open;  // indexes of capturing groups; kPlain for others
  constexpr std::size_t kPlain = static_cast<std::size_t>(-1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '[') {
      i = behind_class(text, i) - 1;
    } else if (c == '^') {
      parts.anchors.push_back(i);
    } else if (c == '|' && open.empty()) {
      parts.bars.push_back(i);
    } else if (c == '(') {
      const std::string_view rest = text.substr(i + 1);
      const bool is_named =
          rest.starts_with("?P<") ||
          (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!"));
      if (rest.starts_with("?") && !is_named) {
        open.push_back(kPlain);
      } else {
        const std::size_t body = is_named ? text.find('>', i) + 1 : i + 1;
        open.push_back(parts.groups.size());
        parts.groups.push_back({i, body, text.size()});
      }
    } else if (c == ')') {
      if (open.empty()) {
        parts.is_balanced = false;
        return parts;
      }
      if (open.back() != kPlain) parts.groups[open.back()].end = i;
      open.pop_back();
    }
  }
  parts.is_balanced = open.empty();
  return parts;
}

std::optional<std::string> literal_of(std::string_view text) {
  std::string literal;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const auto c = escaped_literal(text[++i]);
      if (!c) return std::nullopt;
      literal += *c;
    } else if (is_special(text[i])) {
      return std::nullopt;
    } else {
      literal += text[i];
    }
  }
  return literal;
}

std::optional<Reduced> reduce(std::string_view text) {
  if (text.size() > rules::kMaxRegexBytes) return std::nullopt;
  if (!text.starts_with('^')) {
    // What is unanchored and takes everything begins at the begin.
    if (text == "(.*)" || text == "(.*)$") return Reduced{"", Reduced::Tail::Rest};
    if (text == ".*" || text == ".*$" || text.empty()) return Reduced{"", Reduced::Tail::Anything};
    return std::nullopt;
  }
  text.remove_prefix(1);
  Reduced reduced;
  while (!text.empty()) {
    const char c = text.front();
    const char next = text.size() > 1 ? text[1] : '\0';
    const bool is_repeated = next == '?' || next == '*' || next == '+' || next == '{';
    if (is_special(c) && c != '\\') break;
    std::size_t length = 1;
    char literal = c;
    if (c == '\\') {
      const auto escaped = next != '\0' ? escaped_literal(next) : std::nullopt;
      if (!escaped) return std::nullopt;
      literal = *escaped;
      length = 2;
      const char behind = text.size() > 2 ? text[2] : '\0';
      if (behind == '?' || behind == '*' || behind == '+' || behind == '{') {
        if (literal != '/' || text.substr(2) != "?$") return std::nullopt;
        text = "/?$";
        break;
      }
    } else if (is_repeated) {
      break;
    }
    if (!is_plain_path_byte(literal)) return std::nullopt;
    reduced.literal += literal;
    text.remove_prefix(length);
  }
  if (reduced.literal.find("//") != std::string::npos ||
      reduced.literal.find("/.") != std::string::npos || reduced.literal.starts_with('.')) {
    return std::nullopt;
  }
  if (text == "$") {
    reduced.tail = Reduced::Tail::None;
  } else if (text == "/?$" && !reduced.literal.empty()) {
    reduced.tail = Reduced::Tail::OptionalSlash;
  } else if (text == "(.*)$" || text == "(.*)") {
    reduced.tail = Reduced::Tail::Rest;
  } else if (text.empty() || text == ".*" || text == ".*$") {
    reduced.tail = Reduced::Tail::Anything;
  } else {
    return std::nullopt;
  }
  return reduced;
}

std::optional<rules::Engine> engine_for(std::string_view text) {
  if (text.empty() || text.size() > rules::kMaxRegexBytes) return std::nullopt;
  for (const rules::Engine engine : {rules::Engine::Re2, rules::Engine::Pcre2}) {
    const auto made = rules::CompiledRegex::create(text, {engine, false});
    if (std::holds_alternative<rules::CompiledRegex>(made)) return engine;
  }
  return std::nullopt;
}

std::optional<bool> found_in(std::string_view expression, bool ignore_case, std::string_view text) {
  if (expression.empty()) return true;
  for (const rules::Engine engine : {rules::Engine::Re2, rules::Engine::Pcre2}) {
    const auto made = rules::CompiledRegex::create(expression, {engine, ignore_case});
    const auto* regex = std::get_if<rules::CompiledRegex>(&made);
    if (regex == nullptr) continue;
    const auto outcome = regex->search(text);
    if (outcome == rules::CompiledRegex::Outcome::GaveUp) return std::nullopt;
    return outcome == rules::CompiledRegex::Outcome::Found;
  }
  return std::nullopt;
}

std::optional<Moved> move(std::string_view text, const MoveOptions& options) {
  Moved moved;
  if (text.size() > rules::kMaxRegexBytes) return std::nullopt;
  const ExpressionParts parts = parts_of(text);
  if (!parts.is_balanced) return std::nullopt;
  moved.groups = parts.groups.size();
  std::string flags = take_inline_flags(text);
  if (options.ignore_case && flags.find('i') == std::string::npos) flags.insert(0, "i");
  if (text.empty()) text = "^";
  std::string body = options.base.empty() ? std::string(text) : behind_base(text, options, moved);
  if (!options.group_prefix.empty()) body = with_names(body, options.group_prefix);
  if (moved.whole == "whole" && !options.group_prefix.empty()) return std::nullopt;
  if (options.needs_whole && moved.whole.empty()) return std::nullopt;
  moved.text = flags.empty() ? body : "(?" + flags + ")" + body;
  const auto engine = engine_for(moved.text);
  if (!engine) return std::nullopt;
  moved.engine = *engine;
  return moved;
}

std::optional<std::vector<std::string>> groups_in(std::string_view expression, bool ignore_case,
                                                  std::string_view text) {
  const auto engine = engine_for(expression);
  if (!engine) return std::nullopt;
  const auto made = rules::CompiledRegex::create(expression, {*engine, ignore_case});
  const auto& regex = std::get<rules::CompiledRegex>(made);
  std::vector<rules::Group> groups(regex.group_count());
  if (regex.search(text, groups) != rules::CompiledRegex::Outcome::Found) return std::nullopt;
  std::vector<std::string> taken;
  taken.reserve(groups.size());
  for (const auto& group : groups) taken.emplace_back(group.value_or(std::string_view()));
  return taken;
}

bool can_take_slash(std::string_view group) {
  const std::string whole = "^(?:" + std::string(group) + ")$";
  for (const char* text : {"/", "a/a", "a/b.c/d", "1/1", "/a", "a/", "A/A"}) {
    if (found_in(whole, false, text).value_or(true)) return true;
  }
  return false;
}

}  // namespace onward::config::apache
