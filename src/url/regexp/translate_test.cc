// SPDX-License-Identifier: MIT
// ECMAScript's v-mode regular expressions as RE2 (ECMA-262 §22.2.1 Patterns): what is refused and
// where, and what the translation matches.
#include "url/regexp/translate.h"

#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace onward::url {
namespace {

using enum ErrorCode;

struct Refused {
  const char* rule;
  std::string_view source;
  ErrorCode code;
  std::size_t offset;
};

constexpr Refused kRefused[] = {
    {"Assertion, lookahead", "a(?=b)", PatternRegexpUnsupported, 1},
    {"Assertion, negative lookahead", "(?!b)", PatternRegexpUnsupported, 0},
    {"Assertion, lookbehind", "(?<=b)a", PatternRegexpUnsupported, 0},
    {"Assertion, negative lookbehind", "(?<!b)a", PatternRegexpUnsupported, 0},
    {"DecimalEscape", "a\\1", PatternRegexpUnsupported, 1},
    {"DecimalEscape above the groups", "a\\2", PatternRegexpSyntax, 1},
    {"\\k without such a group here", "\\k<a>", PatternRegexpUnsupported, 0},
    {"\\k without a name", "\\k", PatternRegexpSyntax, 0},
    {"GroupSpecifier", "(?<a>b)", PatternRegexpUnsupported, 0},
    {"capturing group", "(b)", PatternRegexpUnsupported, 0},
    {"GroupSpecifier, bad name", "(?<1>b)", PatternRegexpSyntax, 0},
    {"Quantifier, nothing to repeat", "*", PatternRegexpSyntax, 0},
    {"Quantifier, twice", "a**", PatternRegexpSyntax, 2},
    {"Quantifier on ^", "^*", PatternRegexpSyntax, 1},
    {"Quantifier on \\b", "\\b+", PatternRegexpSyntax, 2},
    {"Quantifier, out of order", "a{2,1}", PatternRegexpSyntax, 1},
    {"Quantifier, incomplete", "a{2", PatternRegexpSyntax, 1},
    {"Quantifier, no minimum", "a{,2}", PatternRegexpSyntax, 1},
    {"Quantifier, above RE2's limit", "a{1001}", PatternTooComplex, 1},
    {"Quantifier, huge", "a{99999999999999999999}", PatternTooComplex, 1},
    {"SyntaxCharacter {", "{", PatternRegexpSyntax, 0},
    {"SyntaxCharacter }", "}", PatternRegexpSyntax, 0},
    {"SyntaxCharacter ]", "]", PatternRegexpSyntax, 0},
    {"Group, open", "(?:a", PatternRegexpSyntax, 0},
    {"Group, closed twice", "a)", PatternRegexpSyntax, 1},
    {"IdentityEscape, letter", "\\y", PatternRegexpSyntax, 0},
    {"IdentityEscape, -", "\\-", PatternRegexpSyntax, 0},
    {"CharacterEscape, \\0 before a digit", "\\00", PatternRegexpSyntax, 0},
    {"CharacterEscape, \\c", "\\c1", PatternRegexpSyntax, 0},
    {"HexEscape", "\\x1", PatternRegexpSyntax, 0},
    {"RegExpUnicodeEscape", "\\u{110000}", PatternRegexpSyntax, 0},
    {"RegExpUnicodeEscape, empty", "\\u{}", PatternRegexpSyntax, 0},
    {"RegExpUnicodeEscape, short", "\\u00", PatternRegexpSyntax, 0},
    {"escape at the end", "a\\", PatternRegexpSyntax, 1},
    {"property, lower case", "\\p{lu}", PatternRegexpSyntax, 0},
    {"property, loose name", "\\p{Script=latin}", PatternRegexpSyntax, 0},
    {"property, without braces", "\\pL", PatternRegexpSyntax, 0},
    {"property, a script alone", "\\p{Latin}", PatternRegexpSyntax, 0},
    {"property, not ECMAScript's", "\\p{Block=ASCII}", PatternRegexpSyntax, 0},
    {"property, a code not in Unicode", "\\p{sc=Afak}", PatternRegexpSyntax, 0},
    {"property of strings, negated", "\\P{RGI_Emoji}", PatternRegexpSyntax, 0},
    {"MayContainStrings, negated class", "a[^\\q{ab}]", PatternRegexpSyntax, 1},
    {"MayContainStrings, negated property", "[^\\p{RGI_Emoji}]", PatternRegexpSyntax, 0},
    {"ClassSetSyntaxCharacter", "[a-]", PatternRegexpSyntax, 3},
    {"ClassSetSyntaxCharacter (", "[(]", PatternRegexpSyntax, 1},
    {"ClassSetReservedDoublePunctuator", "[a!!]", PatternRegexpSyntax, 2},
    {"ClassIntersection, third &", "[a&&&b]", PatternRegexpSyntax, 4},
    {"ClassSubtraction, mixed", "[a&&b--c]", PatternRegexpSyntax, 5},
    {"ClassSubtraction of a union", "[ab--c]", PatternRegexpSyntax, 3},
    {"ClassSubtraction of a range", "[a-c--b]", PatternRegexpSyntax, 4},
    {"ClassSubtraction, no operand", "[a--]", PatternRegexpSyntax, 4},
    {"ClassIntersection, no first operand", "[&&a]", PatternRegexpSyntax, 1},
    {"ClassIntersection, two operands", "[a&&bc]", PatternRegexpSyntax, 5},
    {"ClassSetRange, out of order", "[b-a]", PatternRegexpSyntax, 1},
    {"ClassSetRange, to a class", "[a-\\d]", PatternRegexpSyntax, 1},
    {"ClassSetRange, from a class", "[\\d-a]", PatternRegexpSyntax, 3},
    {"CharacterClass, open", "a[b", PatternRegexpSyntax, 1},
    {"modifiers, none", "(?-:a)", PatternRegexpSyntax, 0},
    {"modifiers, twice", "(?i-i:a)", PatternRegexpSyntax, 0},
    {"modifiers, unknown", "(?x:a)", PatternRegexpSyntax, 0},
    // RepeatMatcher step "If min = 0 and y's endIndex = x's endIndex, return failure": RE2 has no
    // such step, so the order of trying would differ.
    {"RepeatMatcher, \"\" first", "(?:|a)*", PatternRegexpUnsupported, 0},
    {"RepeatMatcher, \"\" in the middle", "b(?:a*|b)*", PatternRegexpUnsupported, 1},
    {"RepeatMatcher, \"\" at a boundary", "(?:\\b|a)?", PatternRegexpUnsupported, 0},
    {"RepeatMatcher, lazy inside", "(?:a*?)+", PatternRegexpUnsupported, 0},
    {"RepeatMatcher, lazy after optional", "(?:a?b{0,1}?)*", PatternRegexpUnsupported, 0},
};

TEST(EcmaRegexp, Refused) {
  for (const Refused& row : kRefused) {
    SCOPED_TRACE(std::string(row.rule) + ": " + std::string(row.source));
    const test::ExactBuffer source(row.source);
    const auto translated = translate_regexp(source.view(), {});
    ASSERT_FALSE(translated) << translated->re2;
    EXPECT_EQ(name(translated.error().code), name(row.code));
    EXPECT_EQ(translated.error().offset, row.offset);
  }
}

/// Every printable character that the expression, alone, matches.
std::string members(const std::string& re2) {
  re2::RE2::Options options(re2::RE2::Latin1);
  const re2::RE2 compiled("\\A(?:" + re2 + ")\\z", options);
  std::string result;
  for (char c = ' '; c < 0x7F; ++c) {
    if (re2::RE2::PartialMatch(std::string(1, c), compiled)) result += c;
  }
  return result;
}

struct Class {
  const char* rule;
  std::string_view source;
  bool ignore_case;
  const char* members;
};

constexpr const char* kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr const char* kBoth = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr Class kClasses[] = {
    {"ClassUnion, empty", "[]", false, ""},
    {"ClassSetRange", "[a-c]", false, "abc"},
    {"ClassSetCharacter", "[.*+?^$]", false, "$*+.?^"},
    {"ClassSetReservedPunctuator, single", "[&!]", false, "!&"},
    {"ClassSetReservedPunctuator, escaped", "[\\&\\-\\~]", false, "&-~"},
    {"ClassSubtraction", "[[a-e]--[b-d]]", false, "ae"},
    {"ClassSubtraction, chain", "[\\d--1--[2-8]]", false, "09"},
    {"ClassIntersection", "[\\d&&[0-1]]", false, "01"},
    {"NestedClass, negated", "[[^\\W]--\\d--_--[A-Z]--[b-z]]", false, "a"},
    {"CharacterClassEscape in a class", "[\\d_]", false, "0123456789_"},
    {"ClassStringDisjunction of one", "[\\q{a|b}]", false, "ab"},
    {"CharacterEscape", "[\\x41\\u0042\\u{43}]", false, "ABC"},
    {"property, general category", "\\p{Lu}", false, kUpper},
    {"property, long name", "\\p{General_Category=Uppercase_Letter}", false, kUpper},
    {"property, POSIX alias", "\\p{digit}", false, "0123456789"},
    {"property, group", "[\\p{L}&&\\p{ASCII}]", false, kBoth},
    {"property, script", "\\p{Script=Latin}", false, kBoth},
    {"property, script extensions", "\\p{scx=Latn}", false, kBoth},
    {"property, binary", "\\p{AHex}", false, "0123456789ABCDEFabcdef"},
    {"property of strings", "\\p{RGI_Emoji}", false, ""},
    {"beyond ASCII", "\\u{1F600}", false, ""},
    {"surrogate pair", "\\ud83d\\ude00", false, ""},
    {"i: SimpleCaseFolding", "k", true, "Kk"},
    {"i: U+212A folds to k", "\\u212a", true, "Kk"},
    {"i: U+017F folds to s", "[\\u{17F}]", true, "Ss"},
    {"i: property is folded", "\\p{Lu}", true, kBoth},
    {"i: complement of the folded set", "\\P{Lu}&", true, ""},
    {"i: intersection of folded sets", "[[A-Z]&&[a-c]]", true, "ABCabc"},
    {"i: subtraction of folded sets", "[[A-C]--[b]]", true, "ACac"},
    {"i: negated class", "[^[^k]]", true, "Kk"},
    {"i: V8 does not fold a lone operand", "[\\w--[\\d]--_--[b-z]--a--\\u{212a}]", true, ""},
    {"modifiers, i", "(?i:a)", false, "Aa"},
    {"modifiers, -i", "(?-i:a)", true, "a"},
    {"modifiers end with their group", "(?:(?i:b)|a)", false, "Bab"},
};

TEST(EcmaRegexp, ClassesOverAscii) {
  for (const Class& row : kClasses) {
    SCOPED_TRACE(std::string(row.rule) + ": " + std::string(row.source));
    const auto translated = translate_regexp(row.source, {.ignore_case = row.ignore_case});
    ASSERT_TRUE(translated) << message(translated.error().code);
    EXPECT_EQ(members(translated->re2), row.members);
  }
}

TEST(EcmaRegexp, EveryPrintableCharacterButSo) {
  const std::string all = members("[ -~]");
  EXPECT_EQ(all.size(), 95U);
  for (const std::string_view source :
       {".", "[^]", "\\p{Any}", "\\p{ASCII}", "[\\s\\S]", "\\D|\\d"}) {
    for (const bool ignore_case : {false, true}) {
      EXPECT_EQ(members(translate_regexp(source, {.ignore_case = ignore_case})->re2), all)
          << source;
    }
  }
}

struct Translation {
  std::string_view source;
  const char* re2;
};

constexpr Translation kTranslations[] = {
    {"", ""},
    {"ab|c", "ab|c"},
    {"^a$", "\\Aa\\z"},
    {"\\ba\\B", "\\ba\\B"},
    {"a*b+?c{2}d{2,}e{2,3}?", "a*b+?c{2}d{2,}e{2,3}?"},
    {"a{0}b{0,0}", "(?:)(?:)"},
    {"a{0,}b{1,}c{0,1}", "a*b+c?"},
    {"(?:a|b)*", "(?:a|b)*"},
    {"[a-c]", "[a-c]"},
    {"\\.", "\\x2e"},
    {"[]", "[^\\x00-\\xff]"},
    {"[\\q{abc|b|}]", "(?:abc|b|)"},
    // "" is tried last, so ECMAScript and RE2 agree.
    {"(?:a*)*(?:a|)+(?:a?b?)*?", "(?:a*)*(?:a|)+(?:a?b?)*?"},
    {"(?:|a){2}", "(?:|a){2}"},
};

TEST(EcmaRegexp, Translations) {
  for (const Translation& row : kTranslations) {
    SCOPED_TRACE(row.source);
    const auto translated = translate_regexp(row.source, {});
    ASSERT_TRUE(translated) << message(translated.error().code);
    EXPECT_EQ(translated->re2, row.re2);
  }
}

TEST(EcmaRegexp, NamedGroupsWhereNothingSeesThem) {
  const RegexpOptions last{.allow_named_groups = true};
  EXPECT_EQ(translate_regexp("(?<a>b)", last)->re2, "(?:b)");
  EXPECT_EQ(translate_regexp("(?<\\u0061>b)", last)->re2, "(?:b)");
  EXPECT_EQ(translate_regexp("(?<a>b)\\k<a>", last).error().code, PatternRegexpUnsupported);
  EXPECT_EQ(translate_regexp("(?<a>b)\\2", last).error().code, PatternRegexpUnsupported);
  EXPECT_EQ(translate_regexp("(?<a>b)\\3", last).error().code, PatternRegexpSyntax);
  EXPECT_EQ(translate_regexp("(?<a>b)(?<a>c)", last).error().code, PatternRegexpUnsupported);
}

TEST(EcmaRegexp, NestingHasALimit) {
  const auto nested = [](std::string_view open, std::string_view close, std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += 'a';
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
  };
  for (const auto& [open, close] : {std::pair{"(?:", ")"}, std::pair{"[", "]"}}) {
    EXPECT_TRUE(translate_regexp(nested(open, close, kMaxRegexpNesting), {}));
    const auto deeper = translate_regexp(nested(open, close, 100'000), {});
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().code, PatternTooComplex);
  }
}

}  // namespace
}  // namespace onward::url
