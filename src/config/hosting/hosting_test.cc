// SPDX-License-Identifier: MIT
// vercel.json, firebase.json, netlify.toml, .openpublishing.redirection.json and web.config. Golden
// files (testdata/): a file, and how requests are answered. Netlify's own fixtures are read where
// the corpora are there.
#include "config/foreign.h"
#include "config/golden.h"
#include "config/hosting/glob.h"
#include "config/hosting/path_pattern.h"
#include "config/json/value.h"
#include "config/xml/element.h"
#include "support/corpora.h"
#include "support/files.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(Hosting, Golden) { check_golden_answers(test::golden_cases("src/config/hosting/testdata")); }

TEST(Hosting, Recognised) {
  struct Case {
    const char* path;
    const char* text;
    std::optional<Format> format;
  };
  const Case cases[] = {
      {"vercel.json", R"({"redirects": []})", Format::Vercel},
      {"x", R"({"redirects": [{"source": "/a", "destination": "/b"}]})", Format::Vercel},
      {"firebase.json", "{}", Format::Firebase},
      {"x.json", R"({"hosting": {"redirects": []}})", Format::Firebase},
      {"x.json", R"({"redirections": []})", Format::Microsoft},
      {"netlify.toml", "[build]\n", Format::NetlifyToml},
      {"x", "[[redirects]]\nfrom = \"/a\"\n", Format::NetlifyToml},
      {"web.config", "<configuration/>", Format::Iis},
      {"x", "<rewriteMaps/>", Format::Iis},
  };
  for (const Case& c : cases) EXPECT_EQ(recognise(c.text, c.path), c.format) << c.text;
}

// A rule that is refused for a text in another line of it is left out, and the others stay.
TEST(Hosting, RefusedInAnotherLine) {
  struct Case {
    Format format;
    const char* text;
  };
  const Case cases[] = {
      {Format::Vercel,
       "{\"redirects\": [\n{\"source\": \"/a\",\n\"destination\": \"https://ne:.example/\"},\n"
       "{\"source\": \"/b\",\n\"destination\": \"https://n.example/\"}]}"},
      {Format::NetlifyToml,
       "[[redirects]]\nfrom = \"/a\"\nto = \"https://ne:.example/\"\n"
       "[[redirects]]\nfrom = \"/b\"\nto = \"https://n.example/\"\n"},
  };
  for (const Case& c : cases) {
    const Configuration read = open_text("file", c.text, c.format);
    ASSERT_NE(read.table, nullptr) << c.text;
    EXPECT_EQ(read.table->rules().size(), 1U) << c.text;
    EXPECT_EQ(read.takeover.lost, 1U) << c.text;
  }
}

TEST(Hosting, JsonPlaces) {
  Report report(3);
  const auto document = parse_json("\xEF\xBB\xBF{\n  \"a\": [1, true,\n \"x\\\"y\"], \"b\": {}}",
                                   JsonDialect::Strict, report)
                            .value_or(JsonValue{});
  const JsonValue* list = document.find("a");
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->items.size(), 3U);
  EXPECT_EQ(list->place, (rules::Place{3, 2, 8}));
  EXPECT_EQ(list->items[0].place, (rules::Place{3, 2, 9}));
  EXPECT_EQ(list->items[1].place, (rules::Place{3, 2, 12}));
  EXPECT_EQ(list->items[2].place, (rules::Place{3, 3, 2}));
  EXPECT_EQ(list->items[2].string, "x\"y");
  ASSERT_NE(document.find("b"), nullptr);
  EXPECT_EQ(document.find("b")->place, (rules::Place{3, 3, 16}));
}

TEST(Hosting, JsonRefused) {
  struct Case {
    const char* text;
    std::uint32_t line;
    std::uint32_t column;
  };
  const Case cases[] = {
      {"", 1, 1}, {"{\n\"a\" 1}", 2, 5}, {"[1,]", 1, 4}, {"{} x", 1, 4}, {"// a\n{}", 1, 1}};
  for (const Case& c : cases) {
    Report report(0);
    EXPECT_FALSE(parse_json(c.text, JsonDialect::Strict, report).has_value()) << c.text;
    const auto diagnostics = report.take();
    ASSERT_EQ(diagnostics.size(), 1U) << c.text;
    EXPECT_EQ(diagnostics[0].place, (rules::Place{0, c.line, c.column})) << c.text;
  }
  Report report(0);
  EXPECT_FALSE(parse_json(std::string(100, '['), JsonDialect::Lenient, report).has_value());
  EXPECT_TRUE(parse_json("// \"a\n[1, /* ' */ 2,]", JsonDialect::Lenient, report).has_value());
}

TEST(Hosting, XmlRefused) {
  for (const char* text : {"", "<a>", "<a></b>", "<!DOCTYPE a><a/>", "<a>&b;</a>"}) {
    Report report(0);
    EXPECT_FALSE(parse_xml(text, report).has_value()) << text;
    EXPECT_EQ(report.take().size(), 1U) << text;
  }
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  Report report(0);
  EXPECT_FALSE(parse_xml(deep, report).has_value());
}

TEST(Hosting, Globs) {
  struct Case {
    const char* glob;
    const char* expression;  // "": refused
  };
  const Case cases[] = {
      {"/a", "^(?:/a/?)$"},
      {"/a/*", "^(?:/a/[^/.][^/]*/?)$"},
      {"/*.html", "^(?:/[^/.][^/]*?\\.html/?)$"},
      {"/a{b,c}", "^(?:/ab/?|/ac/?)$"},
      {"/a/@(b|c)", "^(?:/a/(?!\\.)(?=.)(?:b|c)/?)$"},
      {"/{1..9}", ""},
      {"/@(a", ""},
  };
  for (const Case& c : cases)
    EXPECT_EQ(glob_expression(c.glob).value_or(""), c.expression) << c.glob;
  std::string wide;
  for (int i = 0; i < 20; ++i) wide += "{a,b}";
  EXPECT_FALSE(glob_expression(wide).has_value());
}

TEST(Hosting, PathsThatAreNone) {
  for (const char* path : {"/a(", "/(a(b))", "/:", "/a{b", "/a?", "/()", "/\\"}) {
    EXPECT_FALSE(parse_path(path).has_value()) << path;
  }
}

// Netlify's own parser's fixtures of netlify.toml: those whose names begin with "invalid" are
// refused, and what a rule here cannot ask is an error with its line.
TEST(Hosting, NetlifyFixtures) {
  const auto files = test::corpus_files("configs/oracle_tests");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  int checked = 0;
  for (const auto& file : files) {
    const std::size_t at = file.name.find("netlify_config__");
    if (at == std::string::npos) continue;
    const std::string name = file.name.substr(at + 16);
    const ForeignRules read = read_netlify_toml({file.text, 0, file.name});
    const bool has_error = std::ranges::any_of(read.diagnostics, [](const rules::Diagnostic& one) {
      return one.severity == rules::Severity::Error;
    });
    const bool must = name.starts_with("invalid") || name.starts_with("conditions") ||
                      file.text.find("conditions") != std::string::npos;
    EXPECT_EQ(has_error, must) << name;
    ++checked;
  }
  EXPECT_GE(checked, 33);
}

}  // namespace
}  // namespace onward::config
