// SPDX-License-Identifier: MIT
// What a file is written in, by its content, and by its name where that does not say. The files of
// the corpora are shown without their names.
#include "config/testing.h"
#include "support/corpora.h"
#include "support/files.h"

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(Recognise, ContentThenName) {
  struct Case {
    const char* text;
    const char* path;
    const char* format;  // "" for none
  };
  const Case cases[] = {
      {"[[rule]]\nmatch = \"/a\"", "x", "toml"},
      {"# c\n\nthreads = 2", "x", "toml"},
      {"listen.address = 1", "x", "toml"},
      {"/a /b 301", "x", "netlify"},
      {"/a\t/b", "_redirects", "netlify"},
      {"http://h.example/* https://n.example/:splat", "x.csv", "netlify"},
      {"/a /b?x=1,2 301", "x", "netlify"},
      {"/a id=:id /b", "x", "netlify"},
      {"# FROM-URL\tTO-URL\n/a\t/b", "x", "mdn"},
      {"/a b\t/c", "files/_redirects.txt", "mdn"},
      {"/a\t/b\t301", "files/_redirects.txt", "netlify"},
      {"/a,/b", "x", "csv"},
      {"/a,/b,301", "_redirects", "csv"},
      {"http://h.example/a?b=1,,410", "x", "csv"},
      {"Old Url,New Url,Status", "x", "csv"},
      {"source_url,target_url", "x.toml", "csv"},
      {"/a;/b;301", "x", "csv"},
      {"source;target\n", "x", "csv"},
      {"sep=;\nalias;page", "x", "csv"},
      {"from\tto\n/a\t/b", "x", "tsv"},
      {"/a\t/b\t302", "x.tsv", "tsv"},
      {"", "x/onward.toml", "toml"},
      {"", "_redirects", "netlify"},
      {"# nothing\n", "a/_redirects.txt", "mdn"},
      {"alias,page", "x.csv", "csv"},
      {"hello", "x", ""},
      {"", "", ""},
      {"/a", "public/_redirects", "netlify"},
      {"location / { return 301 /b; }", "nginx.conf", "nginx"},
  };
  for (const Case& c : cases) {
    const auto format = recognise(c.text, c.path);
    EXPECT_EQ(format ? name(*format) : "", c.format) << c.text << " in " << c.path;
  }
}

TEST(Recognise, NamesOfFormats) {
  for (const char* text : {"toml", "netlify", "cloudflare", "csv", "tsv", "mdn"}) {
    const auto format = format_named(text);
    ASSERT_TRUE(format) << text;
    EXPECT_EQ(name(*format), text);
  }
  EXPECT_FALSE(format_named("ngin"));
}

TEST(Recognise, Corpora) {
  struct Case {
    const char* folder;
    Format format;
  };
  constexpr Case kCases[] = {{"configs/netlify_redirects", Format::NetlifyRedirects},
                             {"configs/csv_map", Format::Csv},
                             {"configs/cf_bulk_csv", Format::Csv},
                             {"configs/mdn_redirects", Format::MdnRedirects}};
  for (const Case& c : kCases) {
    const auto files = test::corpus_files(c.folder);
    if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
    // Their content alone must say it.
    for (const auto& file : files) {
      const bool is_one_word = file.text.find('\n') < file.text.find(' ');
      if (is_one_word && c.format == Format::NetlifyRedirects) continue;
      const auto format = recognise(file.text, "file");
      EXPECT_EQ(format, std::optional(c.format)) << file.name;
    }
  }
}

}  // namespace
}  // namespace onward::config
