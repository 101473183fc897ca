// SPDX-License-Identifier: MIT
// Each id: a rule set in which it is found, and one beside it in which it is not. docs/check.md
// has the reasons.
#include "onward/check/rules.h"

#include "check/testing.h"
#include "support/files.h"

#include <gtest/gtest.h>

namespace onward::check {
namespace {

struct Case {
  const char* what;
  const char* file;
  const char* text;
  const char* only;   ///< ids that are looked at
  const char* found;  ///< as spelled() says
};

constexpr const char* kWays = " loop chain self-match dead-end ";
constexpr const char* kTwice = " shadowed duplicate conflict unreachable ";

constexpr Case kLoops[]{
    {"itself", "a.csv", "/a,/a\n/b,/c", kWays, "1 loop"},
    {"two", "a.csv", "/a,/b\n/b,/a\n/c,/d", kWays, "1 loop"},
    {"runs into one", "a.csv", "/x,/a\n/a,/b\n/b,/a", kWays, "2 loop"},
    {"a slash is another path", "a.csv", "/a,/a/\n/b/,/b", kWays, ""},
    {"through patterns", "r.toml",
     "[[rule]]\nmatch='/a/*'\nto='/b/{0}'\n[[rule]]\nmatch='/b/*'\nto='/a/{0}'", kWays, "2 loop"},
    {"that sample alone does not show", "r.toml",
     "[[rule]]\nmatch='/a/*'\nto='/b/{0}'\n[[rule]]\nmatch='/b/x/:y'\nto='/a/x/{y}'", kWays,
     "5 loop"},
    {"a literal behind a pattern", "r.toml",
     "[[rule]]\nmatch='/a/*'\nto='/b/{0}'\n[[rule]]\nmatch='/b/foo'\nto='/a/foo'", kWays, "5 loop"},
    {"never comes back, never ends", "r.toml", "[[rule]]\nmatch='/docs/*'\nto='/docs/v2/{0}'",
     kWays, "2 loop"},
    {"at the rule that comes back, not at one that runs into it", "r.toml",
     "[[rule]]\nmatch='/x'\nto='/a'\n[[rule]]\nmatch='/a{/*}?'\nto='/a'", kWays, "5 loop"},
    {"whoever asks is sent to https", "r.toml",
     "[[rule]]\nto='https://{request.host}{request.path}'\nto_hosts=['*']", kWays, "1 note loop"},
    {"behind a server that answers https", ".htaccess",
     "RewriteEngine On\nRewriteCond %{HTTP:X-Forwarded-Proto} !https\n"
     "RewriteRule ^(.*)$ https://%{HTTP_HOST}/$1 [R=301,L]",
     kWays, ""},
    {"to where it is", "r.toml", "[[rule]]\nmatch='/*'\nto='/index.html'", kWays, "2 loop"},
    {"to where it is, and Netlify stops there", "_redirects", "/* /index.html 301", kWays, ""},
    {"ends elsewhere", "_redirects", "/* https://new.example/:splat 301", kWays, ""},
    {"by a host that a rule names", "a.csv",
     "http://a.example/x,http://b.example/x\nhttp://b.example/x,http://a.example/x", kWays,
     "1 loop"},
    {"http to https is none", "_redirects", "http://a.example/* https://a.example/:splat 301",
     kWays, ""},
    {"a loop of POST alone", "r.toml",
     "[[rule]]\nmatch='/a'\nmethods='POST'\nto='/a'\n[[rule]]\nmatch='/b'\nmethods='POST'\nto='/b'"
     "\nstatus=303",
     kWays, "2 loop"},
};

constexpr Case kChains[]{
    {"two hops", "a.csv", "/a,/b\n/b,/c", kWays, "1 chain"},
    {"three hops, and two", "a.csv", "/a,/b\n/b,/c\n/c,https://x.example/", kWays,
     "1 chain; 2 chain"},
    {"for some requests", "r.toml",
     "[[rule]]\nmatch='/old/*'\nto='/new/{0}'\n[[rule]]\nmatch='/new/a'\nto='/b'", kWays,
     "2 note chain"},
    {"its own target again", "r.toml", "[[rule]]\nmatch='/en/*'\nto='/{0}'", kWays, "2 self-match"},
    {"gone", "a.csv", "/a,/b\n/b,,410", kWays, "1 dead-end"},
    {"all the rest is no dead end", "_redirects", "/a /b 301\n/* /404.html 404", kWays, ""},
    {"elsewhere", "a.csv", "/a,https://x.example/b\n/b,/c", kWays, ""},
};

constexpr Case kShadows[]{
    {"by a pattern", "_redirects", "/a/* /b/:splat 301\n/a/x /c 301", kTwice, "2 shadowed"},
    {"below the special one", "_redirects", "/a/x /c 301\n/a/* /b/:splat 301", kTwice, ""},
    {"by all", "r.toml", "[[rule]]\nto='/x'\n[[rule]]\nmatch='/a'\nto='/b'", kTwice, "4 shadowed"},
    {"another method", "r.toml",
     "[[rule]]\nmatch='/a'\nmethods='GET'\nto='/x'\n[[rule]]\nmatch='/a'\nto='/b'", kTwice, ""},
    {"the same again", "r.toml", "[[rule]]\nmatch='/a'\nto='/x'\n[[rule]]\nmatch='/a'\nto='/x'",
     kTwice, "5 duplicate"},
    {"another target", "r.toml", "[[rule]]\nmatch='/a'\nto='/x'\n[[rule]]\nmatch='/a'\nto='/y'",
     kTwice, "5 conflict"},
    {"rows", "a.csv", "/a,/b\n/a,/b\n/a,/c", kTwice, "2 duplicate; 3 conflict"},
    {"rows of MDN's list", "_redirects.txt", "/a\t/b\n/a\t/c\n", kTwice, "2 conflict"},
    {"both forms of the slash", "r.toml",
     "[[rule]]\nmatch='/a'\nto='/x'\n[[rule]]\nmatch='/a'\ntrailing_slash='ignore'\nto='/y'",
     kTwice, ""},
    {"the last of many alternatives", "r.toml",
     "[[rule]]\nregex='^/[a-h]$'\nto='/x'\n[[rule]]\nregex='^/(a|b|c|d|e|f|g|h|i)$'\nto='/y'",
     kTwice, ""},
    {"the root, and all", ".htaccess",
     "RewriteEngine On\nRewriteRule ^$ /x [R,L]\nRewriteRule ^.*$ https://a.example/ [R,L]", kTwice,
     ""},
    {"files, and folders", "r.toml",
     "[[rule]]\nregex='^/a/[^/.]*$'\nto='/x'\n[[rule]]\nregex='^/a/(.*)$'\nto='/y'", kTwice, ""},
    {"branches of a template", ".htaccess",
     "RewriteEngine On\n{% if a %}\nRewriteRule ^a$ /b [R,L]\n{% else %}\n"
     "RewriteRule ^a$ /c [R,L]\n{% endif %}",
     kTwice, ""},
    {"one branch of a template", ".htaccess",
     "RewriteEngine On\n{% if a %}\nRewriteRule ^a$ /b [R,L]\nRewriteRule ^a$ /c [R,L]\n{% endif "
     "%}",
     kTwice, "4 conflict"},
    {"http and https", "_redirects",
     "http://a.example/* https://b.example/:splat 301\n"
     "https://a.example/* https://b.example/:splat 301",
     kTwice, ""},
    {"by a host", "r.toml", "[[rule]]\nhost='a.example'\nto='/x'\n[[rule]]\nmatch='/a'\nto='/b'",
     kTwice, ""},
    {"a regex without a slash", "r.toml", "[[rule]]\nregex='^about$'\nto='/x'", kTwice,
     "2 unreachable"},
    {"an expression that begins anywhere", "r.toml",
     "[[rule]]\nregex='about$'\nall=[{regex='^/a$'}]\nto='/x'", kTwice, ""},
    {"of an expression", "r.toml",
     "[[rule]]\nregex='^/a/.*'\nto='/x'\n[[rule]]\nregex='^/a/[0-9]+$'\nto='/y'", kTwice,
     "5 shadowed"},
};

constexpr const char* kMethods = " loses-method credentials plain-write preflight ";
constexpr const char* kTime = " permanent-uncached temporary-cached ";
constexpr const char* kPlaces = " downgrade open-redirect host-from-request ";

constexpr Case kOthers[]{
    {"a POST is lost", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'\nstatus=301", kMethods,
     "2 loses-method"},
    {"GET alone", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'\nstatus=301\nmethods='GET'", kMethods,
     ""},
    {"308 keeps it", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'\nstatus=308", kMethods, ""},
    {"pages", "_redirects", "/a /b 301", kMethods, "1 note loses-method"},
    {"an endpoint", "_redirects", "/api/orders /v2/orders 302", kMethods,
     "1 loses-method; 1 preflight"},
    {"a password", "r.toml", "[[rule]]\nmatch='/login'\nto='https://id.example/login'", kMethods,
     "2 credentials"},
    {"303 behind a form", "r.toml",
     "[[rule]]\nmatch='/login'\nto='https://id.example/x'\nstatus=303", kMethods, ""},
    {"a text about it", "r.toml", "[[rule]]\nmatch='/docs/login'\nto='/x'", kMethods, ""},
    {"an API without cors", "r.toml", "[[rule]]\nmatch='/api/*'\nto='https://n.example/{0}'",
     kMethods, "2 preflight"},
    {"a POST in the clear", "r.toml",
     "[[rule]]\nmatch='/*'\nscheme='http'\nto='https://{request.host}{request.path}'\nstatus=308\n"
     "to_hosts=['*']",
     kMethods, "2 plain-write"},
    {"pages in the clear", "_redirects", "http://a.example/* https://a.example/:splat 308",
     kMethods, "1 note plain-write"},
    {"to another host", "_redirects", "http://a.example/* https://b.example/:splat 308", kMethods,
     ""},
    {"one word", "r.toml", "https = 'redirect'", kMethods, "1 plain-write"},
    {"one word for what is read", "r.toml", "https = 'redirect_reads'", kMethods, ""},
    {"a page about an API", ".htaccess",
     "RewriteEngine On\nRewriteCond %{HTTP_ACCEPT} text/html\nRewriteRule ^api$ /x [R=307,L]",
     kMethods, ""},
    {"with cors", "r.toml",
     "[[rule]]\nmatch='/api/*'\nto='https://n.example/{0}'\ncors={origins=['*']}", kMethods, ""},
    {"for ever", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'\nstatus=308\ncache=''", kTime,
     "2 permanent-uncached"},
    {"for ten years", "r.toml",
     "[[rule]]\nmatch='/a'\nto='/b'\nstatus=308\ncache='max-age=315360000'", kTime,
     "2 permanent-uncached"},
    {"for a day", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'\nstatus=308", kTime, ""},
    {"a while, for an hour", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'\ncache='max-age=3600'", kTime,
     "2 temporary-cached"},
    {"a while", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'", kTime, ""},
    {"in the clear", "r.toml", "[[rule]]\nmatch='https://a.example/x'\nto='http://b.example/'",
     kPlaces, "2 downgrade"},
    {"perhaps in the clear", "a.csv", "/a,http://b.example/", kPlaces, "1 note downgrade"},
    {"the scheme that was asked", "r.toml",
     "[[rule]]\nmatch='/a'\nto='{request.scheme}://b.example/'", kPlaces, ""},
    {"http to http", "r.toml", "[[rule]]\nmatch='http://a.example/x'\nto='http://b.example/'",
     kPlaces, ""},
    {"glued to the host", "r.toml", "[[rule]]\nmatch='/a/*'\nto='https://b.example{0}'", kPlaces,
     "3 open-redirect"},
    {"a slash from a capture", "_redirects", "/en/* /:splat 301", kPlaces, "1 note open-redirect"},
    {"which is prevented here", "r.toml", "[[rule]]\nmatch='/en/*'\nto='/{0}'", kPlaces, ""},
    {"without a slash", "a.csv", "/a,/b", " slash-variant ", "1 slash-variant"},
    {"both", "a.csv", "/a,/b\n/a/,/b", " slash-variant ", ""},
    {"letters", "a.csv", "/About,/b", " case-variant ", "1 case-variant"},
    {"what is answered 404 like its variants", "_redirects", "/a /b 404", " slash-variant ", ""},
    {"escapes", "a.csv", "/a(b),/c", " escape-variant ", "1 escape-variant"},
    {"no 307 there", "_redirects", "/a /b 307", " limit ", "1 limit"},
    {"an example", "r.toml",
     "[[rule]]\nmatch='/a'\nto='/b'\n[[rule.example]]\nrequest='GET /a'\nanswer='307 /c'",
     " example ", "6 example"},
    {"what is refused", "r.toml", "[[rule]]\nmatch='/a'\nto='/b'\nfrom='/c'", " refused ",
     "4 refused"},
};

void expect(std::span<const Case> cases) {
  for (const Case& c : cases) {
    const auto configuration = open_text(c.file, c.text);
    const Report report = check_rules(configuration, {});
    EXPECT_EQ(spelled(report, c.only), c.found) << c.what << "\n" << c.text;
  }
}

TEST(Check, Loops) { expect(kLoops); }
TEST(Check, Chains) { expect(kChains); }
TEST(Check, Shadows) { expect(kShadows); }
TEST(Check, Others) { expect(kOthers); }

TEST(Check, HostIsFromTheRequest) {
  const char* const rule =
      "[[rule]]\nscheme='http'\nto='https://{request.host}{request.path}'\nto_hosts=['*']\n";
  const auto open = open_text("r.toml", rule);
  if (open.has_errors()) GTEST_SKIP() << "to_hosts = [\"*\"] is not there yet";
  EXPECT_EQ(spelled(check_rules(open, {}), kPlaces), "1 host-from-request");
}

TEST(Check, GoesOnAtHostsThatComeBack) {
  const auto configuration = open_text("a.csv", "/a,https://www.example.com/b\n/b,/a");
  EXPECT_EQ(spelled(check_rules(configuration, {}), kWays), "2 chain");
  const Report report = check_rules(configuration, {.hosts = {"www.example.com"}});
  EXPECT_EQ(spelled(report, kWays), "1 loop");
}

TEST(Check, RulesWhoseTimeIsOver) {
  const auto configuration = open_text("r.toml",
                                       "[[rule]]\nmatch='/a'\nto='/b'\n"
                                       "expires=2026-01-01T00:00:00Z\n"
                                       "[[rule]]\nmatch='/c'\nto='/d'\n"
                                       "between=[2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z]\n"
                                       "[[rule]]\nmatch='/e'\nto='/f'\n"
                                       "between={ from=2026-01-01T00:00:00Z }\n");
  const auto at = [&](std::chrono::sys_seconds now) {
    return spelled(check_rules(configuration, {.now = now}), " expired shadowed conflict ");
  };
  using namespace std::chrono;
  EXPECT_EQ(at(sys_days{2025y / December / 31}), "");
  EXPECT_EQ(at(sys_days{2026y / January / 1}), "4 expired");
  EXPECT_EQ(at(sys_days{2026y / March / 1}), "4 expired; 8 expired");
  EXPECT_EQ(spelled(check_rules(configuration, {}), " expired "), "");
}

TEST(Check, SlashesMayBeAlike) {
  const auto configuration = open_text("a.csv", "/a,/a/");
  EXPECT_EQ(spelled(check_rules(configuration, {}), kWays), "");
  EXPECT_EQ(spelled(check_rules(configuration, {.slashes_alike = true}), kWays), "1 loop");
}

TEST(Check, CountsWhatManyRulesHave) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "/old/" + std::to_string(i) + " /new 301\n";
  const Report report = check_rules(open_text("_redirects", text), {.disabled = {"slash-variant"}});
  ASSERT_EQ(report.findings.size(), 11U);
  EXPECT_EQ(report.findings.back().count, 30U);
  EXPECT_EQ(report.findings.back().place.line, 11U);
}

TEST(Check, EveryIdIsTold) {
  for (const Id& id : ids()) {
    EXPECT_EQ(find_id(id.name), &id);
    EXPECT_FALSE(id.why.empty() || id.fix.empty() || id.title.empty()) << id.name;
  }
  EXPECT_EQ(find_id("nothing"), nullptr);
}

TEST(Check, TheManualHasEveryId) {
  const std::string manual = test::repository_file("docs/check.md");
  std::size_t at = manual.find("## Ids");
  for (const Id& id : ids()) {
    const std::string row =
        std::string("\n| `").append(id.name).append("` | ").append(name(id.severity)).append(" |");
    const std::size_t found = manual.find(row, at);
    EXPECT_NE(found, manual.npos) << "not there, or not in its order: " << row;
    if (found != manual.npos) at = found;
  }
}

}  // namespace
}  // namespace onward::check
