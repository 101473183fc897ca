// SPDX-License-Identifier: MIT
// ECMA-262, "ECMAScript Language: Lexical Grammar", in one pass. Whether "/" divides or begins an
// expression is told by the token before it.
#include "config/script/token.h"

#include "base/ascii.h"

#include <array>
#include <charconv>

namespace onward::config {
namespace {

bool is_name_start(char c) {
  return base::is_alpha(c) || c == '_' || c == '$' || c == '#' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_name_char(char c) { return is_name_start(c) || base::is_digit(c); }

/// Longest first.
constexpr std::array<std::string_view, 36> kMarks{
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "?\?=", "=>",
    "==",   "!=",  "<=",  ">=",  "&&",  "||",  "??",  "?.",  "++",  "--",  "+=",   "-=",
    "*=",   "/=",  "%=",  "&=",  "|=",  "^=",  "<<",  "**",  "{",   "}",   "(",    ")"};

void append_utf8(std::string& text, std::uint32_t point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0U | (point >> 6U));
    text += static_cast<char>(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0U | (point >> 12U));
    text += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
    text += static_cast<char>(0x80U | (point & 0x3FU));
  } else if (point < 0x110000) {
    text += static_cast<char>(0xF0U | (point >> 18U));
    text += static_cast<char>(0x80U | ((point >> 12U) & 0x3FU));
    text += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
    text += static_cast<char>(0x80U | (point & 0x3FU));
  }
}

class Lexer {
 public:
  Lexer(std::string_view script, rules::Place place) : script_(script), place_(place) {}

  /// What is wrong; "" where nothing is.
  std::string run(std::vector<Token>& tokens) {
    while (skip_space()) {
      if (tokens.size() > kMaxScriptTokens) return "more than 2,000,000 tokens";
      Token token;
      token.place = place_;
      token.after_newline = after_newline_;
      after_newline_ = false;
      if (!read(token, tokens.empty() ? nullptr : &tokens.back())) {
        return "a string, template or comment does not end";
      }
      tokens.push_back(std::move(token));
    }
    if (is_open_comment_) return "a comment does not end";
    Token end;
    end.place = place_;
    end.after_newline = true;
    tokens.push_back(std::move(end));
    return "";
  }

  rules::Place place() const { return place_; }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < script_.size() ? script_[at_ + ahead] : '\0';
  }

  void advance(std::size_t count = 1) {
    for (; count > 0 && at_ < script_.size(); --count, ++at_) {
      if (script_[at_] == '\n') {
        ++place_.line;
        place_.column = 1;
        after_newline_ = true;
      } else {
        ++place_.column;
      }
    }
  }

  /// To the next token; false at the end.
  bool skip_space() {
    while (at_ < script_.size()) {
      const std::string_view rest = script_.substr(at_);
      if (rest.starts_with("//") || (at_ == 0 && rest.starts_with("#!"))) {
        advance(std::min(rest.find('\n'), rest.size()));
      } else if (rest.starts_with("/*")) {
        const std::size_t end = rest.find("*/", 2);
        is_open_comment_ = end == std::string_view::npos;
        advance(is_open_comment_ ? rest.size() : end + 2);
      } else if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || rest[0] == '\n' ||
                 rest[0] == '\f' || rest[0] == '\v') {
        advance();
      } else {
        return true;
      }
    }
    return false;
  }

  bool read(Token& token, const Token* before) {
    const char c = peek();
    if (is_name_start(c)) return name(token);
    if (base::is_digit(c) || (c == '.' && base::is_digit(peek(1)))) return number(token);
    if (c == '"' || c == '\'') return string(token, c);
    if (c == '`') return backticks(token);
    if (c == '/' && may_begin_regex(before)) return regex(token);
    token.kind = Token::Kind::Mark;
    for (const std::string_view mark : kMarks) {
      if (!script_.substr(at_).starts_with(mark)) continue;
      // "a?.5:b" is no chain.
      if (mark == "?." && base::is_digit(peek(2))) continue;
      token.text = mark;
      advance(mark.size());
      return true;
    }
    token.text = c;
    advance();
    return true;
  }

  static bool may_begin_regex(const Token* before) {
    if (before == nullptr) return true;
    switch (before->kind) {
      case Token::Kind::Name:
        return before->text == "return" || before->text == "typeof" || before->text == "case" ||
               before->text == "in" || before->text == "of";
      case Token::Kind::Mark:
        return before->text != ")" && before->text != "]" && before->text != "}";
      default:
        return false;
    }
  }

  bool name(Token& token) {
    token.kind = Token::Kind::Name;
    while (is_name_char(peek())) {
      token.text += peek();
      advance();
    }
    return true;
  }

  bool number(Token& token) {
    token.kind = Token::Kind::Number;
    while (base::is_alnum(peek()) || peek() == '.' || peek() == '_') {
      if (peek() != '_') token.text += peek();
      advance();
    }
    return true;
  }

  /// A quote that does not end in its line is a mark of its own: text between tags has such.
  bool string(Token& token, char quote) {
    const std::size_t begin = at_;
    const rules::Place place = place_;
    if (!closed_string(token, quote)) {
      at_ = begin + 1;
      place_ = {place.file, place.line, place.column + 1};
      after_newline_ = false;
      token.kind = Token::Kind::Mark;
      token.text = quote;
    }
    return true;
  }

  bool closed_string(Token& token, char quote) {
    token.kind = Token::Kind::String;
    advance();
    while (at_ < script_.size() && peek() != quote) {
      if (peek() == '\n') return false;
      if (peek() == '\\') {
        escape(token.text);
      } else {
        token.text += peek();
        advance();
      }
    }
    const bool ends = at_ < script_.size();
    advance();
    return ends;
  }

  void escape(std::string& text) {
    advance();
    const char c = peek();
    advance();
    switch (c) {
      case 'n':
        text += '\n';
        break;
      case 't':
        text += '\t';
        break;
      case 'r':
        text += '\r';
        break;
      case 'b':
      case 'f':
      case 'v':
      case '0':
        text += ' ';
        break;
      case 'x':
        code_point(text, 2);
        break;
      case 'u':
        code_point(text, 4);
        break;
      case '\r':
      case '\n':
        break;
      default:
        text += c;
    }
  }

  void code_point(std::string& text, std::size_t digits) {
    const bool is_braced = peek() == '{';
    if (is_braced) {
      advance();
      digits = std::min(script_.find('}', at_), script_.size()) - at_;
    }
    std::uint32_t point = 0;
    const std::string_view hex = script_.substr(at_, std::min<std::size_t>(digits, 8));
    std::from_chars(hex.data(), hex.data() + hex.size(), point, 16);
    append_utf8(text, point);
    advance(digits + (is_braced ? 1 : 0));
  }

  /// What stands between the backticks, as it stands: the parser reads it.
  bool backticks(Token& token) {
    token.kind = Token::Kind::Template;
    advance();
    token.offset = at_;
    token.place = place_;
    int depth = 0;
    while (at_ < script_.size()) {
      const char c = peek();
      if (c == '\\') {
        advance(2);
        continue;
      }
      if (c == '`' && depth == 0) {
        token.text = script_.substr(token.offset, at_ - token.offset);
        advance();
        return true;
      }
      if (c == '$' && peek(1) == '{' && depth == 0) {
        ++depth;
        advance();
      } else if (c == '{' && depth > 0) {
        ++depth;
      } else if (c == '}' && depth > 0) {
        --depth;
      }
      advance();
    }
    return false;
  }

  bool regex(Token& token) {
    const std::size_t begin = at_;
    const rules::Place place = place_;
    if (!closed_regex(token)) {
      at_ = begin + 1;
      place_ = {place.file, place.line, place.column + 1};
      after_newline_ = false;
      token.kind = Token::Kind::Mark;
      token.text = '/';
      token.flags.clear();
    }
    return true;
  }

  bool closed_regex(Token& token) {
    token.kind = Token::Kind::Regex;
    advance();
    bool in_class = false;
    while (at_ < script_.size() && (peek() != '/' || in_class)) {
      if (peek() == '\n') return false;
      if (peek() == '[') in_class = true;
      if (peek() == ']') in_class = false;
      const std::size_t size = peek() == '\\' ? 2 : 1;
      token.text += script_.substr(at_, size);
      advance(size);
    }
    if (at_ >= script_.size()) return false;
    advance();
    while (base::is_alpha(peek())) {
      token.flags += peek();
      advance();
    }
    return true;
  }

  std::string_view script_;
  std::size_t at_ = 0;
  rules::Place place_;
  bool after_newline_ = false;
  bool is_open_comment_ = false;
};

}  // namespace

std::optional<std::vector<Token>> tokens_of(std::string_view script, rules::Place place,
                                            Report& report) {
  if (script.size() > kMaxScriptBytes) {
    report.error({}, "the file is longer than 16 MiB");
    return {};
  }
  std::vector<Token> tokens;
  Lexer lexer(script, place);
  const std::string fault = lexer.run(tokens);
  if (fault.empty()) return tokens;
  report.error_at(lexer.place(), "this script cannot be read: " + fault);
  return {};
}

}  // namespace onward::config
