// SPDX-License-Identifier: MIT
// Apache's configurations. Each row of a table is a configuration, a request and the answer, as
// apache2 2.4 gives it (tests/differential/apache.py asks it). Golden files (testdata/): a text, a
// line of dashes, and every diagnostic as a person sees it.
// Long: tables, which are read row by row.
#include "config/apache/directive.h"
#include "config/apache/expression_text.h"
#include "config/apache/matcher.h"
#include "config/apache/path_side.h"
#include "config/apache/value.h"
#include "config/testing.h"
#include "support/files.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

using namespace std::string_literals;

struct Case {
  const char* text;
  const char* request;  ///< "GET /path", "GET /path|Field: value|…"; the Host of fields counts
  const char* answer;   ///< a status, and perhaps a Location
};

/// The answer to "METHOD [https:]target|Field: value".
std::string answer_to(const Configuration& configuration, std::string request) {
  if (configuration.table == nullptr) return "no table: " + all_text(configuration);
  const std::size_t space = request.find(' ');
  const std::string method = request.substr(0, space);
  request.erase(0, space + 1);
  const std::string scheme = request.starts_with("https:") ? "https" : "http";
  if (scheme == "https") request.erase(0, 6);
  std::string fields;
  std::string host = "h.example";
  std::size_t bar = request.find('|');
  const std::string target = request.substr(0, bar);
  while (bar != std::string::npos) {
    const std::size_t next = request.find('|', bar + 1);
    const std::string field = request.substr(bar + 1, next - bar - 1);
    if (field.starts_with("Host: ")) {
      host = field.substr(6);
    } else {
      fields += "\r\n" + field;
    }
    bar = next;
  }
  Asking asking(*configuration.table);
  return asking.ask(method, host + fields, target, scheme);
}

void check(std::span<const Case> cases, Format format) {
  for (const Case& row : cases) {
    const auto configuration = open_text("file", row.text, format);
    EXPECT_EQ(answer_to(configuration, row.request), row.answer) << row.text << "\n"
                                                                 << row.request << "\n"
                                                                 << all_text(configuration);
  }
}

TEST(ApacheGolden, Diagnostics) {
  const auto cases = test::golden_cases("src/config/apache/testdata");
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    const bool is_server = one.name.find("server") != std::string::npos;
    const Configuration configuration = open_text(is_server ? "httpd.conf" : ".htaccess", one.input,
                                                  is_server ? Format::Apache : Format::Htaccess);
    EXPECT_EQ(all_text(configuration), one.expected) << one.name;
    EXPECT_NE(configuration.table, nullptr) << one.name;
  }
}

// mod_alias: Redirect, by whole segments, with the rest of the path and the query.
TEST(ApacheModAlias, Redirect) {
  constexpr const char* kApi = "Redirect 307 /api/v1/ https://api.example.com/v2/\n";
  constexpr const char* kDocs = "Redirect /docs https://new.example/manual";
  constexpr const char* kHost = "Redirect permanent /old https://new.example";
  constexpr const char* kQuery = "Redirect seeother /q /search?from=old";
  constexpr const char* kOrder = "Redirect 301 /a/b /first\nRedirect 302 /a /second";
  constexpr Case kCases[] = {
      {kApi, "POST /api/v1/orders?x=1", "307 https://api.example.com/v2/orders?x=1"},
      {kApi, "GET /api/v1/", "307 https://api.example.com/v2/"},
      {kApi, "GET /api/v1", "404"},
      {kApi, "GET /api//v1//orders", "307 https://api.example.com/v2/orders"},
      {kApi, "GET /api/v1/a%2Fb", "404"},
      {kDocs, "GET /docs", "302 https://new.example/manual"},
      {kDocs, "GET /docs/", "302 https://new.example/manual/"},
      {kDocs, "GET /docs/a%20b?c", "302 https://new.example/manual/a%20b?c"},
      {kDocs, "GET /docsx", "404"},
      {kDocs, "HEAD /docs/x", "302 https://new.example/manual/x"},
      {kHost, "GET /old", "301 https://new.example/"},
      {kHost, "GET /old/x", "301 https://new.example/x"},
      {kHost, "GET /oldx", "404"},
      {kDocs, "GET /docs?", "302 https://new.example/manual?"},
      {kQuery, "GET /q?x=1", "303 /search?from=old"},
      {kQuery, "GET /q?", "303 /search?from=old"},
      {kOrder, "GET /a/b/c", "301 /first/c"},
      {kOrder, "GET /a/c", "302 /second/c"},
      {"Redirect 410 /gone", "GET /gone/x", "410"},
      {"Redirect gone /gone", "GET /gone", "410"},
      {"Redirect 503 /down", "GET /down/x", "503"},
      {"RedirectPermanent /p https://n.example/p", "GET /p", "301 https://n.example/p"},
      {"RedirectTemp /t https://n.example/t", "GET /t", "302 https://n.example/t"},
      {"redirect 301 \"/sp ace\" https://n.example/s", "GET /sp%20ace/x",
       "301 https://n.example/s/x"},
      {"Redirect 301 /pc%20t https://n.example/p", "GET /pc%2520t", "301 https://n.example/p"},
      {"Redirect 301 /pc%20t https://n.example/p", "GET /pc%20t", "404"},
      {"Redirect 301 /e//f https://n.example/e", "GET /e/f", "301 https://n.example/e"},
      {"Redirect 301 / https://n.example/", "GET /a/b?c", "301 https://n.example/a/b?c"},
      {"Redirect /f https://n.example/x#top", "GET /f", "302 https://n.example/x#top"},
      {"Redirect /f https://n.example/x#top", "GET /f?z=1", "302 https://n.example/x#top?z=1"},
      {"Redirect /f https://n.example/x#top", "GET /f?", "302 https://n.example/x#top?"},
      {"AllowEncodedSlashes On\nRedirect /a https://n.example/a", "GET /a/b%2Fc",
       "302 https://n.example/a/b%2Fc"},
  };
  check(kCases, Format::Apache);
}

TEST(ApacheModAlias, RedirectMatch) {
  constexpr const char* kEscape = "RedirectMatch ^/n$ https://n.example/p%20q?a=1&b=2#fr";
  constexpr const char* kFirst = "RedirectMatch permanent (.*)/old.html $1/new.html";
  constexpr const char* kGlued = "RedirectMatch ^/x(.*)$ https://n.example$1";
  constexpr Case kCases[] = {
      {"RedirectMatch 301 ^/m/(.*)$ https://n.example/$1", "GET /m/a%20b?x=1",
       "301 https://n.example/a%20b?x=1"},
      {"RedirectMatch 301 ^/m/(.*)$ https://n.example/$1", "GET /m/%25",
       "301 https://n.example/%25"},
      {"RedirectMatch html$ https://n.example/page", "GET /a/b.html", "302 https://n.example/page"},
      {kEscape, "GET /n?z=1", "302 https://n.example/p%2520q?a=1&b=2#fr"},
      {"RedirectMatch 301 ^/rel/(.*)$ /other/$1", "GET /rel/a%20b", "301 /other/a%20b"},
      {"RedirectMatch 410 ^/gone", "GET /goner", "410"},
      {kFirst, "GET /a/old.html", "301 /a/new.html"},
      {kFirst, "GET /old.html", "301 /new.html"},
      {kGlued, "GET /x/y", "302 https://n.example/y"},
      {kGlued, "GET /x", "302 https://n.example/"},
      {kGlued, "GET /x.evil.example", "404"},
      {"RedirectMatch 301 ^/amp(.*)$ https://n.example/x&y$1", "GET /amp1",
       "301 https://n.example/x&y1"},
      {"RedirectMatch (?i)^/CaSe$ https://n.example/c", "GET /case", "302 https://n.example/c"},
      {"RedirectMatch ^/a(?!b) https://n.example/c", "GET /ac", "302 https://n.example/c"},
      {"RedirectMatch ^/a(?!b) https://n.example/c", "GET /ab", "404"},
  };
  check(kCases, Format::Apache);
}

// mod_rewrite in the context of a server.
TEST(ApacheModRewrite, Server) {
  constexpr const char* kHttps =
      "RewriteEngine on\nRewriteCond %{HTTPS} off\n"
      "RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]";
  constexpr const char* kWww =
      "RewriteEngine on\nRewriteCond %{HTTP_HOST} ^www\\.(.+)$ [NC]\n"
      "RewriteRule ^(.*)$ https://%1$1 [R=301,L]";
  constexpr const char* kSlash = "RewriteEngine on\nRewriteRule ^(.+)/$ $1 [R=301,L]";
  constexpr const char* kDash =
      "RewriteEngine on\nRewriteRule ^/dash$ - [L]\nRewriteRule ^/dash https://o.example/d [R,L]\n"
      "Redirect /dash https://n.example/dash";
  constexpr const char* kPass =
      "RewriteEngine on\nRewriteRule ^/pt$ /al [PT]\nRewriteRule ^/l$ /al [L]\n"
      "Redirect /al https://n.example/al\nRedirect /l https://n.example/l";
  constexpr const char* kSkip =
      "RewriteEngine on\nRewriteCond %{HTTP_ACCEPT} json\nRewriteRule ^ - [S=1]\n"
      "RewriteRule ^/a$ https://n.example/html [R,L]\nRewriteRule ^/a$ https://n.example/json "
      "[R,L]";
  constexpr const char* kChain =
      "RewriteEngine on\nRewriteRule ^/a - [C]\nRewriteRule b$ https://n.example/ab [R,L]";
  constexpr const char* kOwn =
      "ServerName own.example\nRewriteEngine on\nRewriteRule ^/own$ http://own.example/x\n"
      "RewriteRule ^/other$ http://other.example/x";
  constexpr Case kCases[] = {
      {kHttps, "GET /a?b", "301 https://h.example/a?b"},
      {kHttps, "GET https:/a?b", "404"},
      {kWww, "GET /a|Host: www.shop.example", "301 https://shop.example/a"},
      {kWww, "GET /a|Host: shop.example", "404"},
      {kSlash, "GET /a/b/", "301 /a/b"},
      {kSlash, "GET /", "404"},
      {kDash, "GET /dash", "302 https://n.example/dash"},
      {kDash, "GET /dashx", "302 https://o.example/d"},
      {kPass, "GET /pt", "302 https://n.example/al"},
      {kPass, "GET /l", "404"},
      {kSkip, "GET /a|Accept: application/json", "302 https://n.example/json"},
      {kSkip, "GET /a", "302 https://n.example/html"},
      {kChain, "GET /ab", "302 https://n.example/ab"},
      {kChain, "GET /b", "404"},
      {kOwn, "GET /own", "404"},
      {kOwn, "GET /other", "302 http://other.example/x"},
      {"RewriteEngine on\nRewriteRule ^/c/(.*)$ $1 [R=301,L]", "GET /c/x", "301 /x"},
      {"RewriteEngine on\nRewriteRule ^/w$ /w2\nRewriteRule ^/w2$ https://o.example/w [R,L]",
       "GET /w", "302 https://o.example/w"},
      {"RewriteRule ^/a$ https://n.example/ [R]", "GET /a", "404"},
      {"RewriteEngine on\nRewriteRule ^/(a|b)/(.*)$ https://$1.n.example/$2 [R,L]", "GET /b/x",
       "302 https://b.n.example/x"},
  };
  check(kCases, Format::Apache);
}

// mod_rewrite in a folder: no slash before the path, RewriteBase, and mod_alias after it.
TEST(ApacheModRewrite, Folder) {
  constexpr const char* kAccept =
      "RewriteEngine on\nRewriteCond %{HTTP_ACCEPT} text/turtle [OR]\n"
      "RewriteCond %{HTTP_ACCEPT} application/rdf\\+xml\n"
      "RewriteRule ^(.*)$ https://n.example/$1.ttl [R=303,L]\n"
      "RewriteRule ^(.*)$ https://n.example/$1.html [R=303,L]";
  constexpr const char* kAny =
      "RewriteEngine on\nRewriteCond %{HTTP_ACCEPT} !json\nRewriteRule ^a$ /b [R,L]";
  constexpr const char* kQuery =
      "RewriteEngine on\nRewriteCond %{QUERY_STRING} (?:^|&)id=(\\d+)\n"
      "RewriteRule ^item$ /items/%1? [R=301,L]";
  constexpr const char* kFront =
      "RewriteEngine on\nRewriteRule ^old$ /new [R=301,L]\n"
      "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.php [L]\n"
      "RewriteRule ^late$ /never [R]\nRedirect /al https://n.example/al";
  constexpr const char* kVariable =
      "RewriteEngine on\nSetEnvIf Accept html KIND=html\nSetEnvIf Accept turtle KIND=ttl\n"
      "RewriteCond %{ENV:KIND} .\nRewriteRule ^x$ https://n.example/x.%{ENV:KIND} [R,L]\n"
      "RewriteRule ^x$ https://n.example/plain [R,L]";
  constexpr const char* kSet =
      "RewriteEngine on\nRewriteRule ^v([0-9]+)/ - [E=VERSION:$1]\n"
      "RewriteRule /doc$ https://n.example/doc?v=%{ENV:VERSION} [R,L]";
  constexpr Case kCases[] = {
      {"RewriteEngine on\nRewriteRule ^(?!x/)(.*)$ /x/$1 [PT]\nRedirectMatch ^/c/(.*) /n/$1",
       "GET /c/y", "302 /n/y"},
      {kAccept, "GET /a/b|Accept: text/turtle", "303 https://n.example/a/b.ttl"},
      {kAccept, "GET /a/b|Accept: x, application/rdf+xml", "303 https://n.example/a/b.ttl"},
      {kAccept, "GET /a/b?q", "303 https://n.example/a/b.html?q"},
      {kAny, "GET /a", "302 /b"},
      {kAny, "GET /a|Accept: application/json", "404"},
      {kQuery, "GET /item?x=1&id=7", "301 /items/7"},
      {kQuery, "GET /item?id=x", "404"},
      {kFront, "GET /old", "301 /new"},
      {kFront, "GET /late", "404"},
      {kFront, "GET /al/x", "302 https://n.example/al/x"},
      {kVariable, "GET /x|Accept: text/html", "302 https://n.example/x.html"},
      {kVariable, "GET /x|Accept: text/html, text/turtle", "302 https://n.example/x.ttl"},
      {kVariable, "GET /x", "302 https://n.example/plain"},
      {kSet, "GET /v2/doc", "302 https://n.example/doc?v=2"},
      {kSet, "GET /v/doc", "302 https://n.example/doc?v="},
      {"RewriteEngine on\nRewriteRule !^/a https://n.example/ [R,L]", "GET /a",
       "302 https://n.example/"},
  };
  check(kCases, Format::Htaccess);
}

// Flags and conditions.
TEST(ApacheModRewrite, FlagsAndConditions) {
  constexpr Case kCases[] = {
      {"RewriteEngine on\nRewriteRule ^frag$ https://o.example/p#f [R,L]", "GET /frag",
       "302 https://o.example/p%23f"},
      {"RewriteEngine on\nRewriteRule ^frag$ https://o.example/p#f [R,L,NE]", "GET /frag",
       "302 https://o.example/p#f"},
      {"RewriteEngine on\nRewriteRule ^pc$ https://o.example/p%20q [R,L]", "GET /pc",
       "302 https://o.example/p0q"},
      {"RewriteEngine on\nRewriteRule ^q$ /z?k=1 [R,L,QSA]", "GET /q?a=b", "302 /z?k=1&a=b"},
      {"RewriteEngine on\nRewriteRule ^q$ /z [R,L,QSD]", "GET /q?a=b", "302 /z"},
      {"RewriteEngine on\nRewriteRule ^g$ - [G]", "GET /g", "410"},
      {"RewriteEngine on\nRewriteRule ^f$ - [F]", "GET /f", "403"},
      {"RewriteEngine on\nRewriteRule ^n$ - [R=406,L]", "GET /n", "406"},
      {"RewriteEngine on\nRewriteRule ^a$ /b [NC,R]", "GET /A", "302 /b"},
      {"RewriteEngine on\nRewriteBase /t\nRewriteRule ^a$ b [R]", "GET /a", "302 /t/b"},
      {"RewriteEngine on\nRewriteRule old$ /new [R]", "GET /x/old", "302 /new"},
      {"RewriteEngine on\nRewriteRule ^cap/(.+)$ https://o.example/$1 [R,L]",
       "GET /cap/a%3Ac,d;e(f)'g%22", "302 https://o.example/a:c,d;e(f)'g%22"},
      {"RewriteEngine on\nRewriteRule ^(.+)$ https://o.example$1 [R,L]", "GET /.evil.example",
       "404"},
      {"RewriteEngine on\nRewriteCond %{REQUEST_METHOD} !^POST$\nRewriteRule ^a$ /b [R]", "POST /a",
       "404"},
      {"RewriteEngine on\nRewriteCond %{REQUEST_URI} !^/a/keep\nRewriteRule ^a/ /b [R]",
       "GET /a/keep", "404"},
      {"RewriteEngine on\nRewriteCond %{HTTP:X-Forwarded-Proto} !=https\nRewriteRule ^a$ /b [R]",
       "GET /a|X-Forwarded-Proto: https", "404"},
      {"RewriteEngine on\nRewriteCond $1 !^(css|js)/\nRewriteRule ^(.*)$ https://o.example/$1 [R]",
       "GET /css/x", "404"},
      {"RewriteEngine on\nRewriteCond expr \"%{HTTP_HOST} == 'a.example'\"\nRewriteRule ^a$ /b [R]",
       "GET /a|Host: a.example", "302 /b"},
  };
  check(kCases, Format::Htaccess);
}

TEST(ApacheSections, HostsFoldersAndLocations) {
  constexpr const char* kHosts =
      "<VirtualHost *:80>\nServerName first.example\nRedirect /a https://first.example/a\n"
      "</VirtualHost>\n<VirtualHost *:80>\nServerName b.example\nServerAlias *.b.example\n"
      "Redirect /b https://new.example/b\n</VirtualHost>\n";
  constexpr const char* kPorts =
      "<VirtualHost *:80>\nServerName s.example\nRedirect permanent / https://s.example/\n"
      "</VirtualHost>\n<VirtualHost *:443>\nServerName s.example\nRedirect /x /y\n</VirtualHost>\n";
  constexpr const char* kLocation =
      "<Location /loc>\nRedirect 301 https://l.example/only\n</Location>\n"
      "<Location /in>\nRedirectMatch 303 x$ https://l.example/x\n</Location>\n"
      "RedirectMatch pdf$ https://l.example/pdf\n";
  constexpr const char* kDirectory =
      "DocumentRoot /var/www\n<Directory /var/www/sub>\nRewriteEngine on\n"
      "RewriteRule ^a$ /b [R]\n</Directory>\n";
  constexpr const char* kIf =
      "<If \"%{HTTP_HOST} == 'old.example'\">\nRedirect / https://new.example/\n</If>\n"
      "<ElseIf \"%{QUERY_STRING} =~ /x=1/\">\nRedirect /q /one\n</ElseIf>\n"
      "<Else>\nRedirect /q /else\n</Else>\n";
  constexpr const char* kForwarded =
      "ProxyPass /api http://127.0.0.1:1/\nRedirect /api/x https://n.example/x\n"
      "Redirect /y https://n.example/y\n";
  constexpr Case kCases[] = {
      {kHosts, "GET /a|Host: unknown.example", "302 https://first.example/a"},
      {kHosts, "GET /a|Host: b.example", "404"},
      {kHosts, "GET /b/x|Host: x.b.example", "302 https://new.example/b/x"},
      {kHosts, "GET /b", "404"},
      {kPorts, "GET /x|Host: s.example", "301 https://s.example/x"},
      {kPorts, "GET https:/x|Host: s.example", "302 /y"},
      {kPorts, "GET https:/z|Host: s.example", "404"},
      {kLocation, "GET /loc/deep?q=1", "301 https://l.example/only?q=1"},
      {kLocation, "GET /loc/a.pdf", "301 https://l.example/only"},
      {kLocation, "GET /a.pdf", "302 https://l.example/pdf"},
      {kLocation, "GET /locx", "404"},
      {kLocation, "GET /in/x", "303 https://l.example/x"},
      {kLocation, "GET /out/x", "404"},
      {kDirectory, "GET /sub/a", "302 /b"},
      {kDirectory, "GET /a", "404"},
      {kIf, "GET /q|Host: old.example", "302 https://new.example/q"},
      {kIf, "GET /q?x=1", "302 /one?x=1"},
      {kIf, "GET /q", "302 /else"},
      {kForwarded, "GET /api/x", "404"},
      {kForwarded, "GET /y", "302 https://n.example/y"},
  };
  check(kCases, Format::Apache);
}

TEST(ApacheReading, VariablesMacrosAndConditions) {
  constexpr const char* kMacro =
      "<Macro moved $from $to>\nRedirect 301 $from https://n.example$to\n</Macro>\n"
      "Use moved /a /x\nUse moved /b /y\n";
  constexpr const char* kDefine = "Define NEW https://n.example\nRedirect /a ${NEW}/a\n";
  constexpr Case kCases[] = {
      {kMacro, "GET /a", "301 https://n.example/x"},
      {kMacro, "GET /b/c", "301 https://n.example/y/c"},
      {kDefine, "GET /a", "302 https://n.example/a"},
      {"Redirect \\\n  /a \\\n  https://n.example/a", "GET /a", "302 https://n.example/a"},
      {"# Redirect /a /b \\\nRedirect /a /c", "GET /a", "404"},
      {"<IfModule mod_alias.c>\nRedirect /a /b\n</IfModule>", "GET /a", "302 /b"},
      {"<IfModule !mod_rewrite.c>\nRedirect /a /b\n</IfModule>", "GET /a", "404"},
      {"<IfDefine X>\nRedirect /a /b\n</IfDefine>", "GET /a", "404"},
      {"Define X\n<IfDefine X>\nRedirect /a /b\n</IfDefine>", "GET /a", "302 /b"},
      {"<IfVersion >= 2.4>\nRedirect /a /b\n</IfVersion>", "GET /a", "302 /b"},
      {"<IfVersion < 2.3>\nRedirect /a /b\n</IfVersion>", "GET /a", "404"},
      {"<% if x %>\nRedirect /a /b\n<% end %>", "GET /a", "302 /b"},
  };
  check(kCases, Format::Apache);
}

/// Files in memory; patterns are looked for by their begin.
class Files : public TextReader {
 public:
  using TextReader::TextReader;
  std::vector<std::string> matching(std::string_view pattern) override {
    std::vector<std::string> paths;
    for (const char* name : {"/etc/sites/a.conf", "/etc/sites/b.conf"}) {
      if (std::string_view(name).starts_with(pattern.substr(0, pattern.find('*')))) {
        paths.emplace_back(name);
      }
    }
    return paths;
  }
};

TEST(ApacheReading, IncludesAndMaps) {
  Files files(std::map<std::string, std::string, std::less<>>{
      {"/etc/httpd.conf",
       "Include sites/*.conf\nIncludeOptional none.conf\nRewriteEngine on\n"
       "RewriteMap moved txt:maps/moved.txt\n"
       "RewriteRule ^/old/(.*)$ https://n.example/${moved:$1|lost} [R=301,L]\n"},
      {"/etc/sites/a.conf", "Redirect /a https://n.example/a\n"},
      {"/etc/sites/b.conf", "Redirect /b https://n.example/b\n"},
      {"/etc/maps/moved.txt", "# moved\none first\ntwo/x second?y=1\none other\n"}});
  const auto configuration = open("/etc/httpd.conf", {.format = Format::Apache, .base = ""}, files);
  EXPECT_EQ(all_text(configuration), "");
  EXPECT_EQ(answer_to(configuration, "GET /a"), "302 https://n.example/a");
  EXPECT_EQ(answer_to(configuration, "GET /b"), "302 https://n.example/b");
  EXPECT_EQ(answer_to(configuration, "GET /old/one"), "301 https://n.example/first");
  EXPECT_EQ(answer_to(configuration, "GET /old/two/x"), "301 https://n.example/second?y=1");
  EXPECT_EQ(answer_to(configuration, "GET /old/three"), "301 https://n.example/lost");
}

TEST(ApacheReading, FolderOfAnotherUrl) {
  TextReader files(std::map<std::string, std::string, std::less<>>{
      {".htaccess",
       "RewriteEngine on\nRewriteRule ^a$ /b [R]\nRewriteRule ^$ /root [R]\n"
       "RewriteRule x$ /found [R]\nRedirect /elsewhere /never\n"}});
  const auto configuration = open(".htaccess", {.format = Format::Htaccess, .base = "obo"}, files);
  EXPECT_EQ(answer_to(configuration, "GET /obo/a"), "302 /b");
  EXPECT_EQ(answer_to(configuration, "GET /obo/"), "302 /root");
  EXPECT_EQ(answer_to(configuration, "GET /a"), "404");
  EXPECT_EQ(answer_to(configuration, "GET /obo/1x"), "302 /found");
  EXPECT_EQ(answer_to(configuration, "GET /x"), "404");
  EXPECT_EQ(answer_to(configuration, "GET /elsewhere"), "404");
}

TEST(ApacheReading, Recognised) {
  EXPECT_EQ(recognise("Redirect 307 /api/v1/ https://api.example.com/v2/\n", "a.conf"),
            Format::Apache);
  EXPECT_EQ(recognise("RewriteEngine on\nRewriteRule ^a$ /b [R]\n", "x/.htaccess"),
            Format::Htaccess);
  EXPECT_EQ(recognise("<VirtualHost *:80>\nRedirect / https://n.example/\n</VirtualHost>\n", ""),
            Format::Apache);
  EXPECT_NE(recognise("/a /b 301\n", "_redirects"), Format::Apache);
}

TEST(ApacheReading, TakeoverCountsWhatAnswers) {
  const auto configuration =
      open_text(".htaccess",
                "RewriteEngine on\nRewriteRule ^a$ /b [R]\nRewriteRule ^c$ - [L]\n"
                "RewriteRule ^(.+)$ https://n.example$1 [R]\nRedirect gone /x\n",
                Format::Htaccess);
  EXPECT_EQ(configuration.takeover.redirects, 3U);
  EXPECT_EQ(configuration.takeover.lost, 1U);
}

TEST(ApacheWords, Directives) {
  using apache::words_of;
  using Words = std::vector<std::string>;
  EXPECT_EQ(words_of(R"( a "b c" 'd "e' f\ g )"), (Words{"a", "b c", "d \"e", "f\\", "g"}));
  EXPECT_EQ(words_of(R"("a\"b" c\\d "")"), (Words{"a\"b", "c\\d", ""}));
  EXPECT_EQ(words_of("  "), Words{});
}

TEST(ApacheWords, RewriteArguments) {
  const auto spaced =
      apache::rewrite_arguments(R"(^a\ b$ "/c d" [R=301,L])").value_or(apache::RewriteArguments{});
  EXPECT_EQ(spaced.first, R"(^a\ b$)");
  EXPECT_EQ(spaced.second, "/c d");
  EXPECT_EQ(spaced.flags, "R=301,L");
  EXPECT_FALSE(spaced.is_broken);
  const auto broken =
      apache::rewrite_arguments("^a$ /b [R=303,L, NE]").value_or(apache::RewriteArguments{});
  EXPECT_EQ(broken.flags, "R=303,L, NE");
  EXPECT_TRUE(broken.is_broken);
  EXPECT_EQ(apache::flags_of(broken.flags).size(), 3U);
  EXPECT_FALSE(apache::rewrite_arguments("^a$").has_value());
}

TEST(ApacheExpressions, Reduced) {
  using Tail = apache::Reduced::Tail;
  struct Row {
    const char* expression;
    const char* literal;  ///< nullptr: it stays an expression
    Tail tail;
  };
  constexpr Row kRows[] = {
      {"^a/b\\.html$", "a/b.html", Tail::None},
      {"^a/?$", "a", Tail::OptionalSlash},
      {"^a\\/?$", "a", Tail::OptionalSlash},
      {"^a/(.*)$", "a/", Tail::Rest},
      {"^a/(.*)", "a/", Tail::Rest},
      {"^a", "a", Tail::Anything},
      {"(.*)", "", Tail::Rest},
      {".*", "", Tail::Anything},
      {"^$", "", Tail::None},
      {"^a.b$", nullptr, Tail::None},
      {"^a(.+)$", nullptr, Tail::None},
      {"a$", nullptr, Tail::None},
      {"^a:b$", nullptr, Tail::None},
      {"^a|b$", nullptr, Tail::None},
      {"^ab?$", nullptr, Tail::None},
      {"^a//b$", nullptr, Tail::None},
      {"^a\\d$", nullptr, Tail::None},
  };
  for (const Row& row : kRows) {
    const auto reduced = apache::reduce(row.expression);
    EXPECT_EQ(reduced.has_value(), row.literal != nullptr) << row.expression;
    if (!reduced || row.literal == nullptr) continue;
    EXPECT_EQ(reduced->literal, row.literal) << row.expression;
    EXPECT_EQ(reduced->tail, row.tail) << row.expression;
  }
}

TEST(ApacheExpressions, MovedBehindAFolder) {
  struct Row {
    const char* expression;
    const char* moved;
  };
  constexpr Row kRows[] = {
      {"^a", "^/f/a"},
      {"a", "^/f/(?s:.*?)a"},
      {"^a|b", "^/f/(?:a|(?s:.*?)b)"},
      {"^|a", "^/f/(?:|(?s:.*?)a)"},
      {"(.*)x", "^/f/(.*)x"},
      {"(?i)^a", "(?i)^/f/a"},
      {"[|^]a", "^/f/(?s:.*?)[|^]a"},
      {"(^a|b)", "^/f/(?s:.*?)(?:((?<=^/f/)a|b))"},
      // The leftmost place comes before the leftmost alternative.
      {"(a)|(b)", "^/f/(?s:.*?)(?:(a)|(b))"},
      {"b|^(a)", "^/f/(?s:.*?)(?:b|(?<=^/f/)(a))"},
      {"b|^a", "^/f/(?:a|(?s:.*?)b)"},
      // Not all that begins so takes all before.
      {"(.*){0}x", "^/f/(?s:.*?)(.*){0}x"},
      {"(.*[)]|x)", "^/f/(?s:.*?)(.*[)]|x)"},
      {"(.*)x\\1", "^/f/(?s:.*?)(.*)x\\1"},
      // The folder's slash is before all that is searched.
      {"a(?<!\\.b)$", "^/f/(?s:.*?)a(?<!\\.b)$"},
      {"(?<!/)$", "^/f/(?s:.*?)(?:(?:(?<=^/f/)|(?<!/))$)"},
      {"(?<=[^a])b", "^/f/(?s:.*?)(?:(?:(?<!^/f/)(?<=[^a]))b)"},
      {"(?<!a/)b", ""},
      // Anchors that need not hold, and others.
      {"^?a", ""},
      {"\\Aa", ""},
      {"(*COMMIT)a", ""},
      {"a(?R)?", ""},
      // Groups that are not told apart by their brackets.
      {"\\Q(\\E(a)", ""},
      {"(?#()a", ""},
      {"(?|(a)|(b))", ""},
  };
  for (const Row& row : kRows) {
    apache::MoveOptions options;
    options.base = "/f/";
    EXPECT_EQ(apache::move(row.expression, options).value_or(apache::Moved{}).text, row.moved);
  }
  apache::MoveOptions whole{.base = "/f/", .needs_whole = true};
  EXPECT_EQ(apache::move("a|b", whole).value_or(apache::Moved{}).text,
            "^/f/(?s:.*?)(?P<whole>a|b)");
  EXPECT_EQ(apache::move("^a|b", whole).value_or(apache::Moved{}).text,
            "^/f/(?s:.*?)(?P<whole>(?<=^/f/)a|b)");
  EXPECT_FALSE(apache::move("(a)\\1", whole));
  EXPECT_FALSE(apache::move("^/?a", {.base = "/f/"}).value_or(apache::Moved{}).is_never);
  EXPECT_FALSE(apache::move("^/{0}a", {.base = "/f/"}).value_or(apache::Moved{}).is_never);
  EXPECT_TRUE(apache::move("^/a", {.base = "/f/"}).value_or(apache::Moved{}).is_never);
  apache::MoveOptions named;
  named.group_prefix = "c";
  EXPECT_EQ(apache::move("(a)(?:b)[(](c)", named).value_or(apache::Moved{}).text,
            "(?P<c1>a)(?:b)[(](?P<c2>c)");
}

TEST(ApacheExpressions, Matchers) {
  using apache::matcher_of;
  EXPECT_EQ(passes(matcher_of("!^on$", false), "off"), true);
  EXPECT_EQ(passes(matcher_of("=On", true), "on"), true);
  EXPECT_EQ(passes(matcher_of("=\"\"", false), ""), true);
  EXPECT_EQ(passes(matcher_of(">\"\"", false), "a"), true);
  EXPECT_EQ(passes(matcher_of("-eq 443", false), "443"), true);
  EXPECT_EQ(passes(matcher_of("-ge 80", false), "79"), false);
  EXPECT_EQ(passes(matcher_of("-f", false), "a"), std::nullopt);
  EXPECT_EQ(passes(matcher_of("(", false), "a"), std::nullopt);
}

TEST(ApacheExpressions, SlashesBeforeGroups) {
  struct Row {
    const char* pattern;
    bool is_folder;
    std::vector<std::string> forms;
  };
  const Row rows[] = {
      {"^(.*)$", false, {"^/(.*)$"}},
      {"(.*)/a", false, {"^/(.*)/a", "^/a"}},
      {"^/a(/.*)?$", false, {"^/a/(.*)$", "^/a$"}},
      {"^/a(.*)$", false, {"^/a/(.*)$", "^/a$"}},
      {"^(.*)$", true, {}},
      {"^/a([^x]*)$", false, {}},
  };
  for (const Row& row : rows) {
    bool narrows = false;
    std::vector<std::string> forms;
    for (const auto& form : apache::with_slash_before(row.pattern, 1, {row.is_folder}, narrows)) {
      forms.push_back(form.pattern);
    }
    EXPECT_EQ(forms, row.forms) << row.pattern;
  }
}

// No text makes the importer slow: what grows faster than the text would meet ctest's time-out.
TEST(ApacheLimits, HostileTextsEnd) {
  const auto says_why = [](const std::string& text) {
    return !open_text(".htaccess", text, Format::Htaccess).diagnostics.empty();
  };
  std::string open_brackets(50'000, '(');
  std::string variables;
  std::string sections;
  for (int i = 0; i < 20'000; ++i) {
    variables += "${";
    sections += "<If x>\n";
  }
  EXPECT_TRUE(says_why("RewriteEngine on\nRewriteRule " + open_brackets + " /b [R]"));
  open_text(".htaccess", "Redirect /a /" + variables, Format::Htaccess);
  EXPECT_TRUE(says_why(sections));
  // Variables that depend on variables, and lines that keep many others from being tried.
  std::string nested = "RewriteEngine on\n";
  std::string stops = nested;
  for (int i = 0; i < 400; ++i) {
    const std::string number = std::to_string(i);
    nested.append("RewriteCond %{ENV:V} x").append(number).append(" [C]\nRewriteRule ^a");
    nested.append(number).append(".b - [E=V:x").append(number).append(",C]\n");
    stops.append("RewriteRule ^a.b").append(number).append(" - [L]\nRewriteRule ^c");
    stops.append(number).append(" /d [R,L]\n");
  }
  EXPECT_TRUE(says_why(nested));
  open_text(".htaccess", stops + "Redirect /x /y\n", Format::Htaccess);
}

}  // namespace
}  // namespace onward::config
