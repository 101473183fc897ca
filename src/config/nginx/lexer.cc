// SPDX-License-Identifier: MIT
// Words as ngx_conf_read_token() cuts them: white space, ';' and '{' end a word, but "${" does not;
// a quote counts only where a word begins, and so does '#'; a backslash keeps what follows it, and
// is taken away itself only before a quote, a backslash, and t, r, n. Files that are templates for
// another program have marks in them, which nginx would not know: what prints a value becomes a
// part of its word, what decides or repeats is passed over.
#include "config/nginx/lexer.h"

#include "config/lines.h"

#include <algorithm>
#include <array>

namespace onward::config::nginx {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// "{{ if .Tls }}", "{{- range … }}": control flow of Go's and other templates.
bool is_control_flow(std::string_view inside) {
  const std::size_t begin = inside.find_first_not_of(" \t-~#/^");
  if (begin == std::string_view::npos) return true;
  if (inside.find_first_of("#/^") < begin) return true;
  const std::string_view word = inside.substr(begin);
  constexpr std::array<std::string_view, 9> kWords{"if",     "else",     "end",  "range", "with",
                                                   "define", "template", "else", "block"};
  return std::ranges::any_of(kWords, [word](std::string_view keyword) {
    return word.starts_with(keyword) &&
           (word.size() == keyword.size() || is_blank(word[keyword.size()]) ||
            word[keyword.size()] == '-' || word[keyword.size()] == '}');
  });
}

}  // namespace

Lexer::Lexer(const ForeignText& text, rules::Diagnostics& diagnostics)
    : source_(text), text_(without_mark(text.text)), diagnostics_(diagnostics) {}

char Lexer::peek(std::size_t ahead) const {
  return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
}

void Lexer::advance(std::size_t bytes) {
  for (; bytes > 0 && at_ < text_.size(); --bytes, ++at_) {
    if (text_[at_] == '\n') {
      ++line_;
      column_ = 1;
    } else {
      ++column_;
    }
  }
}

rules::Place Lexer::place() const { return {source_.file, line_, column_}; }

void Lexer::skip_until(std::string_view end) {
  const std::size_t found = text_.find(end, at_);
  advance(found == std::string_view::npos ? text_.size() - at_ : found + end.size() - at_);
}

/// Passes over a mark that decides or repeats; its branches are all read.
bool Lexer::skip_statement() {
  const std::string_view rest = text_.substr(at_);
  std::string_view end;
  bool is_comment = false;
  if (rest.starts_with("{%")) end = "%}";
  if (rest.starts_with("<%") && !rest.starts_with("<%=")) end = "%>";
  if (rest.starts_with("{#")) {
    end = "#}";
    is_comment = true;
  }
  if (rest.starts_with("{{") && is_control_flow(rest.substr(2))) end = "}}";
  if (end.empty() || rest.find(end) == std::string_view::npos) return false;
  if (!is_comment) {
    diagnostics_.push_back(
        {rules::Severity::Warning, place(),
         "a mark of a template is passed over: what it may leave out or repeat is read once",
         "import the finished file"});
  }
  skip_until(end);
  return true;
}

void Lexer::skip_blank() {
  while (at_ < text_.size()) {
    if (is_blank(peek())) {
      advance();
    } else if (peek() == '#') {
      skip_until("\n");
    } else if (!skip_statement()) {
      return;
    }
  }
}

/// A mark that prints a value.
bool Lexer::take_template(std::string& text) {
  const std::string_view rest = text_.substr(at_);
  std::string_view end;
  if (rest.starts_with("{{")) end = "}}";
  if (rest.starts_with("<%")) end = "%>";
  if (end.empty()) return false;
  const std::size_t found = rest.find(end);
  if (found == std::string_view::npos || rest.substr(0, found).find('\n') != rest.npos) {
    return false;
  }
  text += rest.substr(0, found + end.size());
  advance(found + end.size());
  return true;
}

/// A backslash and what it stands before.
void Lexer::take_escaped(Word& word) {
  const char next = peek(1);
  if (next == '"' || next == '\'' || next == '\\') {
    word.text += next;
  } else if (next == 't' || next == 'r' || next == 'n') {
    word.text += next == 't' ? '\t' : next == 'r' ? '\r' : '\n';
  } else {
    word.text += '\\';
    if (next != '\0') word.text += next;
  }
  advance(2);
}

void Lexer::take_quoted(char quote, Word& word) {
  word.is_quoted = true;
  advance();
  while (at_ < text_.size() && peek() != quote) {
    if (peek() == '\\') {
      take_escaped(word);
    } else if (take_template(word.text)) {
      word.is_template = true;
    } else {
      word.text += peek();
      advance();
    }
  }
  if (at_ == text_.size()) {
    diagnostics_.push_back({rules::Severity::Error, word.place,
                            "the quote that begins here has no end", "nginx refuses the file"});
  }
  advance();
}

void Lexer::take_plain(Word& word) {
  while (at_ < text_.size()) {
    const char c = peek();
    if (take_template(word.text)) {
      word.is_template = true;
      continue;
    }
    if (is_blank(c) || c == ';') return;
    const bool is_variable = c == '{' && word.text.ends_with('$');
    if (c == '{' && !is_variable) return;
    if (c == '\\') {
      take_escaped(word);
      continue;
    }
    word.text += c;
    advance();
  }
}

Word Lexer::take_word() {
  Word word;
  word.place = place();
  if (peek() == '"' || peek() == '\'') {
    take_quoted(peek(), word);
  } else {
    take_plain(word);
  }
  return word;
}

Token Lexer::next() {
  skip_blank();
  Token token;
  token.word.place = place();
  if (at_ == text_.size()) return token;
  switch (peek()) {
    case ';':
      token.kind = Token::Kind::Semicolon;
      advance();
      return token;
    case '}':
      token.kind = Token::Kind::Close;
      advance();
      return token;
    case '{': {
      // A mark may begin a word.
      if (peek(1) == '{') break;
      token.kind = Token::Kind::Open;
      advance();
      return token;
    }
    default:
      break;
  }
  token.kind = Token::Kind::Word;
  token.word = take_word();
  if (token.word.text.empty() && !token.word.is_quoted) {  // "{{" that is no mark
    token.kind = Token::Kind::Open;
    advance();
  }
  return token;
}

// Lua's strings and comments may hold braces; its long brackets are rare enough to be left out.
void Lexer::skip_raw_block() {
  for (std::size_t depth = 1; at_ < text_.size() && depth > 0;) {
    const char c = peek();
    if (c == '-' && peek(1) == '-') {
      skip_until("\n");
      continue;
    }
    if (c == '"' || c == '\'') {
      advance();
      while (at_ < text_.size() && peek() != c && peek() != '\n') advance(peek() == '\\' ? 2 : 1);
    }
    depth += c == '{' ? 1U : 0U;
    depth -= c == '}' ? 1U : 0U;
    advance();
  }
}

}  // namespace onward::config::nginx
