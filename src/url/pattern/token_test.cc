// SPDX-License-Identifier: MIT
// URLPattern, "Tokenizing": the tokens of a pattern string, and where a strict tokenizer
// stops. A token is spelled as its letter, its index and its value.
#include "url/pattern/token.h"

#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

std::string spell(const std::vector<Token>& tokens) {
  std::string result;
  for (const Token& token : tokens) {
    if (!result.empty()) result += ' ';
    constexpr std::string_view kLetters = "{}RNCEM*$!";
    result += kLetters[static_cast<std::size_t>(token.type)];
    result += std::to_string(token.index);
    if (token.type != TokenType::End) result += ':' + std::string(token.value);
  }
  return result;
}

struct Case {
  const char* rule;
  std::string_view input;
  const char* lenient;
  int strict_error;  // offset, or -1: the same tokens
};

constexpr Case kCases[] = {
    {"end", "", "$0", -1},
    {"asterisk", "*", "*0:* $1", -1},
    {"other-modifier", "?+", "M0:? M1:+ $2", -1},
    {"open and close", "{a}", "{0:{ C1:a }2:} $3", -1},
    {"escaped-char", "\\:\\é", "E0:: E2:é $5", -1},
    {"escape at the end", "a\\", "C0:a !1:\\ $2", 1},
    {"name", ":foo-", "N0:foo C4:- $5", -1},
    {"name: IdentifierStart", ":$a:_b:℘", "N0:$a N3:_b N6:℘ $10", -1},
    {"name: IdentifierPart", ":a1\xE2\x80\x8D", "N0:a1\xE2\x80\x8D $6", -1},
    {"name: beyond the BMP", ":\xF0\xA0\x80\x80", "N0:\xF0\xA0\x80\x80 $5", -1},
    {"name: Unicode 17.0", ":\xF0\xB2\x8E\xB0", "N0:\xF0\xB2\x8E\xB0 $5", -1},
    {"name: may not begin with a digit", ":8080", "!0:: C1:8 C2:0 C3:8 C4:0 $5", 0},
    {"name: an emoji is none", ":🚲", "!0:: C1:🚲 $5", 0},
    {"name: empty at the end", "a:", "C0:a !1:: $2", 1},
    {"regexp", "(a\\))", "R0:a\\) $5", -1},
    {"regexp: nested group first", "((?:a)b)", "R0:(?:a)b $8", -1},
    {"regexp: (?: inside", "(a(?:b))", "R0:a(?:b) $8", -1},
    {"regexp: not ASCII", "(é)", "!0:( C1:é C3:) $4", 1},
    {"regexp: escaped, not ASCII", "(\\é)", "!0:( E1:é C4:) $5", 1},
    {"regexp: begins with ?", "(?a)", "!0:( M1:? C2:a C3:) $4", 1},
    {"regexp: capturing group inside", "(a(b))", "!0:( C1:a R2:b C5:) $6", 2},
    {"regexp: open", "(a", "!0:( C1:a $2", 0},
    {"regexp: ends in a backslash", "(a\\", "!0:( C1:a !2:\\ $3", 2},
    {"regexp: ends in (", "(a(", "!0:( C1:a !2:( $3", 2},
    {"regexp: empty", "()", "!0:( C1:) $2", 0},
    {"char", "aé🚲", "C0:a C1:é C3:🚲 $7", -1},
};

TEST(WhatwgUrlPatternTokens, Tokenize) {
  for (const Case& row : kCases) {
    SCOPED_TRACE(row.rule);
    const test::ExactBuffer input(row.input);
    const auto lenient = tokenize(input.view(), TokenizePolicy::Lenient);
    ASSERT_TRUE(lenient);
    const auto strict = tokenize(input.view(), TokenizePolicy::Strict);
    if (row.strict_error < 0) {
      ASSERT_TRUE(strict);
      EXPECT_EQ(spell(*strict), spell(*lenient));
    } else {
      ASSERT_FALSE(strict);
      EXPECT_EQ(strict.error().code, ErrorCode::PatternSyntax);
      EXPECT_EQ(strict.error().offset, static_cast<std::size_t>(row.strict_error));
    }
    EXPECT_EQ(spell(*lenient), row.lenient);
  }
}

}  // namespace
}  // namespace onward::url
