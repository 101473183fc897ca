// SPDX-License-Identifier: MIT
//   expression = *( ( char / class / group ) [ quantifier ] )
//
// Groups nest kMaxDepth deep.
#include "config/yaml/url_tokens.h"

#include "base/ascii.h"

#include <algorithm>
#include <utility>

namespace onward::config::yaml {
namespace {

/// Where the group or class that begins at `at` ends, behind its bracket; npos where it does not.
std::size_t end_of(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '[') {
      // "]" may be the first of a class.
      std::size_t end = i + 1;
      if (end < text.size() && text[end] == '^') ++end;
      if (end < text.size() && text[end] == ']') ++end;
      while (end < text.size() && text[end] != ']') end += text[end] == '\\' ? 2U : 1U;
      if (end >= text.size()) return text.npos;
      i = end;
      if (depth == 0) return i + 1;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')' && --depth == 0) {
      return i + 1;
    }
  }
  return text.npos;
}

std::string take_quantifier(std::string_view& rest) {
  std::size_t size = 0;
  if (!rest.empty() && std::string_view("?*+").find(rest[0]) != rest.npos) {
    size = 1;
  } else if (rest.size() > 1 && rest[0] == '{' && base::is_digit(rest[1])) {
    size = std::min(rest.find('}'), rest.size() - 1) + 1;
  }
  if (size > 0 && rest.substr(size).starts_with('?')) ++size;
  std::string text(rest.substr(0, size));
  rest.remove_prefix(size);
  return text;
}

/// Whether "|" stands in it outside of inner groups.
bool has_alternatives(std::string_view inside) {
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '\\') {
      ++i;
    } else if (inside[i] == '(' || inside[i] == '[') {
      const std::size_t end = end_of(inside, i);
      if (end == inside.npos) return true;
      i = end - 1;
    } else if (inside[i] == '|') {
      return true;
    }
  }
  return false;
}

class Reader {
 public:
  /// False where the expression is not cut.
  bool read(std::string_view text, int depth) {
    constexpr int kMaxDepth = 8;
    if (depth > kMaxDepth || has_alternatives(text)) return false;
    while (!text.empty()) {
      if (text[0] == '(') {
        if (!read_group(text, depth)) return false;
        continue;
      }
      std::size_t size = 1;
      if (text[0] == '\\') size = 2;
      if (text[0] == '[') size = end_of(text, 0);
      if (size > text.size()) return false;
      Token token;
      token.text = text.substr(0, size);
      if (token.text == "\\/" || token.text == "\\:") token.text.erase(0, 1);
      text.remove_prefix(size);
      token.quantifier = take_quantifier(text);
      cut_.tokens.push_back(std::move(token));
    }
    return true;
  }

  CutExpression take() { return std::move(cut_); }

 private:
  bool read_group(std::string_view& text, int depth) {
    const std::size_t end = end_of(text, 0);
    if (end == text.npos) return false;
    const std::string_view whole = text.substr(0, end);
    std::string_view inside = whole.substr(1, whole.size() - 2);
    text.remove_prefix(end);
    std::string quantifier = take_quantifier(text);
    std::size_t number = 0;
    if (inside.starts_with("?P<") && inside.find('>') != inside.npos) {
      number = ++groups_;
      cut_.names[std::string(inside.substr(3, inside.find('>') - 3))] = number;
      inside.remove_prefix(inside.find('>') + 1);
    } else if (inside.starts_with("?:")) {
      inside.remove_prefix(2);
    } else if (inside.starts_with('?')) {
      return false;
    } else {
      number = ++groups_;
    }
    // A path's begin is always there: "(/.*)?".
    const bool is_path = quantifier == "?" && inside.starts_with('/') && text.size() <= 1;
    if (is_path) quantifier.clear();
    if (!quantifier.empty() || has_alternatives(inside)) {
      Token token;
      token.text = std::string(number == 0 ? "(?:" : "(").append(inside) + ")";
      token.group = number;
      token.quantifier = std::move(quantifier);
      // Groups in it have numbers, too.
      groups_ += count_captures(inside);
      cut_.tokens.push_back(std::move(token));
      return true;
    }
    cut_.tokens.push_back({Token::Kind::Open, "", "", number});
    if (!read(inside, depth + 1)) return false;
    cut_.tokens.push_back({Token::Kind::Close, "", "", number});
    return true;
  }

  CutExpression cut_;
  std::size_t groups_ = 0;
};

}  // namespace

std::size_t count_captures(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '[') {
      const std::size_t end = end_of(text, i);
      if (end == text.npos) return count;
      i = end - 1;
    } else if (text[i] == '(' &&
               (!text.substr(i).starts_with("(?") || text.substr(i).starts_with("(?P<"))) {
      ++count;
    }
  }
  return count;
}

std::optional<CutExpression> cut_expression(std::string_view expression) {
  Reader reader;
  if (!reader.read(expression, 0)) return std::nullopt;
  return reader.take();
}

}  // namespace onward::config::yaml
