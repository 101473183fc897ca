// SPDX-License-Identifier: MIT
// onward.toml and open(). Golden files (testdata/): the text, a line of dashes, and every
// diagnostic as a person sees it.
#include "config/address.h"
#include "config/suggest.h"
#include "config/testing.h"
#include "config/units.h"
#include "support/exact_buffer.h"
#include "support/files.h"

#include <array>
#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(OnwardToml, Golden) {
  const auto cases = test::golden_cases("src/config/toml/testdata");
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    const Configuration configuration = open_text("onward.toml", one.input);
    EXPECT_EQ(all_text(configuration), one.expected) << one.name;
    EXPECT_EQ(configuration.has_errors(), configuration.table == nullptr) << one.name;
  }
}

TEST(OnwardToml, ServerAndDefaults) {
  const auto none = open_text("onward.toml", "");
  ASSERT_EQ(none.server.listeners.size(), 1U);
  EXPECT_EQ(none.server.listeners[0].address, "127.0.0.1:8307");
  EXPECT_EQ(none.server.listeners[0].ip,
            parse_socket_address("127.0.0.1:8307").value_or(SocketAddress{}).ip);
  EXPECT_NE(none.table, nullptr);

  const auto files = test::repository_file("src/config/toml/testdata/all_keys.case");
  const auto all = open_text("onward.toml", files.substr(0, files.find(test::kGoldenDashes)));
  ASSERT_EQ(all.server.listeners.size(), 1U);
  const Listener& listener = all.server.listeners[0];
  EXPECT_TRUE(listener.is_ipv6);
  EXPECT_EQ(listener.origin.scheme, "https");
  EXPECT_EQ(listener.origin.authority, "api.example.com");
  EXPECT_EQ(listener.origin.hosts.size(), 2U);
  ASSERT_EQ(listener.proxies.size(), 2U);
  EXPECT_EQ(rules::to_string(listener.proxies[0]), "10.0.7.0/24");
  const Forwarding forwarding = listener.forwarding.value_or(Forwarding{});
  EXPECT_EQ(forwarding.proxies, std::vector{listener.proxies[0]});
  EXPECT_EQ(forwarding.fields, Forwarding::Fields::XForwarded);
  EXPECT_TRUE(forwarding.client && forwarding.scheme && forwarding.host);
  EXPECT_EQ(all.server.threads, 2U);
  const Limits& limits = all.server.limits;
  EXPECT_EQ(limits.head_bytes, 16384U);
  EXPECT_EQ(limits.target_bytes, 4096U);
  EXPECT_EQ(limits.fields, 50U);
  EXPECT_EQ(limits.idle_timeout, std::chrono::minutes(1));
  EXPECT_EQ(limits.content_bytes_per_second, 2048U);
  EXPECT_EQ(limits.drain_bytes, 1024U * 1024);
  EXPECT_EQ(limits.shutdown_timeout, std::chrono::seconds(1));
  EXPECT_EQ(all.server.log.path, "-");
  EXPECT_EQ(all.server.log.format, AccessLog::Format::Json);
  EXPECT_EQ(all.server.log.sample, 100U);
  EXPECT_TRUE(all.server.log.samples_errors);
  EXPECT_EQ(all.server.admin.path, "/run/onward/admin.sock");
  ASSERT_EQ(all.server.admin.addresses.size(), 1U);
  EXPECT_EQ(all.server.admin.addresses[0].port, 9307);
  EXPECT_TRUE(none.server.admin.path.empty());
  ASSERT_NE(all.table, nullptr);
  const rules::Rule& rule = all.table->rules()[0];
  EXPECT_EQ(rule.when.fields.size(), 4U);
  EXPECT_EQ(rule.when.between[0].from, std::chrono::sys_seconds(std::chrono::seconds(1767222000)));
  EXPECT_DOUBLE_EQ(rule.when.share.value_or(rules::Share{}).percent, 10.5);
  EXPECT_EQ(rule.when.none.size(), 1U);
  EXPECT_EQ(rule.when.any.size(), 2U);
  EXPECT_FALSE(rule.comparison.ignore_case);
  EXPECT_FALSE(rule.comparison.keep_escapes);
  EXPECT_TRUE(all.table->rules()[1].comparison.ignore_case);
  EXPECT_TRUE(all.table->rules()[1].comparison.keep_escapes);
  EXPECT_EQ(all.table->rules()[1].action.query, rules::QueryPolicy::KeepNonempty);
  EXPECT_EQ(rule.action.retry_after, std::chrono::seconds(90));
  EXPECT_EQ(rule.action.cors.value_or(rules::Cors{}).max_age, std::chrono::minutes(10));
}

TEST(OnwardToml, ARuleThatExpiresIsTwo) {
  const auto configuration = open_text("onward.toml", R"(
    [[rule]]
    name = "sale"
    match = "/sale/*"
    to = "/shop/{0}"
    expires = 2027-01-01T00:00:00Z
    [[rule]]
    match = "/a/:x"
    to = "/b/{x}"
    query = "drop"
    between = [2026-01-01T00:00:00Z, 2028-01-01T00:00:00Z]
    expires = 2027-01-01T00:00:00Z
    expired = "/old/{x}"
    [[rule]]
    match = "/c"
    to = "/d"
    expires = 2027-01-01T00:00:00Z
    expired = "pass"
    [[rule]]
    match = "/e"
    to = "/f"
    expires = 2027-01-01T00:00:00Z
    expired = 404)");
  EXPECT_EQ(all_text(configuration), "");
  ASSERT_NE(configuration.table, nullptr);
  using namespace std::chrono;
  constexpr sys_seconds kEnd = sys_days{2027y / January / 1};
  const auto rules = configuration.table->rules();
  ASSERT_EQ(rules.size(), 8U);
  for (std::size_t i = 0; i < rules.size(); i += 2) {
    EXPECT_EQ(rules[i].when.between.at(0).until, kEnd);
    EXPECT_EQ(rules[i + 1].when.between.at(0).from, kEnd);
    EXPECT_EQ(rules[i + 1].when.between.at(0).until, std::nullopt);
  }
  EXPECT_EQ(rules[1].name.value, "sale, expired");
  EXPECT_EQ(rules[1].action.status, http::Status(410));
  EXPECT_NE(rules[2].when.between.at(0).from, std::nullopt);
  EXPECT_EQ(rules[3].action.to.value_or(rules::Text{}).value, "/old/{x}");
  EXPECT_EQ(rules[3].action.query, rules::QueryPolicy::Drop);
  EXPECT_TRUE(rules[5].action.pass);
  EXPECT_EQ(rules[7].action.status, http::Status(404));
}

TEST(OnwardToml, FormsOfOneValue) {
  const auto configuration = open_text("onward.toml", R"(
    [[rule]]
    host = ["a.example", "*.b.example"]
    share = "12.5%"
    to = "/both"
    [[rule]]
    host = "c.example"
    share = { percent = "0.1 %", by = "path" }
    to = "/one"
    [[rule]]
    share = { percent = 0.1 }
    to = "/small"
  )");
  ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
  const auto rules = configuration.table->rules();
  const auto percent = [&](std::size_t i) {
    return rules[i].when.share.value_or(rules::Share{}).percent;
  };
  EXPECT_EQ(rules[0].when.hosts.size(), 2U);
  EXPECT_EQ(rules[1].when.hosts.size(), 1U);
  EXPECT_DOUBLE_EQ(percent(0), 12.5);
  EXPECT_DOUBLE_EQ(percent(1), 0.1);
  EXPECT_DOUBLE_EQ(percent(2), 0.1);
  for (const char* bad : {"\"%\"", "\"10\"", "\"-1%\"", "\"101%\"", "\"1e1%\"", "\"1 0%\"", "0.5",
                          "true", "[]", "nan"}) {
    const std::string text = "[[rule]]\nto = \"/a\"\nshare = " + std::string(bad) + "\n";
    EXPECT_TRUE(open_text("onward.toml", text).has_errors()) << bad;
  }
}

TEST(OnwardToml, Addresses) {
  for (const char* good : {"127.0.0.1:0", "0.0.0.0:80", "[::]:65535", "[2001:db8::1]:1", ":80",
                           "*:80", "localhost:8307"}) {
    EXPECT_TRUE(parse_socket_address(good)) << good;
  }
  for (const char* bad :
       {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.1:80", "0x7f.0.0.1:80", "::1:80",
        "[::1]", "[::1:80", "h.example:80", "0.0.0.1:80", "01.2.3.4:80", "[127.0.0.1]:80", "[]:80",
        "1.2.3.4.5:80", "127.0.0.1:8x", "127.0.0.1:-1", "999.0.0.1:80"}) {
    EXPECT_FALSE(parse_socket_address(bad)) << bad;
  }
}

TEST(OnwardToml, Units) {
  EXPECT_EQ(parse_duration("250ms"), std::chrono::milliseconds(250));
  EXPECT_EQ(parse_duration("7d"), std::chrono::hours(168));
  for (const char* bad : {"", "5", "s", "-1s", "1.5s", "1 s", "99999999999999999999s", "40000d"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
  EXPECT_EQ(parse_size("32KiB"), 32768U);
  EXPECT_EQ(parse_size("900"), 900U);
  for (const char* bad : {"", "KiB", "32KB", "32kib", "-1", "9999999999999999"}) {
    EXPECT_FALSE(parse_size(bad)) << bad;
  }
}

TEST(OnwardToml, Suggestions) {
  const std::array<std::string_view, 4> known{"match", "to", "status", "methods"};
  EXPECT_EQ(suggest("macth", known), "match");
  EXPECT_EQ(suggest("Methods", known), "methods");
  EXPECT_EQ(suggest("stats", known), "status");
  EXPECT_EQ(suggest("destination", known), "to");
  EXPECT_EQ(suggest("zebra", known), "");
  EXPECT_EQ(suggest("", known), "");
}

// Keys nest by dots without an end, which is what parsers of TOML fall over.
TEST(OnwardToml, DepthIsBounded) {
  std::string deep = "[a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  EXPECT_TRUE(open_text("onward.toml", deep + "]\n").has_errors());
  EXPECT_TRUE(open_text("onward.toml", deep.substr(1) + " = 1\n").has_errors());
  EXPECT_TRUE(open_text("onward.toml", "a = " + std::string(100'000, '[')).has_errors());
  const auto dots = open_text("onward.toml", "[[rule]]\nmatch = \"" + std::string(99, '.') + "/\"");
  for (const auto& d : dots.diagnostics) EXPECT_NE(d.message, "a key has too many parts");
}

TEST(ToText, IsFitForATerminal) {
  const std::string text = "\x1b[31m\xE2\x80\xAE /a\t" + std::string(200, 'x') + "\n";
  const auto configuration = open_text("_redirects", text, Format::NetlifyRedirects);
  const std::string shown = all_text(configuration);
  for (const char c : shown) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_NE(shown.find("..."), std::string::npos);
  EXPECT_EQ(shown.find("\xE2\x80\xAE"), std::string::npos);
}

TEST(Open, FilesOfOthersStandAtTheirPlace) {
  TextReader reader({{"conf/onward.toml",
                      "[[rule]]\nmatch = \"/a\"\nto = \"/first\"\n"
                      "[[rule]]\nfile = \"_redirects\"\n"
                      "[[rule]]\nmap = \"/moved.csv\"\nstatus = 308\n"
                      "[[rule]]\nmatch = \"/*\"\nto = \"/last\"\n"},
                     {"conf/_redirects", "/a /second\n/b /x 302\n/c /y 200\n"},
                     {"/moved.csv", "/d,/z\n/b,/never\n"}});
  const Configuration configuration = open("conf/onward.toml", {}, reader);
  ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
  EXPECT_EQ(configuration.files.size(), 3U);
  EXPECT_EQ(configuration.diagnostics.size(), 1U) << all_text(configuration);
  Asking asking(*configuration.table);
  EXPECT_EQ(asking.ask("GET", "h", "/a"), "307 /first");
  EXPECT_EQ(asking.ask("GET", "h", "/b"), "302 /x");
  EXPECT_EQ(asking.ask("GET", "h", "/c"), "404") << "a line of status 200 passes";
  EXPECT_EQ(asking.ask("GET", "h", "/e"), "307 /last");
  EXPECT_EQ(asking.ask("GET", "h", "/d"), "308 /z");
}

TEST(Open, WhatIsMissingIsSaid) {
  TextReader reader(
      {{"onward.toml", "[[rule]]\nfile = \"nowhere\"\n[[rule]]\nmap = \"x\"\n"}, {"x", "hello"}});
  const Configuration configuration = open("onward.toml", {}, reader);
  EXPECT_EQ(configuration.table, nullptr);
  EXPECT_EQ(all_text(configuration),
            "onward.toml:2:9: error: 'nowhere': there is no such file\n"
            "    file = \"nowhere\"\n"
            "            ^\n"
            "onward.toml:4:8: error: it is not clear what 'x' is written in\n"
            "    map = \"x\"\n"
            "           ^\n"
            "  say so with format: " +
                foreign_format_names() + "\n");
  EXPECT_EQ(all_text(open("absent.toml", {}, reader)),
            "absent.toml: error: there is no such file\n");
}

TEST(Open, AFileWithoutRulesIsSaid) {
  const struct {
    const char* name;
    const char* text;
    const char* said;
  } cases[] = {
      {"moved.csv", "", "moved.csv: warning: the file has no redirects\n"},
      {"moved.csv", "from,to\n", "moved.csv: warning: the file has no redirects\n"},
      {"_redirects", "# none yet\n", "_redirects: warning: the file has no redirects\n"},
      {"a/_redirects.txt", "# FROM-URL\tTO-URL\n",
       "a/_redirects.txt: warning: the file has no redirects\n"},
      {"onward.toml", "threads = 2\n",
       "onward.toml: warning: the file has no [[rule]], so that nothing but 404 is answered\n"},
      {"moved.csv", "/a,/b\n", ""},
  };
  for (const auto& c : cases) {
    const Configuration configuration = open_text(c.name, c.text);
    EXPECT_EQ(all_text(configuration), c.said) << c.text;
    EXPECT_NE(configuration.table, nullptr) << c.text;
  }
}

TEST(Open, NothingIsSaidTwice) {
  const Configuration lines = open_text("_redirects", "/h/* http:///:splat\n");
  EXPECT_EQ(lines.diagnostics.size(), 1U) << all_text(lines);
  const Configuration rule = open_text(
      "onward.toml", "[[rule]]\nmatch = \"/a/*\"\nto = \"https://n.example/{0}\\r\\nx\"\n");
  EXPECT_EQ(rule.diagnostics.size(), 1U) << all_text(rule);
}

TEST(Open, ExamplesMustHold) {
  const std::string rule =
      "[[rule]]\nmatch = \"/a\"\nto = \"/b\"\n[[rule.example]]\nrequest = \"GET /a\"\nanswer = ";
  EXPECT_NE(open_text("o.toml", rule + "\"307 /b\"\n").table, nullptr);
  EXPECT_EQ(open_text("o.toml", rule + "\"301 /b\"\n").table, nullptr);
}

TEST(Open, WhatCompileRefusesOfOthersIsLeftOut) {
  const auto configuration =
      open_text("_redirects", "/a https://[bad/x\n/b /c\n/p/:x /q/:x\n", Format::NetlifyRedirects);
  ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
  EXPECT_TRUE(configuration.has_errors());
  Asking asking(*configuration.table);
  EXPECT_EQ(asking.ask("GET", "h", "/a"), "404");
  EXPECT_EQ(asking.ask("GET", "h", "/b"), "301 /c");
  EXPECT_EQ(asking.ask("GET", "h", "/b/?x=1"), "301 /c?x=1");
  EXPECT_EQ(asking.ask("GET", "h", "/p/1"), "301 /q/1");
}

TEST(Open, Quickstart) {
  TextReader reader(
      {{"examples/quickstart.toml", test::repository_file("examples/quickstart.toml")},
       {"examples/moved.csv", test::repository_file("examples/moved.csv")}});
  const Configuration configuration = open("examples/quickstart.toml", {}, reader);
  EXPECT_EQ(all_text(configuration), "");
  ASSERT_NE(configuration.table, nullptr);
  Asking asking(*configuration.table);
  EXPECT_EQ(asking.ask("POST", "127.0.0.1:8307", "/api/v1/orders?x=1"),
            "307 https://api.example.com/v2/orders?x=1");
  EXPECT_EQ(asking.ask("GET", "127.0.0.1:8307", "/about-us.html"), "308 /about");
  EXPECT_EQ(asking.ask("GET", "127.0.0.1:8307", "/blog/2019/hello"),
            "301 https://blog.example.com/hello");
}

}  // namespace
}  // namespace onward::config
