// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "onward/rules/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// nginx's configuration language, word by word.
namespace onward::config::nginx {

/// A word without its quotes and escapes.
struct Word {
  std::string text;
  rules::Place place{};
  bool is_quoted = false;
  bool is_template = false;  ///< a mark of a template language stands in it: "{{ port }}"
};

struct Token {
  enum class Kind : std::uint8_t { Word, Semicolon, Open, Close, End };
  Kind kind = Kind::End;
  Word word;  ///< its place is that of every token
};

/// One text. One thread.
class Lexer {
 public:
  Lexer(const ForeignText& text, rules::Diagnostics& diagnostics);

  Token next();
  /// Behind the "{" of Lua: passes over all up to its "}".
  void skip_raw_block();

  const ForeignText& source() const { return source_; }

 private:
  char peek(std::size_t ahead = 0) const;
  void advance(std::size_t bytes = 1);
  rules::Place place() const;
  void skip_blank();
  bool skip_statement();
  bool take_template(std::string& text);
  Word take_word();
  void take_quoted(char quote, Word& word);
  void take_plain(Word& word);
  void take_escaped(Word& word);
  void skip_until(std::string_view end);

  ForeignText source_;
  std::string_view text_;
  rules::Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

}  // namespace onward::config::nginx
