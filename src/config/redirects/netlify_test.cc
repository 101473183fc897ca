// SPDX-License-Identifier: MIT
// Netlify's _redirects, a line a row: the rules that it becomes, or the reason why it becomes none.
// The headings are those of Netlify's documentation.
#include "config/foreign.h"
#include "config/testing.h"
#include "onward/rules/answer.h"
#include "rules/workspace_state.h"
#include "rules/written_request.h"
#include "support/corpora.h"
#include "support/files.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

std::string read_all(const ForeignRules& read) {
  std::string text;
  for (const rules::Rule& rule : read.rules) text += (text.empty() ? "" : " ; ") + spelled(rule);
  for (const rules::Diagnostic& d : read.diagnostics) {
    text += d.severity == rules::Severity::Error  ? " error "
            : d.severity == rules::Severity::Note ? " note "
                                                  : " warning ";
    text += std::to_string(d.place.column) + ": " + d.message;
  }
  return text;
}

struct Case {
  const char* line;
  const char* rules;
};

TEST(NetlifyRedirects, Lines) {
  const Case cases[] = {
      // "HTTP status codes": 301 is the default.
      {"/home /", "/home (/) -> 301 /"},
      {"  /home\t\t/  ", "/home (/) -> 301 /"},
      {"/home / 302", "/home (/) -> 302 /"},
      {"/home / 307!", "/home (/) -> 307 /"},
      {"/home/ /a", "/home (/) -> 301 /a"},
      {"/ /start", "/ (/) -> 301 /start"},
      {"/gone /x 410", "/gone (/) -> 410"},
      // Comments: a word that begins with "#"; a fragment does not.
      {"# /a /b", ""},
      {"", ""},
      {"/a /b # note", "/a (/) -> 301 /b"},
      {"/a /b#part #note", "/a (/) -> 301 /b#part"},
      // Splats, placeholders.
      {"/news/* /blog/:splat", "/news/* -> 301 /blog/{0} ; /news -> 301 /blog/"},
      {"/* https://new.example/:splat 301!", "/* -> 301 https://new.example/{0}"},
      {"/a-* /b-:splat", "/a-* -> 301 /b-{0}"},
      {"/n/:y/:m/:slug /b/:slug?d=:y-:m", "/n/:y/:m/:slug (/) -> 301 /b/{slug}?d={y}-{m} drop"},
      {"/p/:id.html /q/:id", "/p/:id.html (/) -> 301 /q/{id}"},
      {"/t/10:30 /u", "/t/10\\:30 (/) -> 301 /u"},
      {"/api/* https://h.example:8080/:splat",
       "/api/* -> 301 https://h.example:8080/{0} ; /api -> 301 https://h.example:8080/"},
      {"/a(b)+c /d", "/a\\(b\\)\\+c (/) -> 301 /d"},
      {"/a /b{c}", "/a (/) -> 301 /b{{c}}"},
      // The query goes along unless the target has one.
      {"/a /b?x=1", "/a (/) -> 301 /b?x=1 drop"},
      // Whole URLs: the scheme counts only where nothing else differs.
      {"http://old.example/* http://new.example/:splat",
       "old.example /* -> 301 http://new.example/{0}"},
      {"https://old.example/a/* /b", "old.example /a/* -> 301 /b ; old.example /a -> 301 /b"},
      {"http://two.example/a /x\nhttps://two.example/a /y",
       "http://two.example/a (/) -> 301 /x ; https://two.example/a (/) -> 301 /y"},
      {"http://two.example/a /x\nhttps://two.example/a /x",
       "two.example /a (/) -> 301 /x ; two.example /a (/) -> 301 /x"},
      {"http://one.example/* https://one.example/:splat 301!",
       "http://one.example/* -> 301 https://one.example/{0}"},
      {"http://old.example /new", "old.example / (/) -> 301 /new"},
      // A redirect that is about the slash.
      {"/a /a/ 301", "/a -> 301 /a/"},
      {"/a/ /a", "/a/ -> 301 /a"},
      // Conditions.
      {"/* /old/:splat 302 Cookie=a,b",
       "/* cookie:a cookie:b -> pass ; /* cookie:a cookie:b -> 302 /old/{0}"},
      // What the line would redirect once more is left alone.
      {"/a/* /a/b/:splat 307", "/a/* -> pass ; /a/* -> 307 /a/b/{0} ; /a -> 307 /a/b/"},
      {"/docs/en/* /docs/:splat", "/docs/en/* -> 301 /docs/{0} ; /docs/en -> 301 /docs/"},
      // Query parameters, in any order.
      {"/s id=:id /blog/:id", "/s (/) -> 301 /blog/{query.id} drop"},
      {"/ page=news /news", "/ (/) -> 301 /news drop"},
      {"/u/:u/* id=:id /:u/:splat/:id",
       "/u/:u/* -> 301 /{u}/{0}/{query.id} drop ; /u/:u -> 301 /{u}//{query.id} drop"},
      {"/s a=1 b=:b /c/:b", "/s (/) -> 301 /c/{query.b} drop"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(read_all(read_netlify({c.line, 0})), c.rules) << c.line;
  }
}

TEST(NetlifyRedirects, LinesThatAreReported) {
  const Case cases[] = {
      {"/a", " error 1: the target is missing"},
      {"/m source=:source", " error 4: no target that begins with '/', http:// or https://"},
      {"/m 301", " error 4: the target is missing"},
      {"/blog blog.html", " error 7: no target that begins with '/', http:// or https://"},
      {"/a /b maybe", " error 7: the status is not a number of three digits"},
      {"/a /b 200",
       "/a (/) -> pass note 7: status 200 serves other content under the same URL: its requests "
       "are not redirected, and are answered 404 here"},
      {"/a/* 200!",
       "/a/* -> pass ; /a -> pass note 6: status 200 serves other content under the same URL: its "
       "requests are not redirected, and are answered 404 here"},
      {"/a /b 200 Country=de",
       " note 7: status 200 serves other content under the same URL: its requests are not "
       "redirected, and are answered 404 here warning 11: the condition 'Country=de' cannot be "
       "checked: lines below may redirect what it takes"},
      {"/a /b 500", " error 7: status 500 cannot be answered by a rule"},
      {"/a /b 404",
       "/a (/) -> 404 warning 7: status 404 is answered, but without the page that the target "
       "names"},
      {"/ /china 302 Country=ch,tw", " error 14: the condition 'Country=ch,tw' cannot be checked"},
      {"/a /b 302 Language=en", " error 11: the condition 'Language=en' cannot be checked"},
      {"/.netlify/x /y", " error 1: paths that begin with /.netlify are Netlify's own"},
      {"http://a.example/.netlify/x /y",
       " error 1: paths that begin with /.netlify are Netlify's own"},
      {"http:// /to", " error 1: the source is not a valid URL: its host is none"},
      {"/a?b=c /d", " error 1: the source has a '?', and sources are compared with paths"},
      {"/a#b /d", " error 1: the source has a fragment, which no client ever sends"},
      {"/{*path}.php /d", " error 1: the source has braces, which _redirects files do not know"},
      {"Basic-Auth: x:y",
       " error 1: the source begins neither with '/' nor with http:// or "
       "https://"},
      {"a/b /c",
       "/a/b (/) -> 301 /c warning 1: the source does not begin with '/'; one is put "
       "before it"},
      {"/*/a/* /c", " error 1: more than one '*' in the source"},
      {"/:a/:a /c", " error 1: two placeholders are called ':a'"},
      {"/:sub/* https://:sub.example/", " error 9: a placeholder stands in the host of the target"},
      {"/a //evil.example",
       " error 4: the target begins with '//', which a browser takes for another host"},
      {"/a /b/:c",
       "/a (/) -> 301 /b/:c warning 4: ':c' in the target is no placeholder of the "
       "source"},
      {"/*/index.html /:splat/",
       "/*/index.html (/) -> 301 /{0}/ warning 1: '*' stands in the middle of the source; it is "
       "taken for any text there"},
      {"/a {b}=:c /g", " error 1: the parameter '{b}' has braces"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(read_all(read_netlify({c.line, 0})), c.rules) << c.line;
  }
}

// What the finished table says of the last line of each file.
TEST(NetlifyRedirects, IdleLines) {
  constexpr const char* kShadow = "takes the requests of this line first";
  constexpr const char* kLoop = "taken by this line again";
  const struct {
    const char* text;
    const char* said;  // "": nothing
  } cases[] = {
      {"/a /b\n/a /c", kShadow},
      {"/a /b\n/a/ /c", kShadow},
      {"/a /b\n/a/ /b", "with the same answer"},
      {"/a /a/ 301\n/a/ /b", ""},
      {"/a/* /b\n/a/x /c", kShadow},
      {"/a/x /c\n/a/* /b", ""},
      {"/a/* /b\n/a /c", kShadow},
      {"/a/:x /b\n/a/:y /c", kShadow},
      {"/a/:x /b\n/a/* /c", ""},
      {"/a/:x /b\n/a/c/d /c", ""},
      {"/* https://n.example/ 302 Cookie=x\n/a /c", ""},
      {"/* https://n.example/\n/a /c 302 Cookie=x", kShadow},
      {"/a /b\n/a id=:id /c/:id", kShadow},
      {"/a id=:id /c/:id\n/a /b", ""},
      {"http://h.example/a /b\n/a /c", ""},
      {"/a /b\nhttp://h.example/a /c", kShadow},
      {"http://h.example/* https://h.example/:splat\nhttp://h.example/a /c", ""},
      {"http://h.example/* https://h.example/:splat\nhttp://h.example/a https://h.example/a",
       kShadow},
      {"/a /a", kLoop},
      {"/a/* /a/:splat", "redirects nothing"},
      {"/blog/* /blog/new/:splat", ""},
      {"/* /index.html", ""},
      {"/index.html /home\n/* /index.html", ""},
      {"/* https://new.example/:splat", ""},
      {"http://h.example/* http://h.example/x/:splat", kLoop},
      {"/a /A", ""},
      {"/a /a/", ""},
      {"/a /a 410", ""},
  };
  for (const auto& c : cases) {
    const auto configuration = open_text("_redirects", c.text, Format::NetlifyRedirects);
    const std::string said = all_text(configuration);
    if (*c.said == '\0') {
      EXPECT_EQ(said, "") << c.text;
    } else {
      ASSERT_EQ(configuration.diagnostics.size(), 1U) << c.text << "\n" << said;
      EXPECT_NE(said.find(c.said), std::string::npos) << c.text << "\n" << said;
      EXPECT_NE(configuration.table, nullptr);
    }
  }
}

// Each would be asked all lines before it, but for what queries tell apart.
TEST(NetlifyRedirects, ManyLinesOnOnePathAreLookedAtInPart) {
  std::string text = "/a /b\n/a /c\n";
  for (int i = 0; i < 4'000; ++i) {
    const std::string number = std::to_string(i);
    text.append("/app /v").append(number).append(" 302 Cookie=is_").append(number).append("\n");
  }
  const auto configuration = open_text("_redirects", text, Format::NetlifyRedirects);
  ASSERT_EQ(configuration.diagnostics.size(), 2U) << all_text(configuration);
  EXPECT_EQ(configuration.diagnostics[0].place.line, 2U);
  EXPECT_NE(configuration.diagnostics[1].message.find("it was not looked"), std::string::npos);
}

TEST(NetlifyRedirects, ManyQueriesOnOnePath) {
  std::string text = "/a /b\n/a /c\n";
  for (int i = 0; i < 4'000; ++i) {
    const std::string number = std::to_string(i);
    text.append("/view.php t=").append(number).append(" /topic-").append(number).append("\n");
  }
  const auto configuration = open_text("_redirects", text, Format::NetlifyRedirects);
  ASSERT_EQ(configuration.diagnostics.size(), 1U) << all_text(configuration);
  EXPECT_EQ(configuration.diagnostics[0].place.line, 2U);

  ASSERT_NE(configuration.table, nullptr);
  constexpr std::string_view kTarget = "/view.php?t=3999";
  rules::WrittenRequest request;
  ASSERT_TRUE(request.write({"GET", kTarget, "h.example", {}}));
  rules::Workspace workspace;
  const auto response =
      rules::answer(*configuration.table, {request.head(), {}, {}}, {}, workspace);
  EXPECT_EQ(response.location, "/topic-3999");
  EXPECT_LT(workspace.state().selection.rules_asked, 10U) << "'t=3' is found in it, too";
  rules::WrittenRequest other;
  ASSERT_TRUE(other.write({"GET", "/other?t=1", "h.example", {}}));
  rules::answer(*configuration.table, {other.head(), {}, {}}, {}, workspace);
  EXPECT_LT(workspace.state().selection.rules_asked, 10U) << "no line has this path";
}

/// Why an entry of Netlify's parser is no rule here; "" where it must be one.
std::string why_not_served(const boost::json::object& entry) {
  for (const char* key : {"conditions", "signed"}) {
    const auto* value = entry.if_contains(key);
    const bool is_empty = value == nullptr || (value->is_object() && value->as_object().empty());
    if (!is_empty) return key;
  }
  return "";
}

void expect_entry(const boost::json::object& entry, const ForeignRules& read, std::uint32_t line) {
  const bool passes = entry.contains("status") && entry.at("status") == 200;
  if (passes && !why_not_served(entry).empty()) return;  // left out with a warning
  const auto error = std::ranges::find_if(read.diagnostics, [line](const rules::Diagnostic& d) {
    return d.place.line == line && d.severity == rules::Severity::Error;
  });
  ASSERT_EQ(error == read.diagnostics.end(), why_not_served(entry).empty())
      << boost::json::serialize(entry);
  if (error != read.diagnostics.end()) return;
  const auto rule = std::ranges::find_if(
      read.rules, [line](const rules::Rule& one) { return one.place.line == line; });
  ASSERT_NE(rule, read.rules.end());
  EXPECT_EQ(rule->action.pass, passes);
  if (passes) return;
  const auto* status = entry.if_contains("status");
  EXPECT_EQ(rule->action.status.value_or(http::Status(500)).code(),
            status == nullptr ? 301 : status->as_int64());
  std::string to(entry.at("to").as_string());
  if (const std::size_t splat = to.find(":splat"); splat != std::string::npos) {
    to.replace(splat, 6, "{0}");
  }
  EXPECT_EQ(rule->action.to.value_or(rules::Text{}).value, to);
}

// Netlify's own parser's cases about _redirects: each entry is a rule with its status and target,
// or a line in the report whose reason is in the entry. Cases with a netlify.toml are left out: it
// is no format that is served.
TEST(NetlifyRedirects, CasesOfItsParser) {
  const auto rows = test::corpus("netlify/parser-cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  const auto files = test::corpus_files("netlify/fixtures/redirects_file");
  int checked = 0;
  int without_file = 0;
  for (const auto& row : rows->as_array()) {
    const auto& parts = row.at("row").as_array();
    const auto& options = parts.at(1).as_object();
    if (options.contains("netlifyConfigPath") || options.contains("configRedirects") ||
        !options.contains("redirectsFiles")) {
      ++without_file;
      continue;
    }
    const std::string name(options.at("redirectsFiles").as_array().at(0).as_string());
    const auto file = std::ranges::find(files, name, &test::NamedText::name);
    ASSERT_NE(file, files.end()) << name;
    const ForeignRules read = read_netlify({file->text, 0});
    ++checked;
    if (!parts.at(2).is_array()) {  // an error is expected
      EXPECT_FALSE(read.diagnostics.empty()) << name;
      EXPECT_TRUE(read.rules.empty()) << name;
      continue;
    }
    std::set<std::uint32_t> lines;
    for (const auto& rule : read.rules) lines.insert(rule.place.line);
    for (const auto& diagnostic : read.diagnostics) lines.insert(diagnostic.place.line);
    const auto& entries = parts.at(2).as_array();
    ASSERT_EQ(entries.size(), lines.size()) << name;
    auto line = lines.begin();
    for (const auto& entry : entries) expect_entry(entry.as_object(), read, *line++);
  }
  EXPECT_GE(checked, 14);
  EXPECT_GE(without_file, 1);
}

TEST(NetlifyRedirects, LinesAreCounted) {
  const ForeignRules read = read_netlify({"\xEF\xBB\xBF# c\r\n\r\n/a /b\r\n/c\n/d /e", 7});
  ASSERT_EQ(read.rules.size(), 2U);
  EXPECT_EQ(read.rules[0].place, (rules::Place{7, 3, 1}));
  EXPECT_EQ(read.rules[1].place, (rules::Place{7, 5, 1}));
  ASSERT_EQ(read.diagnostics.size(), 1U);
  EXPECT_EQ(read.diagnostics[0].place, (rules::Place{7, 4, 1}));
}

}  // namespace
}  // namespace onward::config
