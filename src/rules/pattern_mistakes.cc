// SPDX-License-Identifier: MIT
// Mistakes are looked for outside of regular-expression groups, where every byte may be meant. Each
// is an error: it would be a pattern, but never the one that was meant.
#include "rules/pattern_mistakes.h"

#include "base/ascii.h"
#include "rules/findings.h"

#include <string>

namespace onward::rules {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool is_name_start(char c) { return base::is_alpha(c) || c == '_'; }
bool is_name(char c) { return base::is_alnum(c) || c == '_'; }

Diagnostic mistake(const Text& text, std::size_t at, std::string message, std::string hint) {
  return {Severity::Error, behind(text.place, at), std::move(message), std::move(hint)};
}

// Calls `look` with each place outside of (...) that no backslash protects, until it says true.
template <class Look>
std::size_t find_outside_groups(std::string_view pattern, const Look& look) {
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '(') {
      ++depth;
    } else if (pattern[i] == ')') {
      --depth;
    } else if (depth <= 0 && look(i)) {
      return i;
    }
  }
  return kNowhere;
}

// The end of "{word}" at `at`, a group in braces of other languages; kNowhere where there is none.
// With "?", "*" or "+" behind it is a unit of URLPattern, an "s" that may be absent, say.
std::size_t end_of_braced_word(std::string_view pattern, std::size_t at) {
  if (pattern[at] != '{' || at + 1 >= pattern.size() || !is_name_start(pattern[at + 1])) {
    return kNowhere;
  }
  std::size_t end = at + 1;
  while (end < pattern.size() && is_name(pattern[end])) ++end;
  if (end == pattern.size() || pattern[end] != '}') return kNowhere;
  const char next = end + 1 < pattern.size() ? pattern[end + 1] : '\0';
  return next == '?' || next == '*' || next == '+' ? kNowhere : end + 1;
}

std::string with_named_groups(std::string_view pattern) {
  std::string fixed;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::size_t end = end_of_braced_word(pattern, i);
    if (end == kNowhere) {
      fixed += pattern[i];
      continue;
    }
    fixed.append(":").append(pattern.substr(i + 1, end - i - 2));
    i = end - 1;
  }
  return fixed;
}

std::optional<Diagnostic> braced_word(const Text& match) {
  const std::string& pattern = match.value;
  const std::size_t at = find_outside_groups(
      pattern, [&](std::size_t i) { return end_of_braced_word(pattern, i) != kNowhere; });
  if (at == kNowhere) return std::nullopt;
  return mistake(match, at,
                 "the braces in '" + shown(pattern) + "' are no group, but the word itself",
                 "did you mean '" + shown(with_named_groups(pattern)) + "'?");
}

// Where a query begins: "?" that follows nothing it could modify, or before which there is "name=".
bool begins_query(std::string_view path, std::size_t at) {
  if (path[at] != '?') return false;
  std::size_t end = at + 1;
  while (end < path.size() && (is_name(path[end]) || path[end] == '-' || path[end] == '.' ||
                               path[end] == '[' || path[end] == ']' || path[end] == '%')) {
    ++end;
  }
  if (end > at + 1 && end < path.size() && path[end] == '=') return true;
  const char before = at > 0 ? path[at - 1] : '/';
  if (before == '}' || before == ')' || before == '*') return false;
  std::size_t name = at;
  while (name > 0 && is_name(path[name - 1])) --name;
  return name == 0 || name == at || path[name - 1] != ':';
}

std::optional<Diagnostic> query_in_path(const Text& match) {
  const std::string& path = match.value;
  const std::size_t at =
      find_outside_groups(path, [&](std::size_t i) { return begins_query(path, i); });
  if (at == kNowhere) return std::nullopt;
  return mistake(match, at, "a path has no query: '" + shown(path) + "'",
                 "put the query under query_match, and leave match = \"" +
                     shown(std::string_view(path).substr(0, at)) + "\"");
}

std::optional<Diagnostic> fragment(const Text& match) {
  const std::size_t at =
      find_outside_groups(match.value, [&](std::size_t i) { return match.value[i] == '#'; });
  if (at == kNowhere) return std::nullopt;
  return mistake(match, at, "fragments are never sent to a server: '" + shown(match.value) + "'",
                 "leave out what begins with '#'");
}

std::optional<Diagnostic> no_slash(const Text& match) {
  const std::string& text = match.value;
  if (text.empty()) return mistake(match, 0, "the pattern is empty", "every path: \"/*\"");
  if (text.front() == '/') return std::nullopt;
  const std::string_view first = std::string_view(text).substr(0, text.find('/'));
  const bool is_host = first.find('.') != first.npos && first.size() < text.size();
  return mistake(match, 0,
                 "a match begins with '/' or is a whole URL with a scheme: '" + shown(text) + "'",
                 "did you mean '" + (is_host ? "https://" : std::string("/")) + shown(text) + "'?");
}

}  // namespace

bool is_whole_url(std::string_view match) {
  return !match.starts_with('/') && match.find("://") != match.npos;
}

std::optional<Diagnostic> mistake_in_match(const Text& match) {
  if (is_whole_url(match.value)) {
    auto found = fragment(match);
    return found ? found : braced_word(match);
  }
  for (const auto look : {no_slash, fragment, query_in_path, braced_word}) {
    if (auto found = look(match)) return found;
  }
  return std::nullopt;
}

std::optional<Diagnostic> mistake_in_host(const Text& host) {
  const std::string& text = host.value;
  if (text.empty()) {
    return mistake(host, 0, "the host is empty", "leave it out to take every host");
  }
  if (const std::size_t at = text.find("://"); at != text.npos) {
    const std::string_view rest = std::string_view(text).substr(at + 3);
    return mistake(host, 0, "a host has no scheme: '" + shown(text) + "'",
                   "did you mean '" + shown(rest.substr(0, rest.find('/'))) + "'?");
  }
  const std::size_t slash =
      find_outside_groups(text, [&](std::size_t i) { return text[i] == '/'; });
  if (slash != kNowhere) {
    return mistake(host, slash, "a host has no path: '" + shown(text) + "'",
                   "put the path under match");
  }
  const std::size_t colon = text.rfind(':');
  const bool is_port = colon != text.npos && colon + 1 < text.size() && text.back() != ']' &&
                       text.find_first_not_of("0123456789", colon + 1) == text.npos;
  if (is_port) {
    return mistake(host, colon, "a host is compared without its port: '" + shown(text) + "'",
                   "did you mean '" + shown(std::string_view(text).substr(0, colon)) + "'?");
  }
  return braced_word(host);
}

}  // namespace onward::rules
