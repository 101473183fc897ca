// SPDX-License-Identifier: MIT
// nginx's configurations. Golden files (testdata/): the configuration, a line of dashes, the rules
// as onward.toml, a line of dashes, and every diagnostic as a person sees it.
#include "config/foreign.h"
#include "config/testing.h"
#include "onward/config/written.h"
#include "support/files.h"

#include <array>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

std::string written(std::string_view text, Format format) {
  std::map<std::string, std::string, std::less<>> files;
  files.emplace("nginx.conf", text);
  TextReader reader(std::move(files));
  const auto configuration = open("nginx.conf", {.format = format, .keeps_rules = true}, reader);
  std::string all = to_toml(configuration.rules, "nginx").files[0].text;
  return all.append(test::kGoldenDashes).append(all_text(configuration));
}

TEST(Nginx, Golden) {
  const auto cases = test::golden_cases("src/config/nginx/testdata");
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    const auto format = one.name.starts_with("map_") ? Format::NginxMap : Format::Nginx;
    EXPECT_EQ(written(one.input, format), one.expected) << one.name;
  }
}

struct Case {
  const char* configuration;
  const char* request;  ///< method, host, target
  const char* answer;
};

/// Of nginx 1.22 itself: tests/differential/nginx.py asks it the same.
constexpr std::array kCases{
    // The four forms of a location, and the longest prefix.
    Case{"location /a { return 301 /p; } location = /a { return 302 /e; }", "GET h /a", "302 /e"},
    Case{"location /a { return 301 /p; } location = /a { return 302 /e; }", "GET h /ab", "301 /p"},
    Case{"location /a { return 301 /p; } location ~ b$ { return 302 /r; }", "GET h /ab", "302 /r"},
    Case{"location ^~ /a { return 301 /p; } location ~ b$ { return 302 /r; }", "GET h /ab",
         "301 /p"},
    Case{"location ~* ^/A$ { return 301 /any; }", "GET h /a", "301 /any"},
    Case{"location ~ ^/A$ { return 301 /any; }", "GET h /a", "404"},
    Case{"location /A { return 301 /b; }", "GET h /a", "404"},
    // Decoded and merged before it is compared.
    Case{"location = /a/b { return 301 /c; }", "GET h /%61//b", "301 /c"},
    Case{"location \"/a b\" { return 301 /c; }", "GET h /a%20b", "301 /c"},
    Case{"location = /a,b { return 301 /c; }", "GET h /a%2Cb", "301 /c"},
    // Variables of targets, and queries.
    Case{"return 301 https://x.example$request_uri;", "GET h /a?b=c",
         "301 https://x.example/a?b=c"},
    Case{"return 301 https://x.example$request_uri;", "GET h /%61?", "301 https://x.example/%61?"},
    Case{"rewrite ^ https://x.example$request_uri? permanent;", "GET h /%61?b",
         "301 https://x.example/a?b"},
    Case{"return 301 https://x.example/y$is_args$args;", "GET h /a?", "301 https://x.example/y"},
    Case{"return 301 /y?$args;", "GET h /a", "301 /y?"},
    Case{"return 301 /y?$arg_b;", "GET h /a?", "301 /y?"},
    Case{"return 301 /y?$args;", "GET h /a?b", "301 /y?b"},
    Case{"rewrite ^/a /b permanent;", "GET h /a?", "301 /b"},
    Case{"return 301 https://x.example/y;", "GET h /a?b=c", "301 https://x.example/y"},
    Case{"return 301 https://x.example$uri;", "GET h //a?b=c", "301 https://x.example/a"},
    Case{"return 301 https://x.example$uri$is_args$args;", "GET h /a?b",
         "301 https://x.example/a?b"},
    Case{"return 301 /x?from=$arg_a&rest=$args;", "GET h /?a=1&b=2", "301 /x?from=1&rest=a=1&b=2"},
    Case{"return https://x.example;", "GET h /", "302 https://x.example/"},
    Case{"return 307 $scheme://$host/x;", "POST h.example /a", "307 http://h.example/x"},
    // rewrite.
    Case{"rewrite ^/a/(.*)$ /b/$1 permanent;", "GET h /a/x?q=1", "301 /b/x?q=1"},
    Case{"rewrite ^/a/(.*)$ /b/$1? redirect;", "GET h /a/x?q=1", "302 /b/x"},
    Case{"rewrite ^/a/(.*)$ /b?c=$1 redirect;", "GET h /a/x?q=1", "302 /b?c=x&q=1"},
    Case{"rewrite ^/a http://x.example last;", "GET h /a", "302 http://x.example/"},
    Case{"rewrite ^/a /b; rewrite ^/b /c permanent;", "GET h /a", "301 /c"},
    Case{"rewrite ^/a /b last; rewrite ^/b /c permanent; location /b { return 302 /d; }",
         "GET h /a", "302 /d"},
    Case{"rewrite ^ /x break; return 301 /y;", "GET h /a", "404"},
    Case{"rewrite ^/a%$ /b permanent;", "GET h /a%25", "301 /b"},
    Case{"rewrite ^/x$ /y$1 permanent;", "GET h /x", "301 /y"},
    // Conditions.
    Case{"if ($request_method = GET) { return 301 /get; }", "GET h /", "301 /get"},
    Case{"if ($request_method = GET) { return 301 /get; }", "HEAD h /", "404"},
    Case{"if ($request_method !~ ^(GET|HEAD)$) { return 307 /w; }", "PUT h /", "307 /w"},
    Case{"if ($host ~* ^www\\.(.+)$) { return 301 https://$1$request_uri; }", "GET www.a.b /c",
         "301 https://a.b/c"},
    Case{"if ($args) { return 301 /query; } return 301 /none;", "GET h /?0", "301 /none"},
    Case{"set $a x; if ($a = x) { set $a y; } return 301 /$a;", "GET h /", "301 /y"},
    Case{"set $a \"${host}x\"; return 301 /$a;", "GET h.example /", "301 /h.examplex"},
    // Status and pages for it.
    Case{"location /a { return 410; }", "GET h /a", "410"},
    Case{"error_page 404 =307 https://x.example/; location /a { return 404; }", "POST h /a",
         "307 https://x.example/"},
    Case{"error_page 404 https://x.example/; location /a { return 404 text; }", "GET h /a", "404"},
    Case{"location /a/ { proxy_pass http://b; }", "GET h /a?x=1", "301 /a/?x=1"},
    Case{"location /a/ { proxy_pass http://b; } location = /a { return 302 /c; }", "GET h /a",
         "302 /c"},
};

TEST(Nginx, AnswersOfNginx) {
  for (const Case& one : kCases) {
    const auto configuration = open_text("nginx.conf", one.configuration, Format::Nginx);
    ASSERT_NE(configuration.table, nullptr) << one.configuration << all_text(configuration);
    Asking asking(*configuration.table);
    const std::string request = one.request;
    const std::size_t host = request.find(' ') + 1;
    const std::size_t target = request.find(' ', host) + 1;
    EXPECT_EQ(asking.ask(request.substr(0, host - 1), request.substr(host, target - host - 1),
                         request.substr(target)),
              one.answer)
        << one.configuration << '\n'
        << one.request << '\n'
        << all_text(configuration);
  }
}

/// Files beside each other, found by "folder/*.conf".
class FolderReader final : public SourceReader {
 public:
  explicit FolderReader(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  Result<std::string> read(std::string_view path) override {
    const auto found = files_.find(std::string(path));
    if (found == files_.end()) return fail(ErrorCode::FileNotFound);
    return found->second;
  }
  std::vector<std::string> matching(std::string_view pattern) override {
    std::vector<std::string> paths;
    const std::string folder(pattern.substr(0, pattern.find('*')));
    for (const auto& [path, text] : files_) {
      if (path.starts_with(folder) && path != "etc/nginx.conf") paths.push_back(path);
    }
    return paths;
  }

 private:
  std::map<std::string, std::string> files_;
};

Configuration open_folder(std::map<std::string, std::string> files) {
  FolderReader reader(std::move(files));
  return open("etc/nginx.conf", {.format = Format::Nginx, .keeps_rules = true}, reader);
}

TEST(Nginx, Includes) {
  const auto configuration = open_folder({
      {"etc/nginx.conf",
       "http { include conf.d/*.conf; map $uri $to { include list.map; }"
       " server { if ($to) { return 301 $to; } include parts/one; } }"},
      {"etc/conf.d/a.conf", "server { server_name a.example; return 301 /of-a; }"},
      {"etc/conf.d/b.conf", "server { server_name b.example; return 301 /of-b; }"},
      {"etc/list.map", "/x /y;"},
      {"etc/parts/one", "location /p { return 302 /q; }"},
  });
  ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
  EXPECT_EQ(configuration.takeover.redirects, 5U) << all_text(configuration);
  EXPECT_EQ(configuration.takeover.lost, 0U);
  Asking asking(*configuration.table);
  EXPECT_EQ(asking.ask("GET", "b.example", "/"), "301 /of-b");
  EXPECT_EQ(asking.ask("GET", "other.example", "/"), "301 /of-a");
  ASSERT_EQ(configuration.files.size(), 5U);
  for (const auto& rule : configuration.rules) EXPECT_LT(rule.place.file, 5U);
}

TEST(Nginx, IncludesThatGoRoundEnd) {
  const auto configuration = open_folder({{"etc/nginx.conf", "include a; return 301 /x;"},
                                          {"etc/a", "include b;"},
                                          {"etc/b", "include a;"}});
  EXPECT_NE(all_text(configuration).find("includes itself"), std::string::npos);
  ASSERT_NE(configuration.table, nullptr);
}

TEST(Nginx, ManyLocationsAreOneMap) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) {
    const std::string number = std::to_string(i);
    text.append("location = /old").append(number).append(" { return 301 /new");
    text.append(number).append("; }\n");
  }
  const auto configuration = open_text("nginx.conf", text, Format::Nginx);
  ASSERT_NE(configuration.table, nullptr);
  EXPECT_EQ(configuration.table->rules().size(), 1U);
  EXPECT_EQ(configuration.table->map_rows(), 5'000U);
  EXPECT_EQ(configuration.takeover.redirects, 5'000U);
  Asking asking(*configuration.table);
  EXPECT_EQ(asking.ask("GET", "h", "/old4711?a=b"), "301 /new4711");
}

/// Flags divide the requests where they are asked for, and not where they are set.
std::string flags(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    text.append("if ($arg_a").append(number).append(") { set $f").append(number);
    text += " 1; }\n";
  }
  return text;
}

TEST(Nginx, FlagsAreAskedOneByOne) {
  std::string text = flags(40);
  for (int i = 0; i < 40; ++i) {
    const std::string number = std::to_string(i);
    text.append("if ($f").append(number).append(") { return 302 /y").append(number) += "; }\n";
  }
  const auto configuration = open_text("nginx.conf", text, Format::Nginx);
  EXPECT_EQ(all_text(configuration), "");
  ASSERT_NE(configuration.table, nullptr);
  EXPECT_LT(configuration.table->rules().size(), 100U);
  EXPECT_EQ(Asking(*configuration.table).ask("GET", "h", "/?a7=1&a39=1", "http://"), "302 /y7");
  EXPECT_EQ(Asking(*configuration.table).ask("GET", "h", "/?a39=1", "http://"), "302 /y39");
}

/// What would become too much ends with an Error, and soon.
TEST(Nginx, FlagsAreBounded) {
  std::string text = flags(40) + "if ($f0";
  for (int i = 1; i < 40; ++i) text.append("$f") += std::to_string(i);
  text += " = 111) { return 301 /x; }";
  const auto configuration = open_text("nginx.conf", text, Format::Nginx);
  EXPECT_NE(all_text(configuration).find("too many cases"), std::string::npos);
}

/// A text that doubles with each line is not known before it fills the memory.
TEST(Nginx, TextsAreBounded) {
  for (const std::string line : {"set $a $a$a;\n", "rewrite ^ $uri$uri$a;\n"}) {
    std::string text = "set $a /xx;\n";
    for (int i = 0; i < 60; ++i) text += line;
    text += "return 301 /z$a$uri;\n";
    const auto configuration = open_text("nginx.conf", text, Format::Nginx);
    EXPECT_EQ(configuration.takeover.redirects, 1U);
    EXPECT_EQ(configuration.takeover.lost, 1U) << all_text(configuration);
  }
}

struct Recognised {
  const char* text;
  std::optional<Format> format;
};
constexpr std::array kRecognised{
    Recognised{"server {\n  listen 80;\n  return 301 /a;\n}\n", Format::Nginx},
    Recognised{"# x\nrewrite ^/a$ /b permanent;\n", Format::Nginx},
    Recognised{"user www;\nevents { }\nhttp { }\n", Format::Nginx},
    Recognised{"location = /a { return 301 /b; }", Format::Nginx},
    Recognised{"{% if x %}\nserver {\n listen {{ port }};\n}\n", Format::Nginx},
    Recognised{"/old /new;\n/a /b;\n", Format::NginxMap},
    Recognised{"~^/x/(.*)$ /y/$1;\n", Format::NginxMap},
    Recognised{"/old /new\n", Format::NetlifyRedirects},
    Recognised{"<VirtualHost *:80>\nRedirect / https://x/\n</VirtualHost>\n", {}},
    Recognised{"example.com {\n  redir https://x\n}\n", {}},
    Recognised{"const app = express();\napp.get('/a', (req, res) => { res.redirect('/b'); });\n",
               {}},
};

TEST(Nginx, Recognition) {
  for (const Recognised& one : kRecognised) {
    const bool is_nginx_text = is_nginx(one.text, "file");
    EXPECT_EQ(is_nginx_text, one.format == Format::Nginx) << one.text;
    EXPECT_EQ(!is_nginx_text && is_nginx_map(one.text, "file"), one.format == Format::NginxMap)
        << one.text;
  }
}

}  // namespace
}  // namespace onward::config
