// SPDX-License-Identifier: MIT
// Maps: which row answers which request, and what is said about rows of no use. Rows are asked for
// through whole requests, so that the normal form of both sides is the real one.
#include "rules/map_table.h"

#include "rules/question.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

MapTable table_of(std::vector<MapRow> rows, Diagnostics& diagnostics, Comparison comparison = {},
                  bool is_literal = false, int status = 301) {
  MapSource source;
  source.file = 3;
  source.is_literal = is_literal;
  std::uint32_t line = 0;
  for (MapRow& row : rows) row.line = ++line;
  source.rows = std::move(rows);
  return MapTable::create(source, comparison, status, diagnostics);
}

// "line to", or "" where no row answers.
std::string look_up(const MapTable& table, std::string_view url) {
  const TestQuestion question("GET", url);
  const Question asking = question.get();
  SelectionBuffer buffer;
  Asked asked(asking, buffer);
  const auto found = table.find(asked);
  return found ? std::to_string(found->line) + " " + std::string(found->to) : "";
}

struct OrderCase {
  const char* url;
  const char* found;
};

TEST(RuleMaps, TheMostSpecificRowAnswers) {
  Diagnostics diagnostics;
  const MapTable table = table_of({{"/a", "/1"},
                                   {"/a?x=1", "/2"},
                                   {"shop.example/a", "/3"},
                                   {"shop.example/a?x=1", "/4"},
                                   {"https://shop.example/a", "/5"},
                                   {"shop.example:8080/a", "/6"},
                                   {"http://only.example", "/7"}},
                                  diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  const OrderCase cases[] = {
      {"http://h/a", "1 /1"},
      {"http://h/a?x=2", "1 /1"},
      {"http://h/a?", "1 /1"},
      {"http://h/a?x=1", "2 /2"},
      {"http://shop.example/a", "3 /3"},
      {"http://SHOP.example:81/a?y", "3 /3"},
      {"https://shop.example/a", "5 /5"},
      {"https://shop.example/a?x=1", "4 /4"},
      {"http://shop.example:8080/a", "6 /6"},
      {"http://only.example/", "7 /7"},
      {"https://only.example/", ""},
      {"http://h/b", ""},
      {"http://h/a/", ""},
      {"http://h/A", ""},
  };
  for (const OrderCase& c : cases) EXPECT_EQ(look_up(table, c.url), c.found) << c.url;
}

struct FormCase {
  const char* from;
  const char* url;
  bool fits;
  bool is_literal = false;
  Comparison comparison = {};
};

TEST(RuleMaps, KeysAreInNormalForm) {
  const FormCase cases[] = {
      {"/%7euser/a%2fb", "http://h/~user/a%2Fb", true},
      {"/caf\xC3\xA9 x", "http://h/caf%c3%a9%20x", true},
      {"/a/./b/../c", "http://h/a/c", true},
      {"/a/../b", "http://h/b", true},
      {"//a", "http://h//a", true},
      {"/a?b c", "http://h/a?b%20c", true},
      {"/a?%7e", "http://h/a?~", false},
      {"/a|b", "http://h/a%7cb", true},
      {"/a%7Cb", "http://h/a|b", true},
      {"/u?", "http://h/u", true},  // "?" alone asks for nothing
      {"/u?", "http://h/u?x=1", true},
      {"HTTP://H/a", "http://h/a", true},
      {"b\xC3\xBC"
       "cher.example/a",
       "http://xn--bcher-kva.example/a", true},
      {"/What?", "http://h/What%3F", true, true},
      {"/What?", "http://h/What?", false, true},
      {"/a#b \"c\"", "http://h/a%23b%20%22c%22", true, true},
      {"/a%20b", "http://h/a%20b", true, true},
      {"/Function/*(|)", "http://h/Function/*(|)", true, true},
      {"/Function/*(|)", "http://h/Function/%2A%28%7c%29", true, true},
      {"/a%28b", "http://h/a(b", true, true},
      {"/a/b", "http://h/a%2Fb", false, true},
      {"/a(b", "http://h/a%28b", false},
      {"/A/b", "http://h/a/B", true, false, {.ignore_case = true}},
      {"/a?X=1", "http://h/a?x=1", true, false, {.ignore_case = true}},
      {"/a//b", "http://h//a/b", true, false, {.merge_slashes = true}},
      {"/a/", "http://h/a", true, false, {.ignore_trailing_slash = true}},
      {"/a", "http://h/a/", true, false, {.ignore_trailing_slash = true}},
      {"/", "http://h/", true, false, {.ignore_trailing_slash = true}},
  };
  for (const FormCase& c : cases) {
    Diagnostics diagnostics;
    const MapTable table = table_of({{c.from, "/to"}}, diagnostics, c.comparison, c.is_literal);
    EXPECT_TRUE(diagnostics.empty()) << c.from;
    EXPECT_EQ(look_up(table, c.url), c.fits ? "1 /to" : "") << c.from << " and " << c.url;
  }
}

TEST(RuleMaps, TargetsAreSerializedOnce) {
  struct Case {
    const char* to;
    const char* location;
    bool is_literal = false;
  };
  const Case cases[] = {
      {"/caf\xC3\xA9 x", "/caf%C3%A9%20x"}, {"HTTPS://New.example", "https://new.example/"},
      {"/{id}?{x}", "/%7Bid%7D?{x}"},       {"/a?b#c", "/a?b#c"},
      {"/What?#c", "/What%3F#c", true},
  };
  for (const Case& c : cases) {
    Diagnostics diagnostics;
    const MapTable table = table_of({{"/a", c.to}}, diagnostics, {}, c.is_literal);
    EXPECT_EQ(look_up(table, "http://h/a"), std::string("1 ") + c.location) << c.to;
  }
}

TEST(RuleMaps, RowsThatLeadToThemselves) {
  struct Case {
    const char* from;
    const char* to;
    bool is_said = false;
    bool is_literal = false;
    Comparison comparison{};
  };
  const Case cases[] = {
      {"/a", "/a", true},
      {"/a", "/b"},
      {"/a", "/a/"},
      {"/a", "/a#top", true},
      {"/a", "/a?x=1", true},  // the row takes that query, too
      {"/a?x=1", "/a"},
      {"/a?x=1", "/a?x=1", true},
      {"/%7ea|b", "/~a%7cb", true},
      {"/a", "https://h.example/a"},  // of which host is not known
      {"h.example/a", "https://h.example/a", true},
      {"http://h.example/a", "https://h.example/a"},
      {"https://h.example/a", "https://H.example:443/a", true},
      {"h.example:81/a", "http://h.example/a"},
      {"h.example/a", "/a", true},
      {"/f(x)", "/f%28x%29", true, true},
      {"/A", "/a", true, false, {.ignore_case = true}},
      {"/a", "/a/", true, false, {.ignore_trailing_slash = true}},
  };
  for (const Case& c : cases) {
    Diagnostics diagnostics;
    const MapTable table = table_of({{c.from, c.to}}, diagnostics, c.comparison, c.is_literal);
    EXPECT_EQ(diagnostics.size(), c.is_said ? 1U : 0U) << c.from << " to " << c.to;
    EXPECT_EQ(table.size(), 1U);
  }
  Diagnostics diagnostics;
  table_of({{"/a", "/a"}, {"/a", "/a"}}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[1].message, "'/a' is the source of line 1 again; that one is used");
}

TEST(RuleMaps, RowsOfNoUseAreSaidAndLeftOut) {
  struct Case {
    MapRow row;
    const char* message;
  };
  const Case cases[] = {
      {{"", "/b"}, "the source is empty"},
      {{"/a", ""}, "the target is empty"},
      {{"/a", "/b", 200}, "a row has no status 200"},
      {{"/a#b", "/b"}, "fragments are never sent to a server: '/a#b'"},
      {{"a", "/b"}, "neither a path nor a URL: 'a'"},
      {{"a.html", "/b"}, "neither a path nor a URL: 'a.html'"},
      {{"ftp://h/a", "/b"}, "no request has the scheme of 'ftp://h/a'"},
      {{"http://u@h/a", "/b"}, "a source has no user name: 'u@h'"},
      {{"http://a b/c", "/b"}, "'a b' is no host: the host has a character that no host may have"},
      {{"/a", "//h/b"}, "a target that begins with '//' would name another host"},
  };
  for (const Case& c : cases) {
    Diagnostics diagnostics;
    const MapTable table = table_of({{"/ok", "/b"}, c.row}, diagnostics);
    ASSERT_EQ(diagnostics.size(), 1U) << c.message;
    EXPECT_EQ(diagnostics[0].message, c.message);
    EXPECT_EQ(diagnostics[0].severity, Severity::Error);
    EXPECT_EQ(diagnostics[0].place, (Place{3, 2, 1}));
    EXPECT_EQ(table.size(), 1U);
  }
}

TEST(RuleMaps, WhatNeedsNoTarget) {
  Diagnostics diagnostics;
  const MapTable gone = table_of({{"/a", "", 410}, {"/b", "junk", 404}}, diagnostics);
  EXPECT_EQ(look_up(gone, "http://h/a"), "1 ");
  EXPECT_EQ(look_up(gone, "http://h/b"), "2 ");
  const MapTable by_rule = table_of({{"/a", ""}}, diagnostics, {}, false, 410);
  EXPECT_EQ(look_up(by_rule, "http://h/a"), "1 ");
  EXPECT_TRUE(diagnostics.empty());
}

TEST(RuleMaps, TheFirstOfTwoIsKept) {
  Diagnostics diagnostics;
  const MapTable table = table_of({{"/a", "/1"}, {"/%61", "/2"}}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].severity, Severity::Warning);
  EXPECT_EQ(diagnostics[0].place.line, 2U);
  EXPECT_EQ(look_up(table, "http://h/a"), "1 /1");
}

TEST(RuleMaps, ManyRows) {
  std::vector<MapRow> rows;
  rows.reserve(20'000);
  for (int i = 0; i < 20'000; ++i) {
    rows.push_back({"/old/" + std::to_string(i), "/new/" + std::to_string(i)});
  }
  Diagnostics diagnostics;
  const MapTable table = table_of(rows, diagnostics);
  for (int i = 0; i < 20'000; i += 97) {
    const std::string number = std::to_string(i);
    EXPECT_EQ(look_up(table, "http://h/old/" + number), std::to_string(i + 1) + " /new/" + number);
  }
  EXPECT_EQ(look_up(table, "http://h/old/20000"), "");
}

}  // namespace
}  // namespace onward::rules
