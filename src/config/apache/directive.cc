// SPDX-License-Identifier: MIT
// Arguments of directives. Most are cut by ap_getword_conf(); mod_rewrite cuts its own, in which a
// backslash before a space keeps the word together and stays in the text, as it means something in
// an expression.
#include "config/apache/directive.h"

#include "base/ascii.h"

namespace onward::config::apache {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void skip_space(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

std::string_view without_space(std::string_view text) {
  skip_space(text);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string take_word(std::string_view& text) {
  const char quote = text.front() == '"' || text.front() == '\'' ? text.front() : '\0';
  if (quote != '\0') text.remove_prefix(1);
  std::string word;
  while (!text.empty()) {
    const char c = text.front();
    if (quote != '\0' ? c == quote : is_space(c)) break;
    text.remove_prefix(1);
    const bool is_escape = c == '\\' && !text.empty() &&
                           (text.front() == '\\' || (quote != '\0' && text.front() == quote));
    word += is_escape ? text.front() : c;
    if (is_escape) text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return word;
}

/// mod_rewrite.c, parseargline().
std::string take_rewrite_word(std::string_view& text) {
  skip_space(text);
  const char quote =
      !text.empty() && (text.front() == '"' || text.front() == '\'') ? text.front() : '\0';
  if (quote != '\0') text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && (quote != '\0' ? text[end] != quote : !is_space(text[end]))) {
    if (text[end] == '\\' && end + 1 < text.size() && is_space(text[end + 1])) ++end;
    ++end;
  }
  end = std::min(end, text.size());
  std::string word(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (skip_space(text); !text.empty(); skip_space(text)) words.push_back(take_word(text));
  return words;
}

std::optional<RewriteArguments> rewrite_arguments(std::string_view text) {
  RewriteArguments arguments;
  skip_space(text);
  arguments.first = take_rewrite_word(text);
  skip_space(text);
  if (text.empty()) return std::nullopt;
  arguments.second = take_rewrite_word(text);
  skip_space(text);
  if (text.empty()) return arguments;
  arguments.has_flags = true;
  const std::string_view all = without_space(text);
  const std::string third = take_rewrite_word(text);
  std::string_view flags = third;
  if (!(flags.starts_with('[') && flags.ends_with(']') && flags.size() > 1)) {
    // "[R=303,L, NE]": what was meant is clear, and Apache refuses it.
    arguments.is_broken = true;
    flags = all;
    if (flags.starts_with('[')) flags.remove_prefix(1);
    flags = flags.substr(0, flags.find(']'));
    arguments.flags = flags;
    return arguments;
  }
  arguments.flags = flags.substr(1, flags.size() - 2);
  return arguments;
}

std::vector<Flag> flags_of(std::string_view text) {
  std::vector<Flag> flags;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view one = without_space(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (one.empty()) continue;
    const std::size_t equals = std::min(one.find('='), one.size());
    Flag flag;
    flag.name = base::to_lower(one.substr(0, equals));
    flag.has_value = equals < one.size();
    if (flag.has_value) flag.value = one.substr(equals + 1);
    flags.push_back(std::move(flag));
  }
  return flags;
}

}  // namespace onward::config::apache
