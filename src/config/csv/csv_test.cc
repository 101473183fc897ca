// SPDX-License-Identifier: MIT
// Tables: records (RFC 4180), columns, rows, and what becomes of them. Rules are spelled as
// "condition -> status target", the rows of a map in brackets.
#include "config/csv/csv.h"

#include "config/csv/columns.h"
#include "config/foreign.h"
#include "config/testing.h"
#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

std::string records_of(std::string_view text, char separator = ',') {
  CsvReader reader(text, separator);
  std::string all;
  Record record;
  for (RecordStatus status; (status = reader.next(record)) != RecordStatus::End;) {
    all += std::to_string(record.line) + ":";
    if (status == RecordStatus::Unclosed) {
      all += "unclosed";
    } else {
      for (const Cell& cell : record.cells) all += "<" + cell.text + ">";
    }
    all += ' ';
  }
  return all;
}

TEST(Rfc4180Csv, Records) {
  struct Case {
    const char* text;
    const char* records;
  };
  const Case cases[] = {
      {"", ""},
      {"a,b", "1:<a><b> "},
      {"a,b\nc,d\n", "1:<a><b> 2:<c><d> "},
      {"a,b\r\nc,d\r\n", "1:<a><b> 2:<c><d> "},
      {"\n\r\na\n", "3:<a> "},
      {"\xEF\xBB\xBF"
       "a,b",
       "1:<a><b> "},
      {"a,,\n", "1:<a><><> "},
      {" a , b\t\n", "1:<a><b> "},
      {"\"a,b\",c", "1:<a,b><c> "},
      {"\"a\"\"b\",c", "1:<a\"b><c> "},
      {"\"a\nb\",c\nd,e", "1:<a\nb><c> 3:<d><e> "},
      {" \"a\" ,c", "1:<a><c> "},
      {"\"a\"b,c", "1:<ab><c> "},
      {"a\"b,c", "1:<a\"b><c> "},
      {"\"a,b\nc,d", "1:unclosed 2:<c><d> "},
      {"\"\",\"\"", "1:<><> "},
  };
  for (const Case& c : cases) {
    const test::ExactBuffer exact(c.text);
    EXPECT_EQ(records_of(exact.view()), c.records) << c.text;
  }
  EXPECT_EQ(records_of("a b\tc d\n\te", '\t'), "1:<a b><c d> 2:<><e> ");
}

std::string rules_of(std::string_view text, char separator = ',') {
  const ForeignRules read = read_csv({text, 0}, separator);
  std::string all;
  for (const rules::Rule& rule : read.rules) all += (all.empty() ? "" : " ; ") + spelled(rule);
  for (const rules::Diagnostic& d : read.diagnostics) {
    all += d.severity == rules::Severity::Error ? " error " : " warning ";
    all += std::to_string(d.place.line) + ":" + std::to_string(d.place.column) + " " + d.message;
  }
  return all;
}

struct Case {
  const char* text;
  const char* rules;
};

TEST(CsvRedirects, Columns) {
  const Case cases[] = {
      {"/a,/b\n/c,/d,302", "[/a -> 0 /b] [/c -> 302 /d]"},
      {"from,to\n/a,/b", "[/a -> 0 /b]"},
      {"Old Url,New Url,Status\nhttp://h.example/a,https://n.example/,301",
       "[h.example/a -> 301 https://n.example/]"},
      {"Old Url,New Url,Status,Suggested Link\nhttp://h.example/a?i=1,,410,http://x.example/",
       "[h.example/a?i=1 -> 410 ] drop"},
      {"source,destination,note\n/a,/b,because", "[/a -> 0 /b]"},
      {"source,destination,permanent\n/c,/d,false\n/e,/f,TRUE\n/g,/h,",
       "[/c -> 307 /d] [/e -> 308 /f] [/g -> 0 /h]"},
      {"source,destination,permanent\n/c,/d,soon",
       " error 2:7 the value is neither TRUE nor FALSE"},
      {"source,target,Enabled,note\n/a,/b,false,x\n/c,/d,true,y",
       "[/a -> 0 /b] [/c -> 0 /d] warning 1:15 the column 'Enabled' is not looked at, whatever it "
       "says of a row"},
      {"status,to,from\n308,/b,/a", "[/a -> 308 /b]"},
      {"short,long\ngh,https://github.example/u", "[/gh -> 0 https://github.example/u]"},
      {"alias,page\n/a,/b", "[/a -> 0 /b] warning 1:1 this line is taken for names of columns"},
      {"\"from\",\"to\"\n\"/a,1\",\"/b\"", "[/a,1 -> 0 /b]"},
      {"/a,/b,301,,", "[/a -> 301 /b]"},
      {"# note,/x\n/a,/b", "[/a -> 0 /b]"},
      {"sep=,\n/a,/b", "[/a -> 0 /b]"},
  };
  for (const Case& c : cases) EXPECT_EQ(rules_of(c.text), c.rules) << c.text;
  EXPECT_EQ(rules_of("from\tto\n/a b\t/c\n", '\t'), "[/a b -> 0 /c]");
}

TEST(CsvRedirects, Separators) {
  const struct {
    const char* text;
    char separator;
  } cases[] = {
      {"", ','},
      {"/a,/b\n/c;/d\n", ','},
      {"/a;/b;301\n", ';'},
      {"# old;new\n\nsource;target;status\n/a;/b;301\n", ';'},
      {"\"/a,b\";/c\n", ';'},
      {"/a;x,/b;y\n", ','},
      {"sep=;\nalias;page\n", ';'},
      {"alias;page\n/a;/b\n", ';'},
      {"alias,page\n/a,/b\n", ','},
  };
  for (const auto& c : cases) EXPECT_EQ(separator_of(c.text), c.separator) << c.text;
  const auto configuration =
      open_text("moved.csv", "sep=;\r\nvon;to;code\r\n/a;/b;308\r\n\"/c;d\";/e;\r\n");
  ASSERT_NE(configuration.table, nullptr);
  Asking asking(*configuration.table);
  EXPECT_EQ(asking.ask("GET", "h", "/c;d"), "301 /e") << all_text(configuration);
  EXPECT_EQ(asking.ask("GET", "h", "/a"), "308 /b");
}

TEST(CsvRedirects, WhatLooksLikeAPatternIsSaid) {
  const Case cases[] = {
      {"/a/*,/b", "[/a/* -> 0 /b] warning 1:1 '*' in the source stands for itself alone"},
      {"/u/:id,/b", "[/u/:id -> 0 /b] warning 1:1 ':id' in the source stands for itself"},
      {"/a,/b/$1/c", "[/a -> 0 /b/$1/c] warning 1:4 '$1' in the target stands for itself"},
      {"/a,http://h.example/b/:splat",
       "[/a -> 0 http://h.example/b/:splat] warning 1:4 ':splat' in the target stands for itself"},
      {"/Talk:Main,/t:x?price=$", "[/Talk:Main -> 0 /t:x?price=$]"},
      {"https://*.old.example/a,/d",
       "[*.old.example/a -> 0 /d] warning 1:1 '*' in the host stands for itself alone, and no "
       "client asks for it"},
      {"http://h.example:80/a,/12:30", "[h.example/a -> 0 /12:30]"},
  };
  for (const Case& c : cases) EXPECT_EQ(rules_of(c.text), c.rules) << c.text;
}

TEST(CsvRedirects, Cells) {
  const Case cases[] = {
      {"/a,/b,0", "[/a -> 0 /b]"},
      {"/a,/b,301 Moved Permanently", "[/a -> 301 /b]"},
      {"/a,/b,permanent", "[/a -> 301 /b]"},
      {"/a,,404", "[/a -> 404 ]"},
      {"/a,/b,gone", "[/a -> 410 ]"},
      {"http://H.Example:80/a,/b", "[h.example/a -> 0 /b]"},
      {"http://h.example,/b", "[h.example/ -> 0 /b]"},
      {"https://h.example:8443/a,/b", "[h.example:8443/a -> 0 /b]"},
      {"www.h.example/a,/b", "[www.h.example/a -> 0 /b]"},
      {"docs/a.html,/b", "[/docs/a.html -> 0 /b]"},
      {"/a,/b,418", " error 1:7 status 418 cannot be answered by a row"},
      {"/a,/b,soon", " error 1:7 the status is not a number of three digits"},
      {"/a,", " error 1:4 the target is missing"},
      {",/a", " error 1:1 the source is missing"},
      {"/a#b,/c", " error 1:1 the source has a fragment, which no client ever sends"},
      {"ftp://h/a,/c", " error 1:1 the source is neither a path nor an http or https URL"},
      {"/a,ftp://h/c", " error 1:4 the target is neither a path nor an http or https URL"},
      {"/a,//h/c",
       " error 1:4 the target begins with '//', which a browser takes for another "
       "host"},
      {"/a,mailto:a@b.example", " error 1:4 the target begins with 'mailto:', which is no path"},
      {"/a,https:/one.example", " error 1:4 the target begins with 'https:', which is no path"},
      {"/a,new.example/c", " error 1:4 the target has no scheme"},
      {"http://ex ample/a,/c", " error 1:1 the source is not a valid URL: its host is none"},
      {"/a,/b\n/a,/c",
       "[/a -> 0 /b] warning 2:1 the source stands in a row before with another target, which "
       "decides"},
      {"\"/a,/b\n/c,/d", "[/c -> 0 /d] error 1:1 a quote in this line is not closed"},
      // Only the scheme differs: then it counts.
      {"http://h.example/a,https://h.example/a", "http://h.example/a -> 301 https://h.example/a"},
      // "?" alone asks for nothing.
      {"/u?,/b", "[/u -> 0 /b]"},
      {"/u?,/b\n/u,/c",
       "[/u -> 0 /b] warning 2:1 the source stands in a row before with another target, which "
       "decides"},
      // A source with a query goes before the same source without.
      {"/a,/b\n/a?x=1,/c", "[/a?x=1 -> 0 /c] drop ; [/a -> 0 /b]"},
  };
  for (const Case& c : cases) EXPECT_EQ(rules_of(c.text), c.rules) << c.text;
}

TEST(CsvRedirects, TextsThatAreNone) {
  using namespace std::string_view_literals;
  EXPECT_EQ(rules_of("\xFF\xFE/\0a\0,\0/\0b\0\n\0"sv), " error 1:1 the file is written in UTF-16");
  EXPECT_EQ(rules_of("\xFE\xFF\0/\0a\0,\0/\0b"sv), " error 1:1 the file is written in UTF-16");
  EXPECT_EQ(rules_of("/a,/b\r/c,/d\r"), " error 1:1 the lines end with CR alone");
  EXPECT_EQ(rules_of("/a,/b\r"), "[/a -> 0 /b]");
}

TEST(CsvRedirects, ATargetThatCannotBeSentIsRefused) {
  EXPECT_EQ(rules_of("/a,/" + std::string(16 * 1024, 'b')),
            " error 1:4 the target is longer than the 16 KiB that are sent");
}

TEST(CloudflareBulk, Rows) {
  constexpr std::string_view kHeader =
      "source_url,target_url,status_code,preserve_query_string,include_subdomains,"
      "subpath_matching,preserve_path_suffix\n";
  const Case cases[] = {
      // Without flags: FALSE.
      {"h.example/a,https://n.example/b,,,,,", "[h.example/a -> 0 https://n.example/b] drop"},
      {"https://h.example/a,https://n.example/b,302,TRUE,FALSE,FALSE,FALSE",
       "[h.example/a -> 302 https://n.example/b]"},
      {"h.example/a,https://n.example/b,301,true,,,\nh.example/c,https://n.example/d,301,,,,",
       "[h.example/a -> 301 https://n.example/b] ; [h.example/c -> 301 https://n.example/d] drop"},
      {"h.example/a,https://n.example/b,301,FALSE,FALSE,TRUE,FALSE",
       "h.example /a -> 301 https://n.example/b drop ; "
       "h.example /a/* -> 301 https://n.example/b drop"},
      {"h.example/a/,https://n.example/b/?c=1,301,TRUE,FALSE,TRUE,TRUE",
       "h.example /a/ -> 301 https://n.example/b/?c=1 ; "
       "h.example /a/* -> 301 https://n.example/b/{0}?c=1"},
      {"h.example/,https://n.example/,301,FALSE,TRUE,FALSE,FALSE",
       "{*.}?h.example / -> 301 https://n.example/ drop"},
      {"h.example/a,https://n.example/b,301,MAYBE,,,",
       " error 2:37 the value is neither TRUE nor FALSE"},
      {"h.example/a,/b,301,,,,", "[h.example/a -> 301 /b] drop"},
  };
  for (const Case& c : cases) EXPECT_EQ(rules_of(std::string(kHeader) + c.text), c.rules) << c.text;
  // The documented order, without a header.
  EXPECT_EQ(rules_of("h.example/a,https://n.example/b,302,TRUE,FALSE,FALSE,FALSE"),
            "[h.example/a -> 302 https://n.example/b]");
  // A header without a column.
  EXPECT_EQ(
      rules_of("source_url,target_url,preserve_query_string\nh.example/a,https://n.example/,TRUE"),
      "[h.example/a -> 0 https://n.example/]");
}

TEST(CloudflareBulk, RowsKeepTheirOrderAroundPatterns) {
  EXPECT_EQ(rules_of("h.example/a/x,https://n.example/1,301,FALSE,FALSE,FALSE,FALSE\n"
                     "h.example/a,https://n.example/2,301,FALSE,FALSE,TRUE,FALSE\n"
                     "h.example/a/y,https://n.example/3,301,FALSE,FALSE,FALSE,FALSE\n"),
            "[h.example/a/x -> 301 https://n.example/1] drop ; "
            "h.example /a -> 301 https://n.example/2 drop ; "
            "h.example /a/* -> 301 https://n.example/2 drop ; "
            "[h.example/a/y -> 301 https://n.example/3] drop warning 3:1 the row in line 2 takes "
            "subpaths, and the requests of this row first");
}

TEST(CloudflareBulk, RowsBehindOneThatTakesTheirs) {
  constexpr std::string_view kFirst = "h.example/a,https://n.example/,301,FALSE,FALSE,TRUE,FALSE\n";
  const struct {
    const char* source;
    bool is_taken;
  } cases[] = {{"h.example/a", true},         {"h.example/a/", true},
               {"h.example/a/b/c?d=1", true}, {"https://h.example/a/b", true},
               {"h.example/ab", false},       {"h.example/", false},
               {"g.example/a/b", false}};
  for (const auto& c : cases) {
    const std::string said = rules_of(std::string(kFirst) + c.source + ",https://m.example/,302");
    EXPECT_EQ(said.find("the row in line 1 takes subpaths") != std::string::npos, c.is_taken)
        << said;
  }
}

TEST(MdnRedirects, Lines) {
  const ForeignRules read =
      read_mdn({"# FROM-URL\tTO-URL\n"
                "/a b?c#d\t/e#f()\n"
                "\n"
                "/x /y\n"
                "x\t/y\n"
                "/x\ty\n"
                "/x\t/y\t/z\n"
                "/q\thttps://r.example/?s\r\n",
                0});
  ASSERT_EQ(read.rules.size(), 1U);
  EXPECT_EQ(spelled(read.rules[0]), "[/a b?c#d -> 0 /e#f()] [/q -> 0 https://r.example/?s]");
  EXPECT_TRUE(read.rules[0].action.map->is_literal);
  EXPECT_EQ(read.rules[0].action.map->rows[1].line, 8U);
  std::string reasons;
  for (const auto& d : read.diagnostics) reasons += std::to_string(d.place.line) + " ";
  EXPECT_EQ(reasons, "4 5 6 7 ");
}

}  // namespace
}  // namespace onward::config
