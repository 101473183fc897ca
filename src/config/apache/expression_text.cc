// SPDX-License-Identifier: MIT
// What can be told of an expression: the literals among them are compared without an engine, of the
// others the engine is asked.
#include "config/apache/expression_text.h"

#include "base/ascii.h"
#include "rules/regex.h"

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

}  // namespace

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
